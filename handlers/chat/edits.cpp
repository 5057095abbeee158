// An edited message: what was made of its words follows them.
#include "handlers/chat/chat.hpp"
#include "handlers/chat/markers.hpp"
#include "handlers/chat/mirroring.hpp"
#include "handlers/commands/commands.hpp"

#include <algorithm>
#include <map>

namespace bot {
namespace {

fact derived(event what, std::int64_t origin) {
    return {std::move(what), origin, {}, {}, {}, {}};
}

// The lines of one kind that can stand for something.
std::vector<marked_line> lines_of(std::string_view text, std::optional<row_kind> kind) {
    auto lines = marked_lines(text);
    std::erase_if(lines, [&](const auto& line) { return line.kind != kind || line.text.empty(); });
    return lines;
}

// What an edit is about: the message as it was, and its new words.
struct rewriting {
    const situation& here;
    const incident& of;
    const kept_message& before;
    const std::string& text;
};

void reword(decision& d, const rewriting& edit, const timeline_row& row, const std::string& text) {
    if (row.reworded || row.text == text) return;
    d.facts.push_back(derived(row_reworded{row.number, text, true}, edit.before.seq));
}

void replace(decision& d, const rewriting& edit, const action_item& item, action_added by) {
    if (item.text == by.text && item.priority == by.priority && item.owner == by.owner &&
        item.due == by.due)
        return;
    d.facts.push_back(derived(action_removed{item.number}, 0));
    const auto added = std::count_if(d.facts.begin(), d.facts.end(), [](const fact& each) {
        return std::holds_alternative<action_added>(each.what);
    });
    const int number =
        static_cast<int>(edit.of.actions.size() + static_cast<std::size_t>(added)) + 1;
    d.facts.push_back(derived(std::move(by), edit.before.seq));
    if (item.done) d.facts.push_back(derived(action_done{number}, 0));
}

// Marked lines keep their rows: reworded with the line, withdrawn when it goes, new for a new one.
void follow_marked_rows(
    decision& d, const rewriting& edit, row_kind kind, const std::vector<const timeline_row*>& rows
) {
    const auto lines = lines_of(edit.text, kind);
    const auto had = lines_of(edit.before.text, kind).size();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i < lines.size()) {
            reword(d, edit, *rows[i], lines[i].text);
        } else if (lines.size() < had) {
            d.facts.push_back(derived(row_withdrawn{rows[i]->number}, 0));
        }
    }
    for (std::size_t i = had; i < lines.size(); ++i)
        promote_line(d, edit.here, lines[i], edit.before.author, edit.before.at, edit.before.seq);
}

// The rows of a message follow its latest words.
void follow_rows(decision& d, const rewriting& edit) {
    std::map<row_kind, std::vector<const timeline_row*>> marked;
    for (const auto& text : {edit.before.text, edit.text})
        for (const auto& line : marked_lines(text))
            if (line.kind) marked[*line.kind];
    if (const auto found = edit.of.rows_of_message.find(edit.before.seq);
        found != edit.of.rows_of_message.end())
        for (const int number : found->second) {
            const auto* row = edit.of.find_row(number);
            if (row->erased) continue;
            if (row->promoted_by != "marker") {
                reword(d, edit, *row, row_words(edit.text, edit.before.file));
            } else if (!row->withdrawn) {
                marked[row->kind].push_back(row);
            }
        }
    for (const auto& [kind, rows] : marked) follow_marked_rows(d, edit, kind, rows);
}

std::vector<const action_item*> actions_made_of(const rewriting& edit) {
    std::vector<const action_item*> items;
    if (const auto found = edit.of.actions_of_message.find(edit.before.seq);
        found != edit.of.actions_of_message.end())
        for (const int number : found->second)
            if (const auto* item = edit.of.find_action(number); !item->removed)
                items.push_back(item);
    return items;
}

void follow_actions(decision& d, const rewriting& edit) {
    const auto lines = lines_of(edit.text, std::nullopt);
    const auto had = lines_of(edit.before.text, std::nullopt).size();
    const auto items = actions_made_of(edit);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& item = *items[i];
        if (had == 0) {
            replace(
                d,
                edit,
                item,
                {item.priority, row_words(edit.text, edit.before.file), item.owner, item.due}
            );
        } else if (i < lines.size()) {
            arguments args(lines[i].text);
            auto action = read_action(args, edit.here.rules);
            if (!action) {
                complain(d, action.error().detail);
            } else {
                replace(d, edit, item, std::move(*action));
            }
        } else if (lines.size() < had) {
            d.facts.push_back(derived(action_removed{item.number}, 0));
        }
    }
    for (std::size_t i = had; i < lines.size(); ++i)
        promote_line(d, edit.here, lines[i], edit.before.author, edit.before.at, edit.before.seq);
}

}  // namespace

decision on_edit(const situation& here, const inbound& in, const in_edit& said) {
    const auto before = here.look.message(in.platform, in.channel, said.id);
    decision d;
    if (!before || before->deleted) {
        d.reply = answer{"That message is not there (any more); nothing was changed.", true, true};
        return d;
    }
    // What stands in place of somebody's words elsewhere is ours to change.
    if (before->by_copy && !in.keeps_room) return d;
    if (is_ours_to_guard(in) && (before->by_copy || !(before->author == in.who))) {
        d.reply = answer{"Only its author may edit a message; nothing was changed.", true, true};
        return d;
    }
    if (before->text == said.text) return d;
    d.log = before->log;
    d.facts.push_back({message_edited{said.text}, before->seq, {}, said.id, before->parent, {}});
    if (!is_incident(d.log)) return d;
    if (const auto* of = here.look.find(d.log)) {
        const rewriting edit{here, *of, *before, said.text};
        follow_rows(d, edit);
        follow_actions(d, edit);
        follow_elsewhere(d, *of, *before, false);
    }
    return d;
}

}  // namespace bot
