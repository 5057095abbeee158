// Messages, deletes, files, comings and goings.
#include "handlers/chat/chat.hpp"
#include "handlers/chat/markers.hpp"
#include "handlers/chat/mirroring.hpp"

namespace bot {
namespace {

fact raw(event what, const std::string& message, const std::string& parent = {}) {
    return {std::move(what), 0, {}, message, parent, {}};
}

void promote_marked(decision& d, const situation& here, const inbound& in, std::string_view text) {
    if (!is_incident(d.log)) return;
    for (const auto& line : marked_lines(text)) promote_line(d, here, line, in.who, in.at, -1);
}

// Whoever removes a copy, we ourselves among them, takes it out of that room and no more: the words
// are somebody's who said them elsewhere.
decision copy_is_gone(
    decision d, const inbound& in, const kept_message& said, const std::string& id
) {
    const message_spot where{in.platform, in.channel, id};
    for (const auto& copy : said.copies)
        if (copy.where == where && !copy.gone)
            d.facts.push_back({copy_shown{copy.as_of, true}, said.seq, {}, id, {}, {}});
    return d;
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

bool is_from_before(const situation& here, const inbound& in, incident_id log) {
    const auto* of = is_incident(log) ? here.look.find(log) : nullptr;
    const auto* room = of ? of->room_at(in.platform, in.channel) : nullptr;
    return room && room->followed && in.at < room->since;
}

decision on_message(const situation& here, const inbound& in, const in_message& said) {
    auto d = start_in_room(here, in);
    if (d.log == incident_id::none || is_our_own(here, in, said.id, said.mark) ||
        is_from_before(here, in, d.log))
        return {};
    d.facts.push_back(raw(message_posted{said.text}, said.id, said.parent));
    promote_marked(d, here, in, said.text);
    // A platform that tells of a deletion first leaves an empty message before it.
    if (!said.text.empty()) show_elsewhere(d, here, in);
    return d;
}

std::string row_words(std::string_view text, std::string_view file) {
    if (!text.empty() || file.empty()) return std::string(text);
    return "📎 " + std::string(file);
}

bool is_ours_to_guard(const inbound& in) {
    return in.keeps_room;
}

decision on_delete(const situation& here, const inbound& in, const in_delete& said) {
    const auto before = here.look.message(in.platform, in.channel, said.id);
    decision d;
    if (!before || before->deleted) {
        d.reply = answer{"That message is not there (any more); nothing was changed.", true, true};
        return d;
    }
    if (is_ours_to_guard(in) && (before->by_copy || !(before->author == in.who))) {
        d.reply = answer{"Only its author may delete a message; nothing was changed.", true, true};
        return d;
    }
    d.log = before->log;
    if (before->by_copy) return copy_is_gone(std::move(d), in, *before, said.id);
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
        follow_elsewhere(d, *of, *before, true);
    }
    d.erase.push_back(before->seq);
    return d;
}

decision on_file(const situation& here, const inbound& in, const in_file& said) {
    auto d = start_in_room(here, in);
    if (d.log == incident_id::none || is_our_own(here, in, said.id, said.mark) ||
        is_from_before(here, in, d.log))
        return {};
    d.facts.push_back(
        raw(file_shared{said.name, said.sha256, said.media_type, said.size, said.text},
            said.id,
            said.parent)
    );
    promote_marked(d, here, in, said.text);
    show_elsewhere(d, here, in);
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
