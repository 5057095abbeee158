#include "tests/emulators/slack/delivery.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace emulator::slack {

namespace {

std::string uuid(std::uint32_t seed, std::int64_t number) {
    std::array<char, 40> text{};
    std::snprintf(
        text.data(),
        text.size(),
        "%08x-0000-4000-8000-%012llx",
        seed,
        static_cast<unsigned long long>(number)
    );
    return text.data();
}

bool has_arrived(const sending& one) {
    return one.socket != 0;
}

}  // namespace

std::string envelope::frame(int attempt, std::string_view reason) const {
    std::string text = R"({"envelope_id":")" + id + R"(","payload":)" + payload;
    text.append(R"(,"type":")").append(name_of(is));
    text += takes_answer ? R"(","accepts_response_payload":true)"
                         : R"(","accepts_response_payload":false)";
    if (is == emitted::kind::events_api) {
        text += R"(,"retry_attempt":)" + std::to_string(attempt);
        text.append(R"(,"retry_reason":")").append(reason).append("\"");
    }
    return text + "}";
}

envelope& deliveries::make(const emitted& what, milliseconds now) {
    envelope one;
    one.id = uuid(seed_, ++made_);
    one.emitted_id = what.id;
    one.is = what.is;
    one.payload = what.payload.dump();
    one.takes_answer = what.takes_answer;
    one.made = now;
    auto& kept = all_.emplace_back(std::move(one));
    by_id_.emplace(kept.id, &kept);
    return kept;
}

void deliveries::sent(envelope& what, sending how) {
    const auto at = how.at;
    what.sent.push_back(std::move(how));
    if (what.acks.empty()) deadline(what, at + rules.ack_within, false, "timeout");
}

void deliveries::failed(envelope& what, std::string reason, bool last, milliseconds now) {
    if (!what.acks.empty() || what.given_up) return;
    const int made = what.sent.empty() ? 0 : what.sent.back().attempt;
    const bool over = last || what.is != emitted::kind::events_api ||
                      made >= static_cast<int>(rules.again_after.size());
    if (over) {
        what.given_up = true;
        forget(what);
        return;
    }
    deadline(what, now + rules.again_after[made], true, std::move(reason));
}

deliveries::ack deliveries::acknowledged(
    std::string_view id, std::string payload, int socket, milliseconds now
) {
    const auto found = by_id_.find(std::string(id));
    if (found == by_id_.end()) {
        strangers_.emplace_back(id);
        return ack::unknown;
    }
    auto& what = *found->second;
    const auto since = what.sent.empty() ? what.made : what.sent.back().at;
    what.acks.push_back({now, now - since, socket, std::move(payload)});
    forget(what);
    if (what.acks.size() > 1) return ack::again;
    ++acked_;
    return ack::first;
}

std::vector<deliveries::task> deliveries::due(milliseconds now) {
    std::vector<task> tasks;
    while (!schedule_.empty() && schedule_.begin()->first <= now) {
        const auto [what, resend, reason] = schedule_.begin()->second;
        const auto at = schedule_.begin()->first;
        forget(*what);
        if (resend) {
            tasks.push_back({what, what->sent.empty() ? 1 : what->sent.back().attempt + 1, reason});
            continue;
        }
        failed(*what, reason, false, at);
        if (what->given_up) tasks.push_back({what, 0, {}});
    }
    return tasks;
}

std::optional<milliseconds> deliveries::next_due() const {
    if (schedule_.empty()) return std::nullopt;
    return schedule_.begin()->first;
}

const envelope* deliveries::find(std::string_view id) const {
    const auto found = by_id_.find(std::string(id));
    return found == by_id_.end() ? nullptr : found->second;
}

std::vector<const envelope*> deliveries::unacked() const {
    std::vector<const envelope*> found;
    for (const auto& one : all_)
        if (one.acks.empty()) found.push_back(&one);
    return found;
}

std::vector<const envelope*> deliveries::acked_twice() const {
    std::vector<const envelope*> found;
    for (const auto& one : all_)
        if (std::cmp_greater(one.acks.size(), std::ranges::count_if(one.sent, has_arrived)))
            found.push_back(&one);
    return found;
}

milliseconds deliveries::latency(double share) const {
    std::vector<milliseconds> all;
    for (const auto& one : all_)
        if (!one.acks.empty()) all.push_back(one.acks.front().latency);
    if (all.empty()) return milliseconds{0};
    std::ranges::sort(all);
    const auto at = static_cast<std::size_t>(share * static_cast<double>(all.size()));
    return all[std::min(at, all.size() - 1)];
}

void deliveries::forget(const envelope& what) {
    const auto found = next_.find(&what);
    if (found == next_.end()) return;
    schedule_.erase(found->second);
    next_.erase(found);
}

void deliveries::deadline(envelope& what, milliseconds at, bool resend, std::string reason) {
    forget(what);
    next_[&what] = schedule_.emplace(at, waiting{&what, resend, std::move(reason)});
}

}  // namespace emulator::slack
