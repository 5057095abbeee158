// Reactions, pins and the message menu: a message onto the timeline, and off it again.
// A reaction never changes severity or a milestone.
#include "bot/base/text.hpp"
#include "handlers/chat/chat.hpp"
#include "handlers/chat/markers.hpp"

#include <algorithm>

namespace bot {
namespace {

// What an emoji promotes to: a row of that kind, or an action.
struct promotion {
    row_kind kind = row_kind::message;
    bool action = false;
};

std::string_view bare(std::string_view emoji) {
    while (emoji.starts_with(':')) emoji.remove_prefix(1);
    while (emoji.ends_with(':')) emoji.remove_suffix(1);
    if (const auto skin = emoji.find("::"); skin != emoji.npos) emoji = emoji.substr(0, skin);
    return emoji;
}

std::optional<promotion> promotion_of(const emoji_sets& sets, std::string_view emoji) {
    const auto in = [&](const std::vector<std::string>& set) {
        return std::find(set.begin(), set.end(), bare(emoji)) != set.end();
    };
    if (in(sets.timeline)) return promotion{row_kind::message, false};
    if (in(sets.decision)) return promotion{row_kind::decision, false};
    if (in(sets.cause)) return promotion{row_kind::cause, false};
    if (in(sets.fix)) return promotion{row_kind::fix, false};
    if (in(sets.action)) return promotion{row_kind::message, true};
    return std::nullopt;
}

// Where a message stands in an incident, when it does.
struct found_message {
    kept_message said;
    const incident* of = nullptr;
};

std::optional<found_message> find_message(
    const situation& here, const inbound& in, const std::string& id
) {
    auto said = here.look.message(in.platform, in.channel, id);
    if (!said || said->deleted) return std::nullopt;
    const auto* of = is_incident(said->log) ? here.look.find(said->log) : nullptr;
    return found_message{std::move(*said), of};
}

const timeline_row* row_promoted(const incident& of, std::int64_t message, row_kind kind) {
    const auto found = of.rows_of_message.find(message);
    if (found == of.rows_of_message.end()) return nullptr;
    for (const int number : found->second)
        if (const auto* row = of.find_row(number); row->kind == kind && !row->erased) return row;
    return nullptr;
}

void promote(decision& d, const found_message& found, promotion to, const std::string& how) {
    const auto& said = found.said;
    auto words = row_words(said.text, said.file);
    if (words.empty()) return;
    if (to.action) {
        const auto items = found.of->actions_of_message.find(said.seq);
        if (items != found.of->actions_of_message.end()) {
            const auto* item = found.of->find_action(items->second.back());
            if (item->removed)
                d.facts.push_back({action_restored{item->number}, 0, {}, {}, {}, {}});
            return;
        }
        d.facts.push_back(
            {action_added{found.of->severity, std::move(words), {}, {}}, said.seq, {}, {}, {}, {}}
        );
        return;
    }
    if (const auto* row = row_promoted(*found.of, said.seq, to.kind)) {
        if (row->withdrawn) d.facts.push_back({row_restored{row->number}, 0, {}, {}, {}, {}});
        return;
    }
    d.facts.push_back(
        {row_added{to.kind, said.at, std::move(words), said.author, how, false},
         said.seq,
         {},
         {},
         {},
         {}}
    );
}

bool marks_an_action(std::string_view text) {
    const auto lines = marked_lines(text);
    return std::any_of(lines.begin(), lines.end(), [](const auto& line) { return !line.kind; });
}

// Somebody else's pin or reaction still holds it where it is.
bool still_held(const kept_message& said, promotion at, const emoji_sets& sets) {
    if (said.pinned && !at.action && at.kind == row_kind::message) return true;
    if (at.action && marks_an_action(said.text)) return true;
    return std::any_of(said.reactions.begin(), said.reactions.end(), [&](const auto& reaction) {
        const auto to = promotion_of(sets, reaction.emoji);
        return to && to->action == at.action && to->kind == at.kind;
    });
}

void take_back(decision& d, const found_message& found, promotion from, const emoji_sets& sets) {
    if (still_held(found.said, from, sets)) return;
    if (from.action) {
        const auto items = found.of->actions_of_message.find(found.said.seq);
        if (items != found.of->actions_of_message.end() &&
            !found.of->find_action(items->second.back())->removed)
            d.facts.push_back({action_removed{items->second.back()}, 0, {}, {}, {}, {}});
        return;
    }
    const auto* row = row_promoted(*found.of, found.said.seq, from.kind);
    if (row && !row->withdrawn && row->promoted_by != "marker" && row->promoted_by != "menu")
        d.facts.push_back({row_withdrawn{row->number}, 0, {}, {}, {}, {}});
}

void react(decision& d, const inbound& in, const std::string& message, bool add) {
    d.effects.push_back(
        {0, d.log, in.platform, to_channel{in.channel}, react_back{message, "eyes", add}, {}}
    );
}

decision start(const found_message& found, event what, const std::string& id) {
    decision d;
    d.log = found.said.log;
    // Ids of threads are the room's own: a mark on a copy says nothing of the thread there.
    const auto parent = found.said.by_copy ? std::string() : found.said.parent;
    d.facts.push_back({std::move(what), found.said.seq, {}, id, parent, {}});
    return d;
}

// People react and pin everywhere; outside the rooms that are kept it is none of our business.
decision no_message(const situation& here, const inbound& in) {
    decision d;
    if (!in.keeps_room && !here.look.log_of_room(in.platform, in.channel)) return d;
    d.reply = answer{"That message is not there (any more); nothing was changed.", true, true};
    return d;
}

}  // namespace

decision on_reaction(const situation& here, const inbound& in, const in_reaction& said) {
    auto found = find_message(here, in, said.id);
    if (!found) return no_message(here, in);
    auto& reactions = found->said.reactions;
    const message_spot on{in.platform, in.channel, said.id};
    const auto mine = std::find_if(reactions.begin(), reactions.end(), [&](const auto& reaction) {
        return reaction.by == in.who && reaction.emoji == said.emoji && reaction.on == on;
    });
    if ((mine != reactions.end()) == said.added) return {};
    if (!said.added) reactions.erase(mine);
    event what = reaction_removed{said.emoji};
    if (said.added) what = reaction_added{said.emoji};
    auto d = start(*found, std::move(what), said.id);
    const auto to = promotion_of(here.rules.emoji, said.emoji);
    if (!to || !found->of) return d;
    if (said.added) {
        promote(d, *found, *to, "reaction:" + std::string(bare(said.emoji)));
    } else {
        take_back(d, *found, *to, here.rules.emoji);
    }
    if (d.facts.size() > 1) react(d, in, said.id, said.added);
    return d;
}

decision on_pin(const situation& here, const inbound& in, const in_pin& said) {
    auto found = find_message(here, in, said.id);
    if (!found) return no_message(here, in);
    auto& pins = found->said.pins;
    const message_spot on{in.platform, in.channel, said.id};
    if ((std::find(pins.begin(), pins.end(), on) != pins.end()) == said.pinned) return {};
    std::erase(pins, on);
    if (said.pinned) pins.push_back(on);
    found->said.pinned = !pins.empty();
    event what = message_unpinned{};
    if (said.pinned) what = message_pinned{};
    auto d = start(*found, std::move(what), said.id);
    if (!found->of) return d;
    if (said.pinned) {
        promote(d, *found, {}, "pin");
    } else {
        take_back(d, *found, {}, here.rules.emoji);
    }
    if (d.facts.size() > 1) react(d, in, said.id, said.pinned);
    return d;
}

decision on_promote(const situation& here, const inbound& in, const in_promote& said) {
    const auto found = find_message(here, in, said.id);
    if (!found) return no_message(here, in);
    if (!found->of) {
        decision d;
        d.reply = answer{
            "This room belongs to no incident, so there is no timeline to add to. `/incident "
            "declare TITLE` starts one.",
            true,
            true};
        return d;
    }
    decision d;
    d.log = found->said.log;
    promote(d, *found, {said.kind, false}, "menu");
    if (d.facts.empty()) {
        d.reply = answer{"It stands on the timeline already.", false, true};
    } else {
        react(d, in, said.id, true);
    }
    return d;
}

}  // namespace bot
