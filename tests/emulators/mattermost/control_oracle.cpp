// What has happened, and what stands where.
#include "tests/emulators/mattermost/control.hpp"

#include <stdexcept>

namespace emulator::mattermost {

namespace {

json to_json(const std::vector<told>& events) {
    json all = json::array();
    for (const auto& one : events)
        all.push_back({{"seq", one.seq}, {"event", one.name}, {"at", one.at.count()}});
    return all;
}

json to_json(const socket_record& one) {
    auto all = emulator::to_json(one);
    all.update({
        {"user", one.user},
        {"connection", one.connection},
        {"by_header", one.by_header},
        {"resumed", one.resumed},
        {"asked", one.asked ? json(*one.asked) : json()},
        {"hello", optional_ms(one.hello)},
        {"events", to_json(one.events)},
        {"actions", one.actions},
        {"crashed", one.crashed},
    });
    return all;
}

json to_json(const connection_record& one) {
    return {
        {"id", one.id},
        {"user", one.user},
        {"next_seq", one.next_seq},
        {"consumed", one.consumed},
        {"queued", one.queued},
        {"open", one.open},
        {"forgotten", one.forgotten},
        {"events", to_json(one.events)},
    };
}

json to_json(const called& one) {
    return {
        {"route", one.route},
        {"method", one.method},
        {"path", one.path},
        {"user", one.user},
        {"body", one.body},
        {"status", one.status},
        {"answer", one.answer},
    };
}

json to_json(const call_made& one) {
    return {
        {"url", one.what.url},
        {"method", one.what.method},
        {"headers", one.what.headers},
        {"body", one.what.body},
        {"status", one.answer.status},
        {"failure", one.answer.failure},
        {"answer", one.answer.body},
    };
}

template <class Some>
json all_of(const Some& some) {
    json all = json::array();
    for (const auto& one : some) all.push_back(to_json(one));
    return all;
}

json about(server& machine, workspace& space) {
    return {
        {"url", machine.origin()},
        {"api_url", machine.api_url()},
        {"socket_url", machine.socket_url()},
        {"bot_token", space.bot_token()},
        {"bot_user", space.bot_user()},
        {"admin_token", space.token_of(space.admin())},
        {"team", space.team_id()},
        {"town_square", space.town_square()},
        {"curl",
         "curl -H 'Authorization: Bearer " + space.bot_token() + "' " + machine.api_url() +
             "/users/me"},
    };
}

json summary(server& machine, workspace& space) {
    const auto& board = machine.board();
    int resumed = 0;
    for (const auto& one : board.sockets()) resumed += one.resumed;
    return {
        {"ready", board.ready()},
        {"held", board.held()},
        {"sockets", board.sockets().size()},
        {"resumed", resumed},
        {"connections", board.connections().size()},
        {"untold", board.untold(space.bot_user()).size()},
        {"duplicates", space.duplicates().size()},
        {"calls", space.journal().size()},
        {"calls_made", machine.calls_made().size()},
    };
}

json sees(workspace& space, const json& in) {
    json all = json::array();
    for (const auto* one : space.sees(in.at("channel").get<std::string>(), in.value("user", "")))
        all.push_back(space.shown(*one));
    return all;
}

json calls(workspace& space, const json& in) {
    const auto route = in.value("route", "");
    return all_of(route.empty() ? space.journal() : space.calls(route));
}

json dialogs(workspace& space, const json& in) {
    json all = json::array();
    for (const auto* one : space.dialogs(in.value("user", "")))
        all.push_back(
            {{"user", one->user},
             {"trigger_id", one->trigger},
             {"url", one->url},
             {"dialog", one->content},
             {"errors", one->errors},
             {"error", one->error}}
        );
    return all;
}

json channel_is(workspace& space, const json& in) {
    const auto* found = space.find_channel(in.at("channel").get<std::string>());
    if (!found) throw std::invalid_argument("there is no such channel");
    return {
        {"id", found->id},
        {"name", found->name},
        {"type", std::string(1, static_cast<char>(found->is))},
        {"display_name", found->display_name},
        {"header", found->header},
        {"purpose", found->purpose},
        {"archived", found->archived != 0},
        {"members", found->members},
    };
}

}  // namespace

std::vector<verb> oracle_verbs(server& machine, workspace& space) {
    return {
        {"about", "-> addresses, tokens, ids", [&](const json&) { return about(machine, space); }},
        {"summary",
         "-> counts of everything",
         [&](const json&) { return summary(machine, space); }},
        {"sockets",
         "-> each there has been, with what was sent on it",
         [&](const json&) { return all_of(machine.board().sockets()); }},
        {"connections",
         "-> each there has been, with its numbers",
         [&](const json&) { return all_of(machine.board().connections()); }},
        {"untold",
         "user[] -> posts no socket of theirs was told of",
         [&](const json& in) {
             return json(machine.board().untold(in.value("user", space.bot_user())));
         }},
        {"calls",
         "route[] -> calls of the REST API",
         [&](const json& in) { return calls(space, in); }},
        {"calls_made",
         "-> calls that went out to apps",
         [&](const json&) { return all_of(machine.calls_made()); }},
        {"lines",
         "channel user[] -> \"who: text\"",
         [&](const json& in) {
             return json(space.lines(in.at("channel").get<std::string>(), in.value("user", "")));
         }},
        {"sees",
         "channel user[] -> posts as clients get them",
         [&](const json& in) { return sees(space, in); }},
        {"dialogs", "user[] -> the open ones", [&](const json& in) { return dialogs(space, in); }},
        {"channel",
         "channel -> its name, header, purpose, members",
         [&](const json& in) { return channel_is(space, in); }},
        {"duplicates",
         "prop[] -> what stands twice under one pending_post_id, or one value in the props",
         [&](const json& in) { return json(space.duplicates(in.value("prop", ""))); }},
    };
}

host::handler control_of(server& machine, workspace& space) {
    auto all = people_verbs(machine, space);
    for (auto more : {machine_verbs(machine, space), oracle_verbs(machine, space)})
        for (auto& one : more) all.push_back(one);
    return emulator::control_of(machine, std::move(all));
}

}  // namespace emulator::mattermost
