#include "bot/platforms/slack/errands/errand.hpp"

#include "bot/platforms/awaiting.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/decode/decode.hpp"

namespace bot::slack {

outcome refused(std::string reason) {
    return {outcome::verdict::refused, std::move(reason), {}, {}};
}

outcome not_now(std::string reason) {
    return {outcome::verdict::retry, std::move(reason), {}, {}};
}

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
    inbound in;
    in.key = "fx:" + std::to_string(effect);
    in.at = at.in.now();
    in.platform = platform;
    in.channel = std::move(channel);
    in.who = {"", "scribe"};
    return in;
}

inbound posted(
    const desk& at, const delivery& what, std::string channel, std::string ts, std::string text
) {
    auto in = receipt(at, what.what.id, std::move(channel));
    in.key = message_key(platform, in.channel, ts);
    in.at = instant_of(ts).value_or(in.at);
    in.what = in_posted{what.what.incident, std::move(ts), std::move(text), false};
    return in;
}

inbound noted(const desk& at, std::vector<memo> notes) {
    auto in = receipt(at, 0, {});
    in.key.clear();
    in.what = in_memo{std::move(notes)};
    return in;
}

asio::awaitable<result<std::vector<std::string>>> recall(desk at, std::vector<std::string> keys) {
    using values = result<std::vector<std::string>>;
    const std::function<values(archive&)> look = [keys = std::move(keys)](archive& from) -> values {
        std::vector<std::string> found;
        for (const auto& key : keys) {
            auto value = from.remembered(key);
            if (!value) return tl::unexpected(value.error());
            found.push_back(std::move(*value).value_or(""));
        }
        return found;
    };
    auto told = co_await ask<values>(at.in, look);
    if (!told) co_return fail(errc::unavailable, "the house is closing");
    co_return std::move(*told);
}

std::string memo_key(std::string_view of, incident_id incident, std::string_view channel) {
    return "slack:" + std::string(of) + ":" + std::to_string(number_of(incident)) + ":" +
           std::string(channel);
}

}  // namespace bot::slack
