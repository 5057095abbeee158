// What goes wrong, and how fast time goes.
#include "tests/emulators/slack/control.hpp"

#include <stdexcept>

namespace emulator::slack {

namespace {

json strike(server& machine, workspace&, const json& in) {
    machine.strike(in.at("what").get<std::string>(), in.value("value", ""), in.value("socket", 0));
    return json::object();
}

json scale_time(server& machine, workspace&, const json& in) {
    machine.scale_time(in.at("factor").get<double>());
    return json::object();
}

json sockets_are(server& machine, workspace&, const json& in) {
    auto& rules = machine.socket_policy();
    take(in, "lives", rules.lives);
    take(in, "debug_lives", rules.debug_lives);
    take(in, "warning", rules.warning);
    take(in, "leaves", rules.leaves);
    take(in, "ping_every", rules.ping_every);
    rules.leaves_tcp_open = in.value("leaves_tcp_open", rules.leaves_tcp_open);
    rules.most = in.value("most", rules.most);
    return json::object();
}

json delivery_is(server& machine, workspace&, const json& in) {
    auto& rules = machine.delivery_policy();
    take(in, "ack_within", rules.ack_within);
    rules.says_first = in.value("says_first", rules.says_first);
    const auto again = in.value("again_after", std::vector<std::int64_t>{});
    for (std::size_t at = 0; at < again.size() && at < rules.again_after.size(); ++at)
        rules.again_after[at] = milliseconds(again[at]);
    return json::object();
}

json use_webhook(server& machine, workspace&, const json& in) {
    webhook where;
    where.url = in.at("url").get<std::string>();
    where.signing_secret = in.value("secret", "");
    machine.use_webhook(std::move(where));
    return json::object();
}

json workspace_is(server&, workspace& space, const json& in) {
    auto& rules = space.policy();
    take(in, "minute", rules.minute);
    take(in, "trigger_lives", rules.trigger_lives);
    rules.rate_limits = in.value("rate_limits", rules.rate_limits);
    rules.slow_history = in.value("slow_history", rules.slow_history);
    rules.page_cap = in.value("page_cap", rules.page_cap);
    rules.app_may_create = in.value("app_may_create", rules.app_may_create);
    rules.canvases = in.value("canvases", rules.canvases);
    rules.command = in.value("command", rules.command);
    return json::object();
}

constexpr row_of_control verbs[] = {
    {"strike", "what value[] socket[]", strike},
    {"scale_time", "factor", scale_time},
    {"sockets_are",
     "lives[] debug_lives[] warning[] leaves[] ping_every[] leaves_tcp_open[] most[]",
     sockets_are},
    {"delivery_is", "ack_within[] again_after[] says_first[]", delivery_is},
    {"use_webhook", "url secret[]", use_webhook},
    {"workspace_is",
     "minute[] trigger_lives[] rate_limits[] slow_history[] page_cap[] app_may_create[] canvases[] "
     "command[]",
     workspace_is},
};

}  // namespace

std::span<const row_of_control> machine_verbs() {
    return verbs;
}

}  // namespace emulator::slack
