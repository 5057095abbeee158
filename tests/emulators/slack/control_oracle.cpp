// What has happened, and what stands where.
#include "tests/emulators/slack/control.hpp"

#include <stdexcept>

namespace emulator::slack {

namespace {

json to_json(const envelope& one) {
    json sent = json::array(), acks = json::array();
    for (const auto& [at, socket, attempt, reason] : one.sent)
        sent.push_back(
            {{"at", at.count()}, {"socket", socket}, {"attempt", attempt}, {"reason", reason}}
        );
    for (const auto& [at, latency, socket, payload] : one.acks)
        acks.push_back(
            {{"at", at.count()},
             {"latency", latency.count()},
             {"socket", socket},
             {"payload", payload}}
        );
    return {
        {"id", one.id},
        {"type", name_of(one.is)},
        {"payload", json::parse(one.payload)},
        {"sent", sent},
        {"acks", acks},
        {"given_up", one.given_up},
    };
}

json to_json(const std::vector<const envelope*>& some) {
    json all = json::array();
    for (const auto* one : some) all.push_back(to_json(*one));
    return all;
}

json to_json(const socket_record& one) {
    auto all = emulator::to_json(one);
    all.update({
        {"hello", optional_ms(one.hello)},
        {"debug_reconnects", one.debug_reconnects},
        {"sent", one.sent},
        {"acks", one.acks},
        {"reasons", one.reasons},
    });
    return all;
}

json to_json(const shown& one) {
    return {
        {"ts", one.ts},
        {"thread_ts", one.thread_ts},
        {"who", one.who},
        {"text", one.text},
        {"reads", one.reads},
        {"only_to", one.only_to},
        {"subtype", one.subtype},
        {"blocks", one.blocks},
        {"files", one.files},
        {"edited", one.edited},
        {"pinned", one.pinned},
    };
}

json to_json(const view& one) {
    return {{"id", one.id}, {"hash", one.hash}, {"content", one.content}, {"errors", one.errors}};
}

json about(server& machine, workspace& space, const json&) {
    return {
        {"api_url", machine.api_url()},
        {"bot_token", space.bot_token()},
        {"app_token", space.app_token()},
        {"team", space.team_id()},
        {"app", space.app_id()},
        {"bot_user", space.bot_user()},
        {"bot", space.bot_id()},
        {"general", space.general()},
    };
}

json summary(server& machine, workspace& space, const json&) {
    const auto& record = machine.record();
    const auto& board = machine.board();
    return {
        {"ready", board.ready().size()},
        {"held", board.held()},
        {"most_held", board.most_held()},
        {"sockets", board.sockets().size()},
        {"gaps", board.gaps().size()},
        {"envelopes", record.all().size()},
        {"unacked", record.unacked_count()},
        {"due", record.next_due() ? 1 : 0},  // an ack is awaited, or something is to be told again
        {"acked_twice", record.acked_twice().size()},
        {"strangers", record.strangers().size()},
        {"p99_ms", record.latency(0.99).count()},
        {"calls", space.journal().size()},
    };
}

json envelopes(server& machine, workspace&, const json& in) {
    const auto type = in.value("type", "");
    json all = json::array();
    for (const auto& one : machine.record().all())
        if (type.empty() || type == name_of(one.is)) all.push_back(to_json(one));
    return all;
}

json unacked(server& machine, workspace&, const json&) {
    return to_json(machine.record().unacked());
}

json acked_twice(server& machine, workspace&, const json&) {
    return to_json(machine.record().acked_twice());
}

json sockets(server& machine, workspace&, const json&) {
    json all = json::array();
    for (const auto& one : machine.board().sockets()) all.push_back(to_json(one));
    return all;
}

json gaps(server& machine, workspace&, const json&) {
    json all = json::array();
    for (const auto& [from, until] : machine.board().gaps())
        all.push_back({{"from", from.count()}, {"until", until.count()}});
    return all;
}

json calls(server&, workspace& space, const json& in) {
    const auto method = in.value("method", "");
    json all = json::array();
    for (const auto& one : space.journal())
        if (method.empty() || method == one.method)
            all.push_back(
                {{"method", one.method},
                 {"arguments", one.arguments},
                 {"status", one.status},
                 {"answer", one.answer}}
            );
    return all;
}

json lines(server&, workspace& space, const json& in) {
    return space.lines(in.at("channel").get<std::string>(), in.value("user", ""));
}

json sees(server&, workspace& space, const json& in) {
    json all = json::array();
    for (const auto& one : space.sees(in.at("channel").get<std::string>(), in.value("user", "")))
        all.push_back(to_json(one));
    return all;
}

json modals(server&, workspace& space, const json& in) {
    json all = json::array();
    for (const auto* one : space.modals(in.value("user", ""))) all.push_back(to_json(*one));
    return all;
}

json home(server&, workspace& space, const json& in) {
    const auto* found = space.home(in.at("user").get<std::string>());
    return found ? to_json(*found) : json();
}

json channel_is(server&, workspace& space, const json& in) {
    const auto* found = space.find_channel(in.at("channel").get<std::string>());
    if (!found) throw std::invalid_argument("there is no such channel");
    json pinned = json::array(), links = json::array();
    for (const auto& one : found->pins) pinned.push_back(one.ts);
    for (const auto& one : found->bookmarks)
        links.push_back({{"title", one.title}, {"link", one.link}});
    return {
        {"id", found->id},
        {"name", found->name},
        {"private", found->is == channel::kind::closed},
        {"archived", found->archived},
        {"topic", found->topic},
        {"purpose", found->purpose},
        {"members", found->members},
        {"pins", pinned},
        {"bookmarks", links},
    };
}

json duplicates(server&, workspace& space, const json&) {
    return space.duplicates();
}

constexpr row_of_control verbs[] = {
    {"about", "-> addresses, tokens, ids", about},
    {"summary", "-> counts of everything", summary},
    {"envelopes", "type[] -> each with its attempts and acks", envelopes},
    {"unacked", "-> envelopes", unacked},
    {"acked_twice", "-> envelopes", acked_twice},
    {"sockets", "-> each there has been", sockets},
    {"gaps", "-> moments without a socket of the app", gaps},
    {"calls", "method[] -> calls of the Web API", calls},
    {"lines", "channel user[] -> \"who: text\"", lines},
    {"sees", "channel user[] -> messages as a person sees them", sees},
    {"modals", "user[] -> the open ones, bottom first", modals},
    {"home", "user -> the App Home", home},
    {"channel", "channel -> its name, topic, members, pins, bookmarks", channel_is},
    {"duplicates", "-> metadata that stands under two messages of the app", duplicates},
};

}  // namespace

std::span<const row_of_control> oracle_verbs() {
    return verbs;
}

}  // namespace emulator::slack
