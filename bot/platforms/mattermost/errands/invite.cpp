// People into a room, by id or by the name the configuration has for them.
#include "bot/platforms/mattermost/api/refusal.hpp"
#include "bot/platforms/mattermost/errands/posting.hpp"
#include "bot/platforms/mattermost/errands/room.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::mattermost {
namespace {

constexpr int forbidden = 403;

struct guest {
    std::string id, name;
};
struct sorted {
    std::vector<guest> guests;
    std::vector<left_out> out;
};

asio::awaitable<tl::expected<sorted, api_failure>> find_all(desk at, std::vector<person> people) {
    sorted found;
    for (const auto& each : people) {
        const auto known = co_await at.known.find_person(each.id.empty() ? each.name : each.id);
        if (!known) co_return tl::unexpected(known.error());
        const auto& id = *known;
        if (!id) found.out.push_back({each.name, "nobody in Mattermost has that name or address"});
        const auto is_there = [&](const guest& other) { return id && other.id == *id; };
        if (id && *id != at.me.user &&
            std::none_of(found.guests.begin(), found.guests.end(), is_there))
            found.guests.push_back({*id, each.name});
    }
    co_return found;
}

// A right that is missing, or a channel that is none any more, concerns everybody.
bool is_personal(const api_failure& why) {
    return why.is == api_failure::kind::refused && !why.is_about_us() && why.status != forbidden &&
           why.id.find("deleted") == std::string::npos;
}

}  // namespace

// Who is in already is let in again, and nobody notices.
asio::awaitable<outcome> let_in(desk at, room of, std::vector<person> people) {
    auto all = co_await find_all(at, std::move(people));
    if (!all) co_return failed(at, "find whom to invite", of.channel, all.error());
    for (const auto& each : all->guests) {
        const auto made = co_await at.api.call(
            "POST",
            "/channels/" + of.channel + "/members",
            nlohmann::json{{"user_id", each.id}}.dump(),
            of.channel
        );
        if (made) continue;
        if (!is_personal(made.error()))
            co_return failed(at, "invite " + each.name, of.channel, made.error());
        all->out.push_back({each.name, remedy_for(made.error())});
    }
    if (all->out.empty()) co_return outcome{};
    const auto told =
        co_await say(at, of.channel, {of.effect, of.attempt, sentence_about(all->out)});
    if (!told) co_return failed(at, "say who was not invited", of.channel, told.error());
    co_return outcome{};
}

asio::awaitable<outcome> carry(desk at, delivery what, invite wished) {
    auto end =
        co_await let_in(at, {what.channel, what.what.id, what.attempt}, std::move(wished.people));
    co_return end;
}

}  // namespace bot::mattermost
