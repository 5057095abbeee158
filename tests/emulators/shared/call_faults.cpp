#include "tests/emulators/shared/call_faults.hpp"

#include <algorithm>

namespace emulator {

namespace {

constexpr std::string_view page =
    "<!DOCTYPE html><html><head><title>Oops</title></head><body>Something went "
    "wrong.</body></html>";

answer_plan answering(int status, header_list headers, std::string_view type, std::string body) {
    const bool typed =
        std::ranges::any_of(headers, [](const auto& one) { return one.first == "content-type"; });
    if (!typed) headers.emplace_back("content-type", type);
    headers.emplace_back("content-length", std::to_string(body.size()));
    return {status, response_bytes(status, headers, body)};
}

}  // namespace

answer_plan answering(const reply& done) {
    const bool is_text = done.body.is_string();
    return answering(
        done.status,
        done.headers,
        is_text ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
        is_text ? done.body.get<std::string>() : done.body.dump()
    );
}

namespace {

answer_plan usually(const reply& done, const fault&) {
    return answering(done);
}

answer_plan with_status(const reply&, const fault& how) {
    return answering(static_cast<int>(how.number(500)), {}, "text/html", std::string(page));
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

constexpr call_fault rows[] = {
    {"status_before", false, with_status},
    {"status_after", true, with_status},
    {"redirect", false, redirect},
    {"html", true, html},
    {"cut_json", true, cut_json},
    {"cut_body", true, cut_body},
    {"slow", true, slow},
    {"drip", true, drip},
    {"drop_before", false, drop},
    {"drop_after", true, drop},
    {"hang_after", true, hang},
};
constexpr call_fault usual{"", true, usually};

const call_fault& row_of(const std::optional<fault>& how, call_faults own) {
    for (const auto all : {own, call_faults(rows)})
        for (const auto& one : all)
            if (how && how->name == one.name) return one;
    return usual;
}

}  // namespace

bool takes_effect(const std::optional<fault>& how, call_faults own) {
    return row_of(how, own).acts;
}

answer_plan plan_of(const reply& done, const std::optional<fault>& how, call_faults own) {
    return row_of(how, own).answer(done, how.value_or(fault{}));
}

}  // namespace emulator
