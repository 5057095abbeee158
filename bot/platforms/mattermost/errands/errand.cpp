#include "bot/platforms/mattermost/errands/errand.hpp"

#include "bot/platforms/mattermost/api/refusal.hpp"

#include <nlohmann/json.hpp>

namespace bot::mattermost {

std::string shown_channel(const desk& at, std::string_view channel) {
    const auto name = at.known.channel(channel);
    return name && *name != channel ? "~" + *name : std::string(channel);
}

outcome failed(
    const desk& at, std::string_view doing, std::string_view channel, const api_failure& why
) {
    auto end = outcome_of(doing, why);
    if (!channel.empty()) end.reason = "in " + shown_channel(at, channel) + ": " + end.reason;
    return end;
}

asio::awaitable<tl::expected<std::string, outcome>> direct_channel(desk at, person who) {
    const auto found = co_await at.known.find_person(who.id.empty() ? who.name : who.id);
    if (!found) co_return tl::unexpected(failed(at, "find " + who.name, {}, found.error()));
    if (!*found)
        co_return tl::unexpected(refused(
            "nobody in Mattermost is called " + who.name + "; check the name in the configuration"
        ));
    // The same one whenever it is asked for.
    const auto made = co_await at.api.call(
        "POST", "/channels/direct", nlohmann::json::array({at.me.user, **found}).dump()
    );
    if (!made)
        co_return tl::unexpected(
            failed(at, "open the direct messages with " + who.name, {}, made.error())
        );
    std::string channel(text(made->root, "id"));
    if (channel.empty())
        co_return tl::unexpected(not_now("POST /channels/direct: no id came back"));
    co_return channel;
}

inbound noted(const desk& at, std::vector<memo> notes) {
    return noted_down(at.in, platform, std::move(notes));
}

std::string memo_key(std::string_view of, incident_id incident, std::string_view channel) {
    return bot::memo_key(platform, of, incident, channel);
}

}  // namespace bot::mattermost
