#include "tests/emulators/shared/faults.hpp"

#include <algorithm>
#include <charconv>

namespace emulator {

namespace {

constexpr fault_kind common[] = {
    {"status_before",
     place::call,
     "answers the status `value` (500), an HTML page, and does nothing"},
    {"status_after", place::call, "does it, then answers the status `value` (500)"},
    {"too_many", place::call, "429, Retry-After is `value`, or missing when that is empty"},
    {"redirect", place::call, "302 to `value`"},
    {"html", place::call, "does it, then answers 200 with an HTML page"},
    {"cut_json", place::call, "does it; the answer is cut in the middle, its length agrees"},
    {"cut_body", place::call, "does it; the connection ends in the middle of the answer"},
    {"slow", place::call, "does it, and answers after `value` ms (1000)"},
    {"drip", place::call, "does it; a byte of the answer every `value` ms (1)"},
    {"drop_before", place::call, "closes the connection, nothing done"},
    {"drop_after", place::call, "does it, and closes the connection without an answer"},
    {"hang_after", place::call, "does it, and never answers"},

    {"upgrade_status", place::upgrade, "answers the status `value` (503) instead of 101"},
    {"upgrade_redirect", place::upgrade, "302 to `value`"},
    {"upgrade_bad_accept", place::upgrade, "101 with a wrong Sec-WebSocket-Accept"},
    {"upgrade_silence", place::upgrade, "never answers"},
    {"upgrade_drop", place::upgrade, "closes the connection"},

    {"no_pong", place::socket, "pings are not answered"},
    {"no_close", place::socket, "close frames are not answered"},

    {"half_open", place::frame, "from here on nothing is written or read, nothing closed"},
    {"muted", place::frame, "this text frame and all later ones are lost; pings are answered"},
    {"reset_mid_frame", place::frame, "half of the frame, then RST"},
    {"fragmented", place::frame, "in `value` (3) fragments"},
    {"interleaved", place::frame, "in `value` (3) fragments, a ping between any two"},
    {"byte_by_byte", place::frame, "each byte in a write of its own"},
    {"binary", place::frame, "a binary frame comes first"},
    {"empty", place::frame, "an empty text frame comes first"},
    {"garbage", place::frame, "text that is no JSON comes first"},
    {"no_utf8", place::frame, "text that is no UTF-8 comes first"},
    {"huge", place::frame, "padded to `value` bytes (5 MiB)"},
};

bool is_about(const fault& what, std::string_view about) {
    if (what.only.empty() || what.only == about) return true;
    return what.only.starts_with('/') && about.starts_with(what.only);
}

}  // namespace

fault_table common_faults() {
    return {std::begin(common), std::end(common)};
}

std::int64_t fault::number(std::int64_t otherwise) const {
    std::int64_t read = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), read);
    return problem == std::errc{} && !value.empty() ? read : otherwise;
}

const fault_kind* fault_plan::find(std::string_view name) const {
    const auto found = std::ranges::find(kinds_, name, &fault_kind::name);
    return found == kinds_.end() ? nullptr : &*found;
}

bool fault_plan::arm(fault what, milliseconds now) {
    const auto* kind = find(what.name);
    if (!kind) return false;
    armed_.push_back({std::move(what), kind->where, now});
    return true;
}

void fault_plan::disarm(std::string_view name) {
    std::erase_if(armed_, [&](const armed& one) { return name.empty() || one.what.name == name; });
}

std::optional<fault> fault_plan::take(
    place where, std::string_view about, milliseconds now, const std::function<double()>& random
) {
    for (auto& [what, its_place, since] : armed_) {
        const auto age = now - since;
        if (its_place != where || what.times <= 0 || !is_about(what, about)) continue;
        if (age < what.from || age >= what.until) continue;
        if (what.skip > 0) {
            --what.skip;
            continue;
        }
        if (what.chance < 1 && random() >= what.chance) continue;
        --what.times;
        struck_.push_back(what.name);
        return what;
    }
    return std::nullopt;
}

int fault_plan::struck(std::string_view name) const {
    return static_cast<int>(std::ranges::count(struck_, name));
}

}  // namespace emulator
