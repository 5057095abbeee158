#include "tests/emulators/shared/control.hpp"

#include "tests/emulators/shared/web_socket.hpp"

#include <memory>
#include <stdexcept>

namespace emulator {

namespace {

constexpr milliseconds usual_limit{10'000};

using verb_list = std::shared_ptr<const std::vector<verb>>;

const verb* find_verb(const std::vector<verb>& all, std::string_view name) {
    for (const auto& one : all)
        if (one.name == name) return &one;
    return nullptr;
}

json list_of(const std::vector<verb>& verbs) {
    json all = json::object();
    for (const auto& one : verbs) all[std::string(one.name)] = one.takes;
    all["wait"] = "for with[] at[] is|at_least limit[]";
    return all;
}

reply said(json body) {
    return {200, std::move(body), {}};
}

reply mistake(int status, std::string_view what) {
    return {status, {{"error", what}}, {}};
}

reply unknown(const std::string& name) {
    return mistake(404, "there is no verb " + name + "; GET / lists them");
}

reply cannot(const verb& what, const std::exception& problem) {
    return mistake(
        400, std::string(what.name) + " (" + std::string(what.takes) + "): " + problem.what()
    );
}

reply run(const std::vector<verb>& verbs, const std::string& name, const json& given) {
    const auto* found = find_verb(verbs, name);
    if (!found || !found->run) return unknown(name);
    try {
        return said(found->run(given));
    } catch (const std::exception& problem) {
        return cannot(*found, problem);
    }
}

asio::awaitable<reply> run_slowly(const verb* what, json given) {
    try {
        auto answer = co_await what->await(std::move(given));
        co_return said(std::move(answer));
    } catch (const std::exception& problem) {
        co_return cannot(*what, problem);
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
asio::awaitable<reply> wait(host& machine, verb_list verbs, json given) {
    const auto name = given.value("for", "");
    const auto with = given.value("with", json::object());
    if (!given.contains("is") && !given.contains("at_least"))
        co_return mistake(400, "wait wants `is` or `at_least`");
    const milliseconds limit(given.value("limit", usual_limit.count()));
    reply last;
    const bool held = co_await machine.until(
        [&] {
            last = run(*verbs, name, with);
            return is_wanted(last, given);
        },
        limit
    );
    if (held) co_return last;
    co_return mistake(408, name + " still says " + last.body.dump());
}

asio::awaitable<reply> answer_to(host& machine, verb_list verbs, http_message asked) {
    const auto name = asked.path().substr(1);
    if (name.empty()) co_return said(list_of(*verbs));
    const auto given =
        asked.body.empty() ? json::object() : json::parse(asked.body, nullptr, false);
    if (!given.is_object()) co_return mistake(400, "the body is no JSON object");
    const auto* found = find_verb(*verbs, name);
    if (name == "wait") {
        auto answer = co_await wait(machine, verbs, given);
        co_return answer;
    }
    if (!found || !found->await) co_return run(*verbs, name, given);
    auto answer = co_await run_slowly(found, given);
    co_return answer;
}

fault fault_in(const json& given) {
    fault what;
    what.name = given.at("name").get<std::string>();
    what.only = given.value("only", what.only);
    what.value = given.value("value", what.value);
    what.skip = given.value("skip", what.skip);
    what.times = given.value("times", what.times);
    what.chance = given.value("chance", what.chance);
    take(given, "from", what.from);
    take(given, "until", what.until);
    return what;
}

json faults(host& machine) {
    json all = json::object();
    for (const auto& kind : machine.faults().kinds())
        all[std::string(kind.name)] = {
            {"what", kind.what}, {"struck", machine.faults().struck(kind.name)}};
    return all;
}

json arm(host& machine, const json& given) {
    auto what = fault_in(given);
    const auto name = what.name;
    if (!machine.arm(std::move(what))) throw std::invalid_argument("there is no fault " + name);
    return json::object();
}

json disarm(host& machine, const json& given) {
    machine.faults().disarm(given.value("name", ""));
    return json::object();
}

json requests(host& machine) {
    json all = json::array();
    for (const auto& [at, what, status] : machine.requests())
        all.push_back(
            {{"at", at.count()},
             {"start", what.start},
             {"headers", what.headers},
             {"body", what.body},
             {"status", status}}
        );
    return all;
}

}  // namespace

std::vector<verb> common_verbs(host& machine) {
    return {
        {"faults",
         "-> by name, what each does and how often it struck",
         [&](const json&) { return faults(machine); }},
        {"arm",
         "name only[] value[] skip[] times[] chance[] from[] until[]",
         [&](const json& given) { return arm(machine, given); }},
        {"disarm", "name[]", [&](const json& given) { return disarm(machine, given); }},
        {"requests",
         "-> HTTP requests as they came",
         [&](const json&) { return requests(machine); }},
    };
}

host::handler control_of(host& machine, std::vector<verb> verbs) {
    for (auto& one : common_verbs(machine)) verbs.push_back(std::move(one));
    const auto all = std::make_shared<const std::vector<verb>>(std::move(verbs));
    return
        [&machine, all](http_message asked) { return answer_to(machine, all, std::move(asked)); };
}

void take(const json& given, const char* name, milliseconds& into) {
    if (given.contains(name)) into = milliseconds(given[name].get<std::int64_t>());
}

json optional_ms(const std::optional<milliseconds>& at) {
    return at ? json(at->count()) : json();
}

json to_json(const wire_record& one) {
    return {
        {"number", one.number},
        {"opened", one.opened.count()},
        {"closing", optional_ms(one.closing)},
        {"ended", optional_ms(one.ended)},
        {"closed_by_app", one.closed_by_app},
        {"pings", one.pings},
        {"pongs", one.pongs},
        {"strange", one.strange},
    };
}

}  // namespace emulator
