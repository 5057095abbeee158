#include "bot/incident/copy.hpp"

#include "bot/base/escape.hpp"
#include "bot/base/text.hpp"
#include "bot/incident/rooms.hpp"

#include <algorithm>

namespace bot {
namespace {

// Words that begin a block of Markdown keep their meaning at the beginning of a line only.
bool begins_a_block(std::string_view text) {
    static constexpr std::string_view openers[] = {"```", "~~~", "> ", "- ", "* ", "+ ", "#", "|"};
    if (std::ranges::any_of(openers, [&](auto one) { return text.starts_with(one); })) return true;
    const auto after = text.find_first_not_of("0123456789");
    return after != text.npos && after > 0 && (text[after] == '.' || text[after] == ')');
}

std::string file_words(const kept_message& said, const settings& rules) {
    auto name = escape_link_text(said.file);
    if (rules.console_url.empty() || said.file_digest.empty()) return "📎 " + name;
    return "📎 [" + name + "](" + rules.console_url + "/files/" + said.file_digest + "/" +
           slug(said.file) + ")";
}

}  // namespace

std::string copy_place(const kept_message& said, const incident& of, std::string_view to_platform) {
    const auto* room = of.room_at(said.platform, said.channel);
    if (said.platform == to_platform && room) return "#" + room->name;
    return shown_platform(said.platform);
}

std::string copy_text(
    const kept_message& said, const incident& of, const message_spot& to, const settings& rules
) {
    const auto place = copy_place(said, of, to.platform);
    // The mark of a channel stays: where the platform knows the channel it becomes a link.
    const auto shown = place.starts_with('#') ? "#" + escape_markdown(place.substr(1)) : place;
    auto text = "**" + escape_markdown(said.author.name) + "** (" + shown + "):";
    if (!said.file.empty()) text += " " + file_words(said, rules);
    if (said.text.empty()) return text;
    const bool on_its_own = !said.file.empty() || begins_a_block(said.text);
    return text + (on_its_own ? "\n" : " ") + said.text;
}

}  // namespace bot
