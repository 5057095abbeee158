#include "tests/emulators/shared/raw_peer.hpp"

#include <utility>

namespace emulator {

namespace {

constexpr std::uint32_t mask = 0x9a3c51e7;

asio::awaitable<std::optional<http_message>> answer_on(stream* wire, http_reader* reader) {
    for (;;) {
        auto got = reader->next();
        if (got) co_return got;
        const auto bytes = co_await wire->read_some();
        if (bytes.empty()) reader->end();
        reader->feed(bytes);
        got = reader->next();
        if (got || bytes.empty()) co_return got;
    }
}

}  // namespace

asio::awaitable<std::optional<http_message>> ask(
    std::uint16_t port,
    std::string method,
    std::string target,
    header_list headers,
    std::string body
) {
    headers.emplace_back("host", "127.0.0.1");
    headers.emplace_back("content-length", std::to_string(body.size()));
    const auto wire = co_await stream::dial("127.0.0.1", port, nullptr);
    if (!wire) co_return std::nullopt;
    co_await wire->write(request_bytes(method, target, headers, body));
    http_reader reader;
    const auto got = co_await answer_on(wire.get(), &reader);
    co_return got;
}

asio::awaitable<std::unique_ptr<raw_socket>> raw_socket::open(
    std::uint16_t port, std::string target, header_list headers
) {
    auto made = std::make_unique<raw_socket>();
    made->wire_ = co_await stream::dial("127.0.0.1", port, nullptr);
    if (!made->wire_) co_return nullptr;
    for (const auto& [name, value] : header_list{
             {"host", "127.0.0.1"},
             {"upgrade", "websocket"},
             {"connection", "Upgrade"},
             {"sec-websocket-version", "13"},
             {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
             {"sec-websocket-extensions", "permessage-deflate"}})
        headers.emplace_back(name, value);
    co_await made->wire_->write(request_bytes("GET", target, headers, ""));
    http_reader reader;
    auto got = co_await answer_on(made->wire_.get(), &reader);
    if (got) made->answer = std::move(*got);
    made->frames_.feed(reader.rest());
    co_return made;
}

asio::awaitable<std::optional<frame>> raw_socket::next_frame() {
    for (;;) {
        auto got = frames_.next();
        if (got && got->is == opcode::close && got->payload.size() >= 2)
            close_code = static_cast<unsigned char>(got->payload[0]) << 8 |
                         static_cast<unsigned char>(got->payload[1]);
        if (got) co_return got;
        const auto bytes = co_await wire_->read_some();
        if (bytes.empty() && close_code == 0) close_code = 1006;
        if (bytes.empty()) co_return std::nullopt;
        frames_.feed(bytes);
    }
}

asio::awaitable<nlohmann::json> raw_socket::next() {
    for (;;) {
        const auto got = co_await next_frame();
        if (!got || got->is == opcode::close) co_return nlohmann::json();
        if (got->is != opcode::text && got->is != opcode::continuation) continue;
        message_ += got->payload;
        if (!got->final) continue;
        co_return nlohmann::json::parse(std::exchange(message_, {}), nullptr, false);
    }
}

asio::awaitable<bool> raw_socket::send(opcode is, std::string payload) {
    const bool on = co_await wire_->write(frame_bytes(is, payload, true, mask));
    co_return on;
}

}  // namespace emulator
