#include "tests/emulators/slack/control.hpp"

#include <array>

namespace emulator::slack {

namespace {

constexpr milliseconds usual_limit{10'000};

const verb* find_verb(std::string_view name) {
    for (const auto all : std::array{people_verbs(), machine_verbs(), oracle_verbs()})
        for (const auto& one : all)
            if (one.name == name) return &one;
    return nullptr;
}

json list_of_verbs() {
    json all = json::object();
    for (const auto verbs : std::array{people_verbs(), machine_verbs(), oracle_verbs()})
        for (const auto& one : verbs) all[std::string(one.name)] = one.takes;
    all["wait"] = "for with[] at[] is|at_least limit[]";
    all["verify_url"] = "challenge";
    all["check_ssl"] = "";
    return all;
}

reply said(json body) {
    return {200, std::move(body), {}};
}

reply mistake(int status, std::string_view what) {
    return {status, {{"error", what}}, {}};
}

reply run(server& machine, workspace& space, const std::string& name, const json& given) {
    const auto* found = find_verb(name);
    if (!found) return mistake(404, "there is no verb " + name + "; GET / lists them");
    try {
        return said(found->run(machine, space, given));
    } catch (const std::exception& problem) {
        return mistake(400, name + " (" + std::string(found->takes) + "): " + problem.what());
    }
}

// Whether an answer's value at a place is what is waited for.
bool is_wanted(const reply& answer, const json& given) {
    const json::json_pointer at(given.value("at", ""));
    if (answer.status != 200 || !answer.body.contains(at)) return false;
    const auto& value = answer.body.at(at);
    if (given.contains("is")) return value == given["is"];
    return value >= given.at("at_least");
}

// Asks another verb until its answer is as wanted.
asio::awaitable<reply> wait(server& machine, workspace& space, json given) {
    const auto name = given.value("for", "");
    const auto with = given.value("with", json::object());
    if (!given.contains("is") && !given.contains("at_least"))
        co_return mistake(400, "wait wants `is` or `at_least`");
    const milliseconds limit(given.value("limit", usual_limit.count()));
    reply last;
    const bool held = co_await machine.until(
        [&] {
            last = run(machine, space, name, with);
            return is_wanted(last, given);
        },
        limit
    );
    if (held) co_return last;
    co_return mistake(408, name + " still says " + last.body.dump());
}

json to_json(const webhook_answer& answer) {
    return {{"failure", answer.failure}, {"status", answer.status}, {"body", answer.body}};
}

asio::awaitable<reply> answer_to(server& machine, workspace& space, http_message asked) {
    const auto name = asked.path().substr(1);
    if (name.empty()) co_return said(list_of_verbs());
    const auto given =
        asked.body.empty() ? json::object() : json::parse(asked.body, nullptr, false);
    if (!given.is_object()) co_return mistake(400, "the body is no JSON object");
    if (name == "wait") {
        auto answer = co_await wait(machine, space, given);
        co_return answer;
    }
    const bool verifies = name == "verify_url", checks = name == "check_ssl";
    if (!verifies && !checks) co_return run(machine, space, name, given);
    if (!machine.board().http_mode()) co_return mistake(400, "first: use_webhook url secret");
    const auto challenge = given.value("challenge", "a challenge");
    const auto got =
        verifies ? co_await machine.verify_url(challenge) : co_await machine.check_ssl();
    co_return said(to_json(got));
}

}  // namespace

server::handler control_of(server& machine, workspace& space) {
    return [&](http_message asked) { return answer_to(machine, space, std::move(asked)); };
}

}  // namespace emulator::slack
