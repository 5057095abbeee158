#include "tests/emulators/slack/tests/raw_app.hpp"

#include "bot/net/url.hpp"

#include <catch2/catch.hpp>

namespace emulator::slack::test {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 10s;
constexpr std::uint32_t mask = 0x9a3c51e7;
const moment founding{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

std::string form_of(const json& fields) {
    std::string form;
    for (const auto& [name, value] : fields.items()) {
        const auto text = value.is_string() ? value.get<std::string>() : value.dump();
        form += (form.empty() ? "" : "&") + name + "=" + bot::percent_encode(text);
    }
    return form;
}

asio::awaitable<std::optional<http_message>> answer_on(raw_client* wire, http_reader* reader) {
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

emulation::emulation(server_options options)
    : space(founding), machine(context.executor(), space, std::move(options)) {
    ana = space.add_user("ana");
    ops = space.add_channel("ops");
    space.let_in(ops, ana);
    space.let_in(ops, space.bot_user());
}

emulation::~emulation() = default;

void emulation::run(const std::function<asio::awaitable<void>()>& conversation) {
    const std::function<asio::awaitable<void>()> whole = [&]() -> asio::awaitable<void> {
        machine.start();
        co_await conversation();
        co_await machine.stop();
    };
    context.run(whole);
}

asio::awaitable<bool> emulation::until(std::function<bool()> holds) {
    const bool held = co_await machine.until(std::move(holds), patience);
    co_return held;
}

void emulation::arm(std::string name, std::string value, std::string only, int times) {
    fault what;
    what.name = std::move(name);
    what.value = std::move(value);
    what.only = std::move(only);
    what.times = times;
    REQUIRE(machine.arm(what));
}

asio::awaitable<std::optional<http_message>> ask(
    std::uint16_t port,
    std::string method,
    std::string target,
    header_list headers,
    std::string body
) {
    headers.emplace_back("host", "127.0.0.1");
    headers.emplace_back("content-length", std::to_string(body.size()));
    const auto wire = co_await raw_client::connect(port);
    co_await wire->send(request_bytes(method, target, headers, body));
    http_reader reader;
    const auto got = co_await answer_on(wire.get(), &reader);
    co_return got;
}

asio::awaitable<std::optional<http_message>> call(
    emulation& at, std::string method, json arguments
) {
    header_list headers{
        {"authorization", "Bearer " + at.space.bot_token()},
        {"content-type", "application/x-www-form-urlencoded"},
    };
    const auto got = co_await ask(
        at.machine.port(), "POST", "/api/" + method, std::move(headers), form_of(arguments)
    );
    co_return got;
}

asio::awaitable<std::string> issued_target(emulation& at) {
    header_list headers{{"authorization", "Bearer " + at.space.app_token()}};
    const auto got = co_await ask(
        at.machine.port(), "POST", "/api/apps.connections.open", std::move(headers), ""
    );
    REQUIRE(got);
    const auto url = json::parse(got->body).value("url", "");
    const auto origin = "ws://127.0.0.1:" + std::to_string(at.machine.port());
    CAPTURE(got->body);
    REQUIRE(url.starts_with(origin));
    co_return url.substr(origin.size());
}

asio::awaitable<std::unique_ptr<raw_app>> raw_app::open(emulation& at) {
    auto target = co_await issued_target(at);
    auto app = co_await open(at, std::move(target));
    co_return app;
}

asio::awaitable<std::unique_ptr<raw_app>> raw_app::open(emulation& at, std::string target) {
    auto app = std::make_unique<raw_app>();
    app->wire_ = co_await raw_client::connect(at.machine.port());
    const header_list headers{
        {"host", "127.0.0.1"},
        {"upgrade", "websocket"},
        {"connection", "Upgrade"},
        {"sec-websocket-version", "13"},
        {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
        {"sec-websocket-extensions", "permessage-deflate"},
    };
    co_await app->wire_->send(request_bytes("GET", target, headers, ""));
    http_reader reader;
    auto got = co_await answer_on(app->wire_.get(), &reader);
    if (got) app->answer = std::move(*got);
    app->frames_.feed(reader.rest());
    co_return app;
}

asio::awaitable<std::optional<frame>> raw_app::next_frame() {
    for (;;) {
        auto got = frames_.next();
        if (got) co_return got;
        const auto bytes = co_await wire_->read_some();
        if (bytes.empty()) co_return std::nullopt;
        frames_.feed(bytes);
    }
}

asio::awaitable<json> raw_app::next() {
    for (;;) {
        const auto got = co_await next_frame();
        if (!got || got->is == opcode::close) co_return json();
        if (got->is != opcode::text && got->is != opcode::continuation) continue;
        message_ += got->payload;
        if (!got->final) continue;
        co_return json::parse(std::exchange(message_, {}), nullptr, false);
    }
}

asio::awaitable<bool> raw_app::send(opcode is, std::string payload) {
    const bool on = co_await wire_->send(frame_bytes(is, payload, true, mask));
    co_return on;
}

asio::awaitable<bool> raw_app::ack(json envelope, json payload) {
    json said{{"envelope_id", envelope.at("envelope_id")}};
    if (!payload.is_null()) said["payload"] = std::move(payload);
    const bool on = co_await send(opcode::text, said.dump());
    co_return on;
}

}  // namespace emulator::slack::test
