// What goes wrong, how fast time goes, and what kind of server it is.
#include "tests/emulators/mattermost/control.hpp"

namespace emulator::mattermost {

namespace {

json strike(server& machine, const json& in) {
    machine.strike(in.at("what").get<std::string>(), in.value("value", ""), in.value("socket", 0));
    return json::object();
}

json sockets_are(server& machine, const json& in) {
    auto& rules = machine.socket_policy();
    take(in, "auth_within", rules.auth_within);
    take(in, "ping_every", rules.ping_every);
    take(in, "pong_within", rules.pong_within);
    rules.most_bytes = in.value("most_bytes", rules.most_bytes);
    rules.dead_queue = in.value("dead_queue", rules.dead_queue);
    rules.queue = in.value("queue", rules.queue);
    return json::object();
}

json server_is(workspace& space, const json& in) {
    auto& rules = space.policy();
    take(in, "deduplicates", rules.deduplicates);
    take(in, "trigger_lives", rules.trigger_lives);
    take(in, "integration_limit", rules.integration_limit);
    take(in, "posts_take", rules.posts_take);
    rules.reliable = in.value("reliable", rules.reliable);
    rules.per_second = in.value("per_second", rules.per_second);
    rules.burst = in.value("burst", rules.burst);
    rules.vary_by_user = in.value("vary_by_user", rules.vary_by_user);
    rules.max_post = in.value("max_post", rules.max_post);
    rules.max_file = in.value("max_file", rules.max_file);
    rules.users_may_create = in.value("users_may_create", rules.users_may_create);
    return json::object();
}

}  // namespace

std::vector<verb> machine_verbs(server& machine, workspace& space) {
    return {
        {"strike", "what value[] socket[]", [&](const json& in) { return strike(machine, in); }},
        {"restart",
         "-> every socket is cut, every connection forgotten",
         [&](const json&) {
             machine.restart();
             return json::object();
         }},
        {"scale_time",
         "factor",
         [&](const json& in) {
             machine.scale_time(in.at("factor").get<double>());
             return json::object();
         }},
        {"sockets_are",
         "auth_within[] ping_every[] pong_within[] most_bytes[] dead_queue[] queue[]",
         [&](const json& in) { return sockets_are(machine, in); }},
        {"server_is",
         "reliable[] deduplicates[] trigger_lives[] integration_limit[] posts_take[] per_second[] "
         "burst[] vary_by_user[] max_post[] max_file[] users_may_create[]",
         [&](const json& in) { return server_is(space, in); }},
    };
}

}  // namespace emulator::mattermost
