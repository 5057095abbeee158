#include "tests/emulators/slack/control.hpp"

#include <array>
#include <stdexcept>

namespace emulator::slack {

namespace {

json to_json(const webhook_answer& answer) {
    return {{"failure", answer.failure}, {"status", answer.status}, {"body", answer.body}};
}

void expects_webhook(const server& machine) {
    if (!machine.board().http_mode()) throw std::invalid_argument("first: use_webhook url secret");
}

asio::awaitable<json> verify(server& machine, json given) {
    expects_webhook(machine);
    const auto got = co_await machine.verify_url(given.value("challenge", "a challenge"));
    co_return to_json(got);
}

asio::awaitable<json> check(server& machine) {
    expects_webhook(machine);
    const auto got = co_await machine.check_ssl();
    co_return to_json(got);
}

}  // namespace

server::handler control_of(server& machine, workspace& space) {
    std::vector<verb> all;
    for (const auto verbs : std::array{people_verbs(), machine_verbs(), oracle_verbs()})
        for (const auto& [name, takes, run] : verbs)
            all.push_back({name, takes, [&machine, &space, run](const json& given) {
                               return run(machine, space, given);
                           }});
    all.push_back({"verify_url", "challenge", {}, [&](json given) {
                       return verify(machine, std::move(given));
                   }});
    all.push_back({"check_ssl", "", {}, [&](json) { return check(machine); }});
    return emulator::control_of(machine, std::move(all));
}

}  // namespace emulator::slack
