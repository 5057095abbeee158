#include "tests/emulators/slack/call_faults.hpp"

#include "tests/emulators/slack/http.hpp"

#include <algorithm>

namespace emulator::slack {

namespace {

constexpr std::string_view page =
    "<!DOCTYPE html><html><head><title>Slack</title></head><body>Something went "
    "wrong.</body></html>";

answer_plan answering(int status, header_list headers, std::string_view type, std::string body) {
    const bool typed =
        std::ranges::any_of(headers, [](const auto& one) { return one.first == "content-type"; });
    if (!typed) headers.emplace_back("content-type", type);
    headers.emplace_back("content-length", std::to_string(body.size()));
    return {status, response_bytes(status, headers, body)};
}

answer_plan answering(const reply& done) {
    const bool is_text = done.body.is_string();
    return answering(
        done.status,
        done.headers,
        is_text ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
        is_text ? done.body.get<std::string>() : done.body.dump()
    );
}

answer_plan usually(const reply& done, const fault&) {
    return answering(done);
}

answer_plan with_status(const reply&, const fault& how) {
    return answering(static_cast<int>(how.number(500)), {}, "text/html", std::string(page));
}

answer_plan with_error(const reply& done, const fault& how) {
    const auto error = how.value.empty() ? "internal_error" : how.value;
    return answering({200, {{"ok", false}, {"error", error}}, done.headers});
}

answer_plan too_many(const reply&, const fault& how) {
    reply said{429, {{"ok", false}, {"error", "ratelimited"}}, {}};
    if (!how.value.empty()) said.headers.emplace_back("retry-after", how.value);
    return answering(said);
}

answer_plan redirect(const reply&, const fault& how) {
    return answering(302, {{"location", how.value}}, "text/html", std::string(page));
}

answer_plan html(const reply&, const fault&) {
    return answering(200, {}, "text/html; charset=utf-8", std::string(page));
}

answer_plan cut_json(const reply& done, const fault&) {
    auto body = done.body.dump();
    body.resize(body.size() / 2);
    return answering(done.status, done.headers, "application/json", std::move(body));
}

answer_plan cut_body(const reply& done, const fault&) {
    auto plan = answering(done);
    plan.bytes.resize(plan.bytes.size() - done.body.dump().size() / 2);
    plan.then = answer_plan::after::close;
    return plan;
}

answer_plan no_url(const reply& done, const fault&) {
    auto said = done;
    if (said.body.is_object()) said.body.erase("url");
    return answering(said);
}

answer_plan slow(const reply& done, const fault& how) {
    auto plan = answering(done);
    plan.wait = milliseconds(how.number(1000));
    return plan;
}

answer_plan drip(const reply& done, const fault& how) {
    auto plan = answering(done);
    plan.per_byte = milliseconds(how.number(1));
    return plan;
}

answer_plan drop(const reply&, const fault&) {
    return {0, "", {}, {}, answer_plan::after::close};
}

answer_plan hang(const reply&, const fault&) {
    return {0, "", {}, {}, answer_plan::after::hang};
}

struct row {
    std::string_view name;
    bool acts;
    answer_plan (*answer)(const reply& done, const fault& how);
};
constexpr row rows[] = {
    {"status_before", false, with_status},
    {"status_after", true, with_status},
    {"error", false, with_error},
    {"error_after", true, with_error},
    {"too_many", false, too_many},
    {"redirect", false, redirect},
    {"html", true, html},
    {"cut_json", true, cut_json},
    {"cut_body", true, cut_body},
    {"no_url", true, no_url},
    {"slow", true, slow},
    {"drip", true, drip},
    {"drop_before", false, drop},
    {"drop_after", true, drop},
    {"hang_after", true, hang},
};
constexpr row usual{"", true, usually};

const row& row_of(const std::optional<fault>& how) {
    for (const auto& one : rows)
        if (how && how->name == one.name) return one;
    return usual;
}

}  // namespace

bool takes_effect(const std::optional<fault>& how) {
    return row_of(how).acts;
}

answer_plan plan_of(reply done, const std::optional<fault>& how) {
    return row_of(how).answer(done, how.value_or(fault{}));
}

}  // namespace emulator::slack
