#include "tests/emulators/mattermost/live_socket.hpp"

namespace emulator::mattermost {

live_socket::live_socket(
    std::shared_ptr<stream> wire,
    const socket_rules& rules,
    std::optional<fault> quirk,
    socket_record begun,
    owner its,
    hub& board
)
    : web_socket(std::move(wire), std::move(quirk), std::move(its)),
      rules_(rules),
      record_(std::move(begun)),
      board_(board),
      last_pong_(its_.now()) {}

milliseconds live_socket::hello_delay() const {
    return has("late_hello") ? milliseconds(quirk_number(1000)) : milliseconds(0);
}

asio::awaitable<void> live_socket::live() {
    // By header with a token that is good: at once. Without one there is silence, and then 1006.
    if (record_.by_header && !record_.user.empty()) {
        if (has("no_hello")) co_return;
        co_await wait(hello_delay());
        if (!is_held()) co_return;
        board_.welcome(*this);
    } else {
        co_await wait(rules_.auth_within);
        if (!record_.hello) cut(false);
    }
    auto next = its_.now() + rules_.ping_every;
    while (is_held()) {
        const auto gone = last_pong_ + rules_.pong_within;
        const bool pings = rules_.ping_every.count() > 0;
        co_await wait((pings ? std::min(next, gone) : gone) - its_.now());
        if (!is_held()) co_return;
        if (its_.now() >= last_pong_ + rules_.pong_within) cut(false);
        if (!pings || its_.now() < next) continue;
        send_ping("");
        next += rules_.ping_every;
    }
}

}  // namespace emulator::mattermost
