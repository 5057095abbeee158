#include "bot/platforms/slack/api/pacing.hpp"

#include <algorithm>

namespace bot::slack {
namespace {

constexpr int slow_minutes = 60;
constexpr std::size_t many_channels = 1024;

}  // namespace

// Slowness is a property of the method's own bucket, so it needs the time it was learned at only.
rate pacing::rate_of(std::string_view method, const bucket& at) const {
    return at.slow_until > moment{} ? slow_rate : facts_of(method).often;
}

pacing::ticket pacing::join(std::string_view method, std::string_view channel) {
    const auto counted = facts_of(method).in_channel ? channel : std::string_view();
    line_.push_back({++last_, std::string(method), std::string(counted)});
    return last_;
}

void pacing::leave(ticket place) {
    std::erase_if(line_, [&](const waiting& one) { return one.place == place; });
}

std::vector<pacing::ticket> pacing::admit(moment now) {
    for (auto& [name, at] : methods_)
        if (at.slow_until <= now) at.slow_until = moment{};
    forget_idle(now);
    next_.reset();
    std::vector<ticket> going;
    for (auto at = line_.begin(); at != line_.end();) {
        const auto turn = earliest(at->method, at->channel);
        if (turn <= now) {
            count(*at, now);
            going.push_back(at->place);
            at = line_.erase(at);
        } else {
            next_ = std::min(next_.value_or(turn), turn);
            ++at;
        }
    }
    return going;
}

pacing::moment pacing::earliest(std::string_view method, std::string_view channel) const {
    moment turn{};
    if (const auto of = methods_.find(method); of != methods_.end())
        turn = of->second.spent - slack(rate_of(method, of->second));
    if (!facts_of(method).in_channel) return turn;
    if (const auto in = channels_.find(channel); in != channels_.end())
        turn = std::max<moment>(turn, in->second.spent - slack(channel_rate));
    return turn;
}

void pacing::count(const waiting& one, moment now) {
    auto& of = methods_[one.method];
    of.spent = std::max(of.spent, now) + pause(rate_of(one.method, of));
    if (!facts_of(one.method).in_channel) return;
    auto& in = channels_[one.channel];
    in.spent = std::max(in.spent, now) + pause(channel_rate);
}

void pacing::hold(std::string_view method, std::string_view channel, moment until) {
    const bool one_channel = facts_of(method).in_channel && !channel.empty();
    auto& at = one_channel ? channels_[std::string(channel)] : methods_[std::string(method)];
    const auto burst = slack(one_channel ? channel_rate : rate_of(method, at));
    at.spent = std::max<moment>(at.spent, until + burst);
}

void pacing::slow_down(std::string_view method, moment now) {
    auto& at = methods_[std::string(method)];
    at.slow_until = now + minute_ * slow_minutes;
    at.spent = std::max<moment>(at.spent, now + pause(slow_rate));
}

bool pacing::is_slow(std::string_view method, moment now) const {
    const auto of = methods_.find(method);
    return of != methods_.end() && of->second.slow_until > now;
}

// A house sees many channels over the years, and few at a time.
void pacing::forget_idle(moment now) {
    if (channels_.size() < many_channels) return;
    std::erase_if(channels_, [&](const auto& entry) { return entry.second.spent <= now; });
}

}  // namespace bot::slack
