#include "tests/emulators/slack/socket.hpp"

#include <utility>

namespace emulator::slack {

namespace {

constexpr std::size_t written_at_once = 256 * 1024;
constexpr std::uint16_t protocol_error = 1002;

}  // namespace

app_socket::app_socket(
    std::shared_ptr<stream> wire,
    socket_rules rules,
    std::optional<fault> quirk,
    socket_record begun,
    owner its
)
    : wire_(std::move(wire)),
      rules_(rules),
      quirk_(std::move(quirk)),
      record_(std::move(begun)),
      its_(std::move(its)),
      written_(wire_->executor()),
      timer_(wire_->executor()) {}

asio::awaitable<void> app_socket::read(std::string first) {
    frames_.feed(first);
    while (is_held()) {
        for (auto got = frames_.next(); got && is_held(); got = frames_.next()) take(*got);
        if (silent_) {
            co_await watch_peer();
            co_return;
        }
        const auto bytes = co_await wire_->read_some();
        if (bytes.empty()) break;
        if (!silent_) frames_.feed(bytes);
    }
    end();
}

void app_socket::take(const frame& got) {
    if (!got.masked) {
        record_.strange.push_back("a frame without a mask");
        say_goodbye(protocol_error);
        return;
    }
    switch (got.is) {
        case opcode::ping:
            ++record_.pings;
            if (!has("no_pong")) push({frame_bytes(opcode::pong, got.payload)});
            break;
        case opcode::pong:
            ++record_.pongs;
            break;
        case opcode::close:
            take_close(got);
            break;
        case opcode::binary:
            record_.strange.push_back("a binary frame");
            break;
        case opcode::text:
        case opcode::continuation:
            message_ += got.payload;
            if (got.final) its_.on_text(*this, std::exchange(message_, {}));
            break;
    }
    its_.on_changed();
}

void app_socket::take_close(const frame& got) {
    close_came_ = true;
    if (!record_.closing) {
        record_.closing = its_.now();
        record_.closed_by_app = true;
    }
    if (has("no_close")) return;
    if (!close_sent_) push({frame_bytes(opcode::close, got.payload)});
    close_sent_ = true;
    after_both_closed();
}

// Slack leaves the connection to the app; or it closes once everything is written.
void app_socket::after_both_closed() {
    if (close_sent_ && close_came_ && !rules_.leaves_tcp_open) push({"", 0, piece::after::close});
}

asio::awaitable<void> app_socket::write() {
    while (is_held()) {
        if (queue_.empty() || silent_) {
            co_await written_.wait();
            continue;
        }
        auto next = next_piece();
        const auto then = next.then;
        const bool on = co_await put(std::move(next));
        if (!on || then == piece::after::close) end();
        if (then == piece::after::reset) cut(true);
        if (then == piece::after::silence) fall_silent();
    }
}

// Whatever waits goes out in one write, as far as nothing special is wanted of it.
piece app_socket::next_piece() {
    auto next = std::move(queue_.front());
    queue_.pop_front();
    const auto is_plain = [](const piece& one) {
        return one.step == 0 && one.then == piece::after::nothing;
    };
    while (is_plain(next) && !queue_.empty() && is_plain(queue_.front()) &&
           next.bytes.size() < written_at_once) {
        next.bytes += queue_.front().bytes;
        queue_.pop_front();
    }
    return next;
}

asio::awaitable<bool> app_socket::put(piece what) {
    if (what.bytes.empty()) co_return true;
    const auto step = what.step == 0 ? what.bytes.size() : what.step;
    for (std::size_t at = 0; at < what.bytes.size(); at += step) {
        const bool on = co_await wire_->write(what.bytes.substr(at, step));
        if (!on) co_return false;
    }
    co_return true;
}

asio::awaitable<void> app_socket::live(bool crowded) {
    if (crowded) {
        send_disconnect("too_many_websockets");
        say_goodbye(1000);
        co_return;
    }
    if (has("no_hello")) co_return;
    if (has("late_hello")) co_await wait(milliseconds(quirk_->number(1000)));
    if (!is_held()) co_return;
    record_.hello = its_.now();
    send(has("bare_hello") ? R"({"type":"hello"})" : its_.hello());
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

void app_socket::send(std::string text) {
    send_as(std::move(text), its_.frame_fault());
}

void app_socket::send_as(std::string text, const std::optional<fault>& how) {
    if (how && how->name == "muted") muted_ = true;
    if (muted_) return;
    for (auto& one : pieces_of(text, how)) push(std::move(one));
}

void app_socket::send_disconnect(std::string_view reason) {
    record_.reasons.emplace_back(reason);
    send(
        R"({"type":"disconnect","reason":")" + std::string(reason) +
        R"(","debug_info":{"host":"applink-)" + std::to_string(record_.number) + R"("}})"
    );
}

void app_socket::send_ping(std::string_view payload) {
    push({frame_bytes(opcode::ping, payload)});
}

void app_socket::say_goodbye(std::uint16_t code) {
    if (close_sent_ || !is_held()) return;
    close_sent_ = true;
    if (!record_.closing) record_.closing = its_.now();
    push({frame_bytes(opcode::close, close_payload(code))});
    after_both_closed();
    its_.on_changed();
}

void app_socket::fall_silent() {
    silent_ = true;
    queue_.clear();
    its_.on_changed();
}

void app_socket::cut(bool reset) {
    if (reset) wire_->reset();
    end();
}

std::size_t app_socket::unsent() const {
    std::size_t bytes = 0;
    for (const auto& one : queue_) bytes += one.bytes.size();
    return bytes;
}

void app_socket::push(piece what) {
    if (silent_ || !is_held()) return;
    queue_.push_back(std::move(what));
    written_.raise();
}

// A silent one does not read, so only the kernel knows when the app has gone.
asio::awaitable<void> app_socket::watch_peer() {
    while (is_held() && !wire_->peer_has_left()) {
        asio::steady_timer soon(wire_->executor(), milliseconds(10));
        co_await soon.async_wait(asio::use_awaitable);
    }
    end();
}

asio::awaitable<void> app_socket::wait(milliseconds how_long) {
    timer_.expires_after(how_long);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void app_socket::end() {
    if (record_.ended) return;
    record_.ended = its_.now();
    wire_->close();
    timer_.cancel();
    written_.raise();
    its_.on_changed();
}

}  // namespace emulator::slack
