#include "tests/emulators/slack/call_faults.hpp"

#include "tests/emulators/slack/model.hpp"

namespace emulator::slack {

namespace {

constexpr fault_kind own[] = {
    {"error", place::call, "ok:false with the error `value` (internal_error), nothing done"},
    {"error_after", place::call, "does it, then says ok:false with `value` (internal_error)"},
    {"no_url", place::call, "ok:true, and `url` is missing"},

    {"no_hello", place::socket, "no hello, and nothing after it"},
    {"late_hello", place::socket, "hello after `value` ms (1000)"},
    {"bare_hello", place::socket, "hello without any of its nested fields"},

    {"twice", place::delivery, "the same envelope on two sockets, both attempt 0"},
    {"again", place::delivery, "the same payload in a second envelope"},
    {"reordered", place::delivery, "held back until `value` (1) later ones are out"},
    {"lost", place::delivery, "not sent at all this time: only a retry brings it"},
    {"unheard", place::answer, "the app's answer gets lost: Slack sees http_timeout"},
    {"rate_limited", place::delivery, "app_rate_limited instead; this one is never told"},
};

answer_plan with_error(const reply& done, const fault& how) {
    const auto error = how.value.empty() ? "internal_error" : how.value;
    return answering({200, {{"ok", false}, {"error", error}}, done.headers});
}

answer_plan too_many(const reply&, const fault& how) {
    reply said{429, {{"ok", false}, {"error", "ratelimited"}}, {}};
    if (!how.value.empty()) said.headers.emplace_back("retry-after", how.value);
    return answering(said);
}

answer_plan no_url(const reply& done, const fault&) {
    auto said = done;
    if (said.body.is_object()) said.body.erase("url");
    return answering(said);
}

constexpr call_fault rows[] = {
    {"error", false, with_error},
    {"error_after", true, with_error},
    {"too_many", false, too_many},
    {"no_url", true, no_url},
};

}  // namespace

fault_table fault_kinds() {
    auto all = common_faults();
    all.insert(all.end(), std::begin(own), std::end(own));
    return all;
}

emulator::call_faults answers_gone_wrong() {
    return rows;
}

}  // namespace emulator::slack
