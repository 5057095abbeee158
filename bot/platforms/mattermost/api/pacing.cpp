#include "bot/platforms/mattermost/api/pacing.hpp"

#include "bot/net/retry_after.hpp"

#include <algorithm>

namespace bot::mattermost {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds unsaid_wait{5};
// Ten a second are Mattermost's own default where an admin sets a limit at all.
constexpr milliseconds first_pause{100}, longest_pause{1'600};
constexpr std::chrono::minutes stays_careful{1};

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
    if (const auto said = seconds_to_wait(headers.find("Retry-After"))) return *said;
    return seconds_to_wait(headers.find("X-RateLimit-Reset")).value_or(unsaid_wait);
}

}  // namespace bot::mattermost
