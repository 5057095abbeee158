#include "tests/emulators/slack/socket.hpp"

#include <deque>
#include <utility>

namespace emulator::slack {

app_socket::app_socket(
    std::shared_ptr<stream> wire,
    socket_rules rules,
    std::optional<fault> quirk,
    socket_record begun,
    owner its
)
    : web_socket(std::move(wire), std::move(quirk), its),
      rules_(rules),
      record_(std::move(begun)),
      mine_(std::move(its)) {}

asio::awaitable<void> app_socket::live(bool crowded) {
    if (crowded) {
        send_disconnect("too_many_websockets");
        say_goodbye(1000);
        co_return;
    }
    if (has("no_hello")) co_return;
    if (has("late_hello")) co_await wait(milliseconds(quirk_number(1000)));
    if (!is_held()) co_return;
    record_.hello = its_.now();
    send(has("bare_hello") ? R"({"type":"hello"})" : mine_.hello());
    its_.on_changed();
    co_await grow_old();
}

asio::awaitable<void> app_socket::grow_old() {
    const auto begun = its_.now();
    const auto whole = record_.debug_reconnects ? rules_.debug_lives : rules_.lives;
    struct step {
        milliseconds at;
        std::function<void()> act;
    };
    std::deque<step> steps;
    if (rules_.warning.count() > 0 && rules_.warning < whole)
        steps.push_back({whole - rules_.warning, [this] { send_disconnect("warning"); }});
    steps.push_back({whole, [this] { send_disconnect("refresh_requested"); }});
    steps.push_back({whole + rules_.leaves, [this] { say_goodbye(1000); }});

    auto next_ping = rules_.ping_every;
    while (is_ready() && !steps.empty()) {
        const bool pings = rules_.ping_every.count() > 0 && next_ping < steps.front().at;
        const auto next = pings ? next_ping : steps.front().at;
        co_await wait(begun + next - its_.now());
        if (!is_ready()) co_return;
        if (pings) {
            send_ping("Ping from applink-" + std::to_string(record_.number));
            next_ping += rules_.ping_every;
        } else {
            steps.front().act();
            steps.pop_front();
        }
    }
}

void app_socket::send_disconnect(std::string_view reason) {
    record_.reasons.emplace_back(reason);
    send(
        R"({"type":"disconnect","reason":")" + std::string(reason) +
        R"(","debug_info":{"host":"applink-)" + std::to_string(record_.number) + R"("}})"
    );
}

}  // namespace emulator::slack
