#include "bot/platforms/mattermost/api/pacing.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bot::mattermost {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds unsaid_wait{5}, least_wait{1}, longest_wait{600};
// Ten a second are Mattermost's own default where an admin sets a limit at all.
constexpr milliseconds first_pause{100}, longest_pause{1'600};
constexpr std::chrono::minutes stays_careful{1};

std::optional<seconds> seconds_in(const std::string* header) {
    if (!header) return std::nullopt;
    const auto said = trim(std::string_view(*header).substr(0, header->find(',')));
    std::int64_t number = 0;
    const auto* const end = said.data() + said.size();
    const auto read = std::from_chars(said.data(), end, number);
    if (read.ptr != end || read.ec == std::errc::invalid_argument || said.starts_with('-'))
        return std::nullopt;
    if (read.ec == std::errc::result_out_of_range) return longest_wait;
    return std::clamp(seconds(number), least_wait, longest_wait);
}

}  // namespace

milliseconds pacing::pause(moment now) const {
    return now < careful_until_ ? pause_ : milliseconds(0);
}

pacing::moment pacing::earliest(moment now) const {
    return std::max(held_, pause(now) > milliseconds(0) ? next_ : moment{});
}

pacing::moment pacing::take(moment now) {
    const auto mine = std::max(now, earliest(now));
    next_ = mine + pause(now);
    return mine;
}

void pacing::hold(moment now, milliseconds after) {
    // Several are told at once what is one thing.
    const bool is_news = now >= held_;
    if (is_news) pause_ = std::clamp(pause(now) * 2, first_pause, longest_pause);
    held_ = std::max<moment>(held_, now + after);
    careful_until_ = held_ + stays_careful;
    next_ = std::max(next_, held_);
}

seconds wait_of(const http_headers& headers) {
    if (const auto said = seconds_in(headers.find("Retry-After"))) return *said;
    return seconds_in(headers.find("X-RateLimit-Reset")).value_or(unsaid_wait);
}

}  // namespace bot::mattermost
