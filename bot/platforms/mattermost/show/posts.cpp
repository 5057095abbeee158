#include "bot/platforms/mattermost/show/posts.hpp"

#include "bot/base/block_scan.hpp"
#include "bot/base/digest.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/mattermost/show/inert.hpp"
#include "bot/platforms/mattermost/show/runes.hpp"
#include "bot/platforms/mattermost/show/split.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace bot::mattermost {
namespace {

using tree = nlohmann::ordered_json;

// Of some 8,000 that a post's props may have; the mark of ours has its place in them, too.
constexpr std::size_t attachments_limit = 7'000;
constexpr std::size_t label_length = 60;
constexpr std::size_t further_answers = 4;

std::string print(const tree& made) {
    return made.dump(-1, ' ', false, tree::error_handler_t::replace);
}

// By what it says: when a card changes under somebody's finger, the old button is gone and none
// has taken its name. Letters and digits only, or a press finds nothing.
std::string id_of(std::string_view command) {
    return "b" + to_hex(sha256(command)).substr(0, 16);
}

tree button_of(
    const card_button& one, std::string_view callback, std::string_view channel, const seal& by
) {
    return {
        {"id", id_of(one.command)},
        {"type", "button"},
        {"name", shorten_runes(replace_all(one.label, "\n", " "), label_length)},
        {"style", one.is_primary ? "primary" : "default"},
        {"integration",
         {{"url", callback},
          {"context", {{"sealed", by.close({"button", channel, {}}, one.command)}}}}}};
}

std::string attachments_of(const tree& buttons) {
    return print(tree::array({{{"fallback", ""}, {"actions", buttons}}}));
}

// What cannot be pressed can be typed.
std::string typed(const std::vector<card_button>& buttons) {
    std::string line;
    for (const auto& one : buttons) {
        if (one.command.find_first_of("`\n") != std::string::npos) continue;
        line.append(line.empty() ? "Type: " : " · ").append("`!incident ").append(one.command);
        line += '`';
    }
    return line;
}

std::string first_of(std::string_view markdown) {
    auto pieces = messages_of(markdown);
    return pieces.empty() ? std::string() : std::move(pieces.front());
}

}  // namespace

std::string shown_markdown(std::string_view markdown) {
    auto whole = is_utf8(markdown) ? std::string(markdown) : repair_utf8(markdown);
    std::erase(whole, '\0');
    std::string shown;
    shown.reserve(whole.size() + 16);
    markdown::fence_mark fence;
    for (const auto line : split_lines(whole)) {
        // Only what every reader takes for a fence hides calls: indented it may be a paragraph's, or
        // end with its list, and what follows would call.
        const bool is_deep = line.starts_with("    ") || line.substr(0, 4).find('\t') != line.npos;
        if (fence.length > 0) {
            shown += line;
            if (!is_deep && markdown::closes_fence(trim(line), fence)) fence = {};
        } else if (fence = markdown::opening_fence(line); fence.length > 0) {
            shown += line;
        } else {
            shown += without_calls(line);
        }
        shown += '\n';
    }
    if (!shown.empty()) shown.pop_back();
    return shown;
}

std::vector<std::string> messages_of(std::string_view markdown) {
    return split_markdown(shown_markdown(markdown), post_limit);
}

shown_card card_of(
    const show_card& card, std::string_view callback, std::string_view channel, const seal& by
) {
    shown_card shown;
    std::vector<card_button> left_out;
    tree buttons = tree::array();
    for (const auto& one : card.buttons) {
        if (callback.empty()) {
            left_out.push_back(one);
            continue;
        }
        buttons.push_back(button_of(one, callback, channel, by));
        if (attachments_of(buttons).size() <= attachments_limit) continue;
        buttons.erase(buttons.size() - 1);
        left_out.push_back(one);
    }
    if (!buttons.empty()) shown.attachments = attachments_of(buttons);
    auto words = card.text;
    if (const auto line = typed(left_out); !line.empty()) words.append("\n\n").append(line);
    shown.message = first_of(words);
    return shown;
}

std::string answer_of(const answer& told) {
    const auto pieces = messages_of(told.text);
    if (pieces.empty()) return "{}";
    const auto response = [](const std::string& words) {
        return tree{{"response_type", "ephemeral"}, {"text", words}, {"skip_slack_parsing", true}};
    };
    auto made = response(pieces.front());
    tree more = tree::array();
    for (std::size_t i = 1; i < pieces.size() && i <= further_answers; ++i)
        more.push_back(response(pieces[i]));
    if (!more.empty()) made["extra_responses"] = std::move(more);
    return print(made);
}

std::string action_answer_of(std::string_view words) {
    const auto shown = first_of(words);
    if (shown.empty()) return "{}";
    return print({{"ephemeral_text", shown}, {"skip_slack_parsing", true}});
}

}  // namespace bot::mattermost
