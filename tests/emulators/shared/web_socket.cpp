#include "tests/emulators/shared/web_socket.hpp"

#include <utility>

namespace emulator {

namespace {

constexpr std::size_t written_at_once = 256 * 1024;
constexpr std::uint16_t protocol_error = 1002, too_big = 1009;

}  // namespace

web_socket::web_socket(std::shared_ptr<stream> wire, std::optional<fault> quirk, owner its)
    : its_(std::move(its)),
      wire_(std::move(wire)),
      quirk_(std::move(quirk)),
      written_(wire_->executor()),
      timer_(wire_->executor()) {}

asio::awaitable<void> web_socket::read(std::string first) {
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

void web_socket::take(const frame& got) {
    if (!got.masked) {
        book().strange.push_back("a frame without a mask");
        say_goodbye(protocol_error);
        return;
    }
    if (got.payload.size() + message_.size() > most_bytes()) {
        book().strange.push_back("a frame of " + std::to_string(got.payload.size()) + " bytes");
        say_goodbye(too_big);
        return;
    }
    switch (got.is) {
        case opcode::ping:
            ++book().pings;
            if (!has("no_pong")) push({frame_bytes(opcode::pong, got.payload)});
            break;
        case opcode::pong:
            ++book().pongs;
            take_pong();
            break;
        case opcode::close:
            take_close(got);
            break;
        case opcode::binary:
            book().strange.push_back("a binary frame");
            break;
        case opcode::text:
        case opcode::continuation:
            message_ += got.payload;
            if (got.final) take_text(std::exchange(message_, {}));
            break;
    }
    its_.on_changed();
}

void web_socket::take_close(const frame& got) {
    close_came_ = true;
    if (!book().closing) {
        book().closing = its_.now();
        book().closed_by_app = true;
    }
    if (has("no_close")) return;
    if (!close_sent_) push({frame_bytes(opcode::close, got.payload)});
    close_sent_ = true;
    after_both_closed();
}

// Slack leaves the connection to the app; or it closes once everything is written.
void web_socket::after_both_closed() {
    if (close_sent_ && close_came_ && !leaves_tcp_open()) push({"", 0, piece::after::close});
}

asio::awaitable<void> web_socket::write() {
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
piece web_socket::next_piece() {
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

asio::awaitable<bool> web_socket::put(piece what) {
    if (what.bytes.empty()) co_return true;
    const auto step = what.step == 0 ? what.bytes.size() : what.step;
    for (std::size_t at = 0; at < what.bytes.size(); at += step) {
        const bool on = co_await wire_->write(what.bytes.substr(at, step));
        if (!on) co_return false;
    }
    co_return true;
}

void web_socket::send(std::string text) {
    send_as(std::move(text), its_.frame_fault());
}

void web_socket::send_as(std::string text, const std::optional<fault>& how) {
    if (how && how->name == "muted") muted_ = true;
    if (muted_) return;
    for (auto& one : pieces_of(text, how)) push(std::move(one));
}

void web_socket::send_ping(std::string_view payload) {
    push({frame_bytes(opcode::ping, payload)});
}

void web_socket::say_goodbye(std::uint16_t code) {
    if (close_sent_ || !is_held()) return;
    close_sent_ = true;
    if (!book().closing) book().closing = its_.now();
    push({frame_bytes(opcode::close, close_payload(code))});
    after_both_closed();
    its_.on_changed();
}

void web_socket::fall_silent() {
    silent_ = true;
    queue_.clear();
    its_.on_changed();
}

void web_socket::cut(bool reset) {
    if (reset) wire_->reset();
    end();
}

bool web_socket::strike(
    const fault_plan& known, const std::string& what, const std::string& value
) {
    const auto* kind = known.find(what);
    if (kind && kind->where == place::frame) {
        fault how;
        how.name = what;
        how.value = value;
        send_as(R"({"type":"unheard_of"})", how);
    } else if (what == "ping") {
        send_ping(value);
    } else if (what == "reset") {
        cut(true);
    } else if (what == "close") {
        say_goodbye(1000);
    } else {
        return false;
    }
    return true;
}

std::size_t web_socket::unsent() const {
    std::size_t bytes = 0;
    for (const auto& one : queue_) bytes += one.bytes.size();
    return bytes;
}

void web_socket::push(piece what) {
    if (silent_ || !is_held()) return;
    queue_.push_back(std::move(what));
    written_.raise();
}

// A silent one does not read, so only the kernel knows when the app has gone.
asio::awaitable<void> web_socket::watch_peer() {
    while (is_held() && !wire_->peer_has_left()) {
        asio::steady_timer soon(wire_->executor(), milliseconds(10));
        co_await soon.async_wait(asio::use_awaitable);
    }
    end();
}

asio::awaitable<void> web_socket::wait(milliseconds how_long) {
    timer_.expires_after(how_long);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void web_socket::end() {
    if (over_) return;
    over_ = true;
    book().ended = its_.now();
    wire_->close();
    timer_.cancel();
    written_.raise();
    has_ended();
    its_.on_changed();
}

}  // namespace emulator
