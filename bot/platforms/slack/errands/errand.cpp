#include "bot/platforms/slack/errands/errand.hpp"

#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/decode/decode.hpp"

namespace bot::slack {

std::string shown_channel(const desk& at, std::string_view channel) {
    const auto name = at.known.channel(channel);
    return name ? "#" + *name : std::string(channel);
}

outcome failed(
    const desk& at, std::string_view method, std::string_view channel, const api_failure& why
) {
    auto end = outcome_of(method, why);
    if (!channel.empty()) end.reason = "in " + shown_channel(at, channel) + ": " + end.reason;
    return end;
}

inbound receipt(const desk& at, std::int64_t effect, std::string channel) {
    return receipt_of(at.in, platform, effect, std::move(channel));
}

inbound posted(
    const desk& at, const delivery& what, std::string channel, std::string ts, std::string text
) {
    const auto when = instant_of(ts);
    return posted_there(
        at.in, platform, what.what, std::move(channel), std::move(ts), when, std::move(text)
    );
}

inbound noted(const desk& at, std::vector<memo> notes) {
    return noted_down(at.in, platform, std::move(notes));
}

asio::awaitable<result<std::vector<std::string>>> recall(desk at, std::vector<std::string> keys) {
    return bot::recall(at.in, std::move(keys));
}

std::string memo_key(std::string_view of, incident_id incident, std::string_view channel) {
    return bot::memo_key(platform, of, incident, channel);
}

}  // namespace bot::slack
