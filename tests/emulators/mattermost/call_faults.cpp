#include "tests/emulators/mattermost/call_faults.hpp"

namespace emulator::mattermost {

namespace {

constexpr fault_kind own[] = {
    {"error", place::call, "400 with the id `value` (app.internal_error), nothing done"},
    {"error_500", place::call, "500 with the id `value` (app.post.save.app_error), nothing done"},

    {"no_hello", place::socket, "no hello, and nothing after it"},
    {"late_hello", place::socket, "hello after `value` ms (1000), by header only"},

    {"twice", place::delivery, "the event comes twice, each with a seq of its own"},
    {"lost",
     place::delivery,
     "the event is told to nobody; with `only` \"action:ping\" that action goes unanswered"},
};

answer_plan error_with(int status, const reply& done, const fault& how, std::string otherwise) {
    const auto id = how.value.empty() ? std::move(otherwise) : how.value;
    return answering(
        {status,
         {{"id", id},
          {"message", "Something is wrong."},
          {"detailed_error", ""},
          {"request_id", "yyyyyyyyyyyyyyyyyyyyyyyyyy"},
          {"status_code", status}},
         done.headers}
    );
}

answer_plan error_400(const reply& done, const fault& how) {
    return error_with(400, done, how, "app.internal_error");
}

answer_plan error_500(const reply& done, const fault& how) {
    return error_with(500, done, how, "app.post.save.app_error");
}

answer_plan too_many(const reply&, const fault& how) {
    reply said{
        429,
        "limit exceeded\n",
        {{"x-ratelimit-limit", "101"}, {"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1"}}};
    if (!how.value.empty()) said.headers.emplace_back("retry-after", how.value);
    return answering(said);
}

constexpr call_fault rows[] = {
    {"error", false, error_400},
    {"error_500", false, error_500},
    {"too_many", false, too_many},
};

}  // namespace

fault_table fault_kinds() {
    auto all = common_faults();
    all.insert(all.end(), std::begin(own), std::end(own));
    return all;
}

call_faults answers_gone_wrong() {
    return rows;
}

}  // namespace emulator::mattermost
