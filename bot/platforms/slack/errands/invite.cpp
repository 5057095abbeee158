// People into a room, by id or by the name the configuration has for them.
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/errands/history.hpp"
#include "bot/platforms/slack/errands/room.hpp"

#include <algorithm>
#include <array>

namespace bot::slack {
namespace {

constexpr std::string_view method = "conversations.invite";
constexpr std::size_t most_at_once = 100;
// About one person; everything else is about the room or about us.
constexpr std::array<std::string_view, 12> about_a_person{
    "already_in_channel",
    "cant_invite",
    "cant_invite_self",
    "no_user",
    "org_user_not_in_team",
    "ura_max_channels",
    "user_is_restricted",
    "user_is_ultra_restricted",
    "user_not_found",
    "user_not_visible",
    "user_team_not_in_channel",
    "users_not_found"};

struct guest {
    std::string id, name;
};
struct sorted {
    std::vector<guest> guests;
    std::vector<left_out> unknown;
};

asio::awaitable<tl::expected<sorted, api_failure>> find_all(desk at, std::vector<person> people) {
    sorted found;
    for (const auto& each : people) {
        const auto known = co_await at.known.find_person(each.id.empty() ? each.name : each.id);
        if (!known) co_return tl::unexpected(known.error());
        const auto& id = *known;
        if (!id) found.unknown.push_back({each.name, "nobody in Slack has that name or address"});
        const auto is_there = [&](const guest& other) { return id && other.id == *id; };
        if (id && *id != at.me.user &&
            std::none_of(found.guests.begin(), found.guests.end(), is_there))
            found.guests.push_back({*id, each.name});
    }
    co_return found;
}

std::string ids_of(const std::vector<guest>& guests) {
    std::string ids;
    for (const auto& each : guests) ids.append(ids.empty() ? "" : ",").append(each.id);
    return ids;
}

// With `force` the rest is let in, and who was not is listed.
void take_errors(const api_answer& answered, std::vector<guest> asked, std::vector<left_out>& out) {
    for (json each : items(answered.root, "errors")) {
        api_failure why;
        why.code = text(each, "error");
        const auto of = std::find_if(asked.begin(), asked.end(), [&](const guest& one) {
            return one.id == text(each, "user");
        });
        if (of == asked.end() || is_done_already(method, why)) continue;
        out.push_back({of->name, remedy_for(method, why)});
    }
}

// Nothing when all were asked, whoever came; else what stands in the way of all.
asio::awaitable<std::optional<api_failure>> ask_in(
    desk at, std::string channel, std::vector<guest> guests, std::vector<left_out>& out
) {
    const auto made = co_await at.api.call(
        std::string(method), {{"channel", channel}, {"users", ids_of(guests)}, {"force", "true"}}
    );
    if (made) {
        take_errors(*made, std::move(guests), out);
        co_return std::nullopt;
    }
    const auto& why = made.error();
    const bool is_personal = why.is == api_failure::kind::refused &&
                             std::ranges::find(about_a_person, why.code) != about_a_person.end();
    if (!is_personal) co_return why;
    if (guests.size() == 1) {
        if (!is_done_already(method, why))
            out.push_back({guests.front().name, remedy_for(method, why)});
        co_return std::nullopt;
    }
    // One of them spoilt it for all.
    for (const auto& each : guests) {
        auto failure = co_await ask_in(at, channel, {each}, out);
        if (failure) co_return failure;
    }
    co_return std::nullopt;
}

}  // namespace

asio::awaitable<outcome> let_in(desk at, room of, std::vector<person> people) {
    auto all = co_await find_all(at, std::move(people));
    if (!all) co_return failed(at, "users.list", of.channel, all.error());
    auto& [guests, out] = *all;
    for (std::size_t from = 0; from < guests.size(); from += most_at_once) {
        const auto to = std::min(from + most_at_once, guests.size());
        const auto failure = co_await ask_in(
            at, of.channel, std::vector<guest>(guests.begin() + from, guests.begin() + to), out
        );
        if (failure) co_return failed(at, method, of.channel, *failure);
    }
    if (out.empty()) co_return outcome{};
    const auto said = co_await say(at, of.channel, {of.effect, of.attempt, sentence_about(out)});
    if (!said) co_return failed(at, "chat.postMessage", of.channel, said.error());
    co_return outcome{};
}

asio::awaitable<outcome> carry(desk at, delivery what, invite wished) {
    auto end =
        co_await let_in(at, {what.channel, what.what.id, what.attempt}, std::move(wished.people));
    co_return end;
}

}  // namespace bot::slack
