#include "bot/base/time.hpp"

#include <array>
#include <cstdio>

namespace bot {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// Exactly `count` digits at `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return -1;
    int number = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

template <class... Parts>
std::string print(const char* form, Parts... parts) {
    std::array<char, 64> buffer{};
    const int length = std::snprintf(buffer.data(), buffer.size(), form, parts...);
    return {buffer.data(), static_cast<std::size_t>(length)};
}

struct clock_reading {
    int hour, minute, second, millisecond;
};

clock_reading reading_of(instant at) {
    const auto within = static_cast<int>((at - day_of(at)).count());
    return {within / 3'600'000, within / 60'000 % 60, within / 1000 % 60, within % 1000};
}

}  // namespace

result<sys_days> parse_date(std::string_view text) {
    const auto wrong = [&] {
        return fail(errc::invalid, "'" + std::string(text.substr(0, 40)) + "' is not a date; write YYYY-MM-DD");
    };
    const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || year < 0 || month < 0 || day < 0) return wrong();
    const year_month_day date{
        std::chrono::year(year),
        std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day))
    };
    if (!date.ok()) return wrong();
    return sys_days(date);
}

result<instant> parse_rfc3339(std::string_view text) {
    const auto wrong = [&] {
        return fail(
            errc::invalid,
            "'" + std::string(text.substr(0, 40)) + "' is not a time; write it like 2025-09-27T19:03:00Z"
        );
    };
    if (text.size() < 17 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return wrong();
    const auto date = parse_date(text.substr(0, 10));
    if (!date) return wrong();
    const int hour = digits(text, 11, 2), minute = digits(text, 14, 2);
    if (text[13] != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59) return wrong();
    std::size_t at = 16;
    milliseconds within = std::chrono::hours(hour) + std::chrono::minutes(minute);
    if (at < text.size() && text[at] == ':') {
        const int second = digits(text, at + 1, 2);
        if (second < 0 || second > 60) return wrong();
        within += second == 60 ? milliseconds(59'999) : milliseconds(second * 1000);
        at += 3;
        if (at < text.size() && text[at] == '.') {
            const std::size_t from = ++at;
            int scale = 100;
            milliseconds fraction{0};
            for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
                fraction += milliseconds((text[at] - '0') * scale);
            if (at == from) return wrong();
            if (second != 60) within += fraction;
        }
    }
    const auto zone = text.substr(at);
    if (zone == "Z" || zone == "z") return instant(*date) + within;
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return wrong();
    const int off_hour = digits(zone, 1, 2), off_minute = digits(zone, 4, 2);
    if (off_hour < 0 || off_hour > 23 || off_minute < 0 || off_minute > 59) return wrong();
    const milliseconds offset = std::chrono::hours(off_hour) + std::chrono::minutes(off_minute);
    return instant(*date) + within - (zone[0] == '+' ? offset : -offset);
}

std::string format_date(sys_days day) {
    const year_month_day date{day};
    return print(
        "%04d-%02u-%02u",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day())
    );
}

std::string format_date(instant at) {
    return format_date(day_of(at));
}

std::string format_hhmm(instant at) {
    const auto read = reading_of(at);
    return print("%02d:%02d", read.hour, read.minute);
}

std::string format_date_hhmm(instant at) {
    return format_date(at) + " " + format_hhmm(at);
}

std::string format_rfc3339(instant at) {
    const auto read = reading_of(at);
    auto text = format_date(at) + print("T%02d:%02d:%02d", read.hour, read.minute, read.second);
    if (read.millisecond != 0) text += print(".%03d", read.millisecond);
    return text + "Z";
}

std::string format_duration(milliseconds span) {
    const auto total = std::chrono::duration_cast<seconds>(span < milliseconds(0) ? -span : span).count();
    const long long day = total / 86'400, hour = total / 3'600 % 24, minute = total / 60 % 60, second = total % 60;
    std::string text;
    if (day > 0) {
        text = print("%lld d", day) + (hour ? print(" %lld h", hour) : "");
    } else if (hour > 0) {
        text = print("%lld h", hour) + (minute ? print(" %lld min", minute) : "");
    } else if (minute > 0) {
        text = print("%lld min", minute) + (second ? print(" %lld s", second) : "");
    } else {
        text = print("%lld s", second);
    }
    return span < milliseconds(0) ? "-" + text : text;
}

}  // namespace bot
