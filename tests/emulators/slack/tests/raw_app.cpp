#include "tests/emulators/slack/tests/raw_app.hpp"

#include "tests/emulators/shared/calling.hpp"

#include <catch2/catch.hpp>

namespace emulator::slack::test {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 10s;
const moment founding{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

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
    auto dialled = co_await raw_socket::open(at.machine.port(), std::move(target));
    auto app = std::make_unique<raw_app>();
    static_cast<raw_socket&>(*app) = std::move(*dialled);
    co_return app;
}

asio::awaitable<bool> raw_app::ack(json envelope, json payload) {
    json said{{"envelope_id", envelope.at("envelope_id")}};
    if (!payload.is_null()) said["payload"] = std::move(payload);
    const bool on = co_await send(opcode::text, said.dump());
    co_return on;
}

}  // namespace emulator::slack::test
