// Messages, edits, deletes, files, comings and goings; and the `!note` markers.
#include "bot/base/text.hpp"
#include "handlers/chat/chat.hpp"
#include "handlers/commands/commands.hpp"

#include <array>

namespace bot {
namespace {

// What a line that begins with "!" promotes itself to.
struct marker {
    std::string_view word;
    row_kind kind;
};
constexpr std::array<marker, 6> markers{{
    {"!note", row_kind::note},
    {"!decision", row_kind::decision},
    {"!hypothesis", row_kind::hypothesis},
    {"!ruled-out", row_kind::ruled_out},
    {"!cause", row_kind::cause},
    {"!fix", row_kind::fix},
}};

// What stands after the marker word, when the text begins with it.
std::optional<std::string> after(std::string_view text, std::string_view word) {
    text = trim(text);
    if (text.size() < word.size() || !equal_ignoring_case(text.substr(0, word.size()), word))
        return std::nullopt;
    const auto rest = text.substr(word.size());
    if (!rest.empty() && rest[0] != ' ' && rest[0] != '\n' && rest[0] != '\t' && rest[0] != ':')
        return std::nullopt;
    return std::string(trim(rest.starts_with(':') ? rest.substr(1) : rest));
}

fact raw(event what, const std::string& message, const std::string& parent = {}) {
    return {std::move(what), 0, {}, message, parent, {}};
}

// A text that marks itself: the row or action it becomes, or why it cannot.
void promote_marked(
    decision& d,
    const situation& here,
    const inbound& in,
    const std::string& text,
    std::int64_t origin
) {
    if (text.find('!') == text.npos) return;
    for (const auto& [word, kind] : markers) {
        const auto rest = after(text, word);
        if (!rest) continue;
        if (rest->empty()) {
            d.reply = answer{
                "There is nothing after `" + std::string(word) +
                    "`; nothing was put on the timeline.",
                true,
                true};
            return;
        }
        d.facts.push_back(
            {row_added{kind, in.at, *rest, in.who, "marker", false}, origin, {}, {}, {}, {}}
        );
        return;
    }
    if (const auto rest = after(text, "!action")) {
        arguments args(*rest);
        auto action = read_action(args, here.rules);
        if (!action) {
            d.reply = answer{action.error().detail, true, true};
            return;
        }
        d.facts.push_back({std::move(*action), origin, {}, {}, {}, {}});
    }
}

// The rows of a message follow its latest words.
void follow_edit(decision& d, const incident& in, std::int64_t seq, const std::string& text) {
    const auto found = in.rows_of_message.find(seq);
    if (found == in.rows_of_message.end()) return;
    for (const int number : found->second) {
        const auto* row = in.find_row(number);
        if (row->erased || row->reworded) continue;
        auto words = text;
        for (const auto& [word, kind] : markers)
            if (row->promoted_by == "marker")
                if (auto rest = after(text, word)) words = std::move(*rest);
        if (words != row->text)
            d.facts.push_back({row_reworded{number, std::move(words), true}, seq, {}, {}, {}, {}});
    }
}

}  // namespace

decision start_in_room(const situation& here, const inbound& in) {
    decision d;
    if (const auto log = here.look.log_of_room(in.platform, in.channel)) {
        d.log = *log;
    } else if (in.keeps_room) {
        d.log = here.look.next_room_log();
        d.bind = room_binding{in.platform, in.channel, d.log, in.channel};
    }
    return d;
}

decision on_message(const situation& here, const inbound& in, const in_message& said) {
    auto d = start_in_room(here, in);
    if (d.log == incident_id::none) return d;
    d.facts.push_back(raw(message_posted{said.text}, said.id, said.parent));
    if (is_incident(d.log)) promote_marked(d, here, in, said.text, -1);
    return d;
}

decision on_edit(const situation& here, const inbound& in, const in_edit& said) {
    const auto before = here.look.message(in.platform, in.channel, said.id);
    decision d;
    if (!before || before->deleted) {
        d.reply = answer{"That message is not there (any more); nothing was changed.", true, true};
        return d;
    }
    if (!(before->author == in.who)) {
        d.reply = answer{"Only its author may edit a message; nothing was changed.", true, true};
        return d;
    }
    if (before->text == said.text) return d;
    d.log = before->log;
    d.facts.push_back({message_edited{said.text}, before->seq, {}, said.id, before->parent, {}});
    if (!is_incident(d.log)) return d;
    if (const auto* incident_here = here.look.find(d.log))
        follow_edit(d, *incident_here, before->seq, said.text);
    return d;
}

decision on_delete(const situation& here, const inbound& in, const in_delete& said) {
    const auto before = here.look.message(in.platform, in.channel, said.id);
    decision d;
    if (!before || before->deleted) {
        d.reply = answer{"That message is not there (any more); nothing was changed.", true, true};
        return d;
    }
    if (!(before->author == in.who)) {
        d.reply = answer{"Only its author may delete a message; nothing was changed.", true, true};
        return d;
    }
    d.log = before->log;
    d.facts.push_back(raw(message_deleted{}, said.id, before->parent));
    if (const auto* of = is_incident(d.log) ? here.look.find(d.log) : nullptr) {
        if (const auto rows = of->rows_of_message.find(before->seq);
            rows != of->rows_of_message.end())
            for (const int number : rows->second)
                d.facts.push_back({row_erased{number}, 0, {}, {}, {}, {}});
        if (const auto items = of->actions_of_message.find(before->seq);
            items != of->actions_of_message.end())
            for (const int number : items->second)
                d.facts.push_back({action_removed{number}, 0, {}, {}, {}, {}});
    }
    d.erase.push_back(before->seq);
    return d;
}

decision on_file(const situation& here, const inbound& in, const in_file& said) {
    auto d = start_in_room(here, in);
    if (d.log == incident_id::none) return d;
    d.facts.push_back(
        raw(file_shared{said.name, said.sha256, said.media_type, said.size, said.text},
            said.id,
            said.parent)
    );
    return d;
}

decision on_membership(const situation& here, const inbound& in, const in_membership& said) {
    decision d;
    const auto log = here.look.log_of_room(in.platform, in.channel);
    if (!log || !is_incident(*log)) return d;
    d.log = *log;
    event what = member_left{};
    if (said.joined) what = member_joined{};
    d.facts.push_back(raw(std::move(what), {}));
    return d;
}

}  // namespace bot
