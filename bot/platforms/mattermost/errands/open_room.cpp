// A channel of its own for an incident: made once, whatever gets lost on the way.
#include "bot/platforms/awaiting.hpp"
#include "bot/platforms/mattermost/errands/posting.hpp"
#include "bot/platforms/mattermost/errands/room.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace bot::mattermost {
namespace {

// Archived channels keep their names.
constexpr std::array<std::string_view, 2> taken{
    "store.sql_channel.save_channel.exists.app_error",
    "store.sql_channel.save_channel.previously.app_error"};

using found_room = tl::expected<std::optional<made_room>, outcome>;

room_header first_header(const desk& at, incident_id of, std::string_view topic) {
    room_header made{shown_topic(topic), {}};
    if (!at.options.console_url.empty())
        made.links = link_of(
            to_label(of) + " in the console",
            at.options.console_url + "/#/incident/" + std::to_string(number_of(of))
        );
    return made;
}

std::string purpose_of(const desk& at, incident_id of) {
    return to_label(of) + ": what is said here is recorded by Scribe. " +
           room_mark(at.options.house, of);
}

// The channel of an attempt whose answer never came. It has us as its maker and our mark, which
// came with it: anybody may write such a mark, nobody may make a channel in our name.
asio::awaitable<found_room> find_made(desk at, incident_id of, std::vector<room_binding> bound) {
    const auto mark = room_mark(at.options.house, of);
    const auto got = co_await at.api.read("/users/me/teams/" + at.me.team + "/channels");
    if (!got) co_return tl::unexpected(failed(at, "list the channels", {}, got.error()));
    simdjson::dom::array all;
    if (got->root.get(all) != simdjson::SUCCESS) co_return std::nullopt;
    for (json each : all) {
        const auto id = text(each, "id");
        if (text(each, "creator_id") != at.me.user || is_bound(bound, platform, id)) continue;
        if (number(each, "delete_at") != 0) continue;
        if (text(each, "purpose").find(mark) != std::string_view::npos)
            co_return made_room{std::string(id), std::string(text(each, "name"))};
    }
    co_return std::nullopt;
}

std::string body_of(const desk& at, incident_id of, const open_room& wished, std::string name) {
    const nlohmann::json body{
        {"team_id", at.me.team},
        {"display_name", name},
        {"name", std::move(name)},
        {"type", wished.is_private ? "P" : "O"},
        {"header", header_text(first_header(at, of, wished.topic))},
        {"purpose", purpose_of(at, of)}};
    return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

asio::awaitable<tl::expected<made_room, outcome>> make_new(
    desk at, incident_id of, open_room wished
) {
    for (int suffix = 1; suffix <= most_suffixes; ++suffix) {
        const auto made = co_await at.api.call(
            "POST",
            "/channels",
            body_of(at, of, wished, channel_name(wished.name, suffix)),
            at.me.team
        );
        if (made && text(made->root, "id").empty())
            co_return tl::unexpected(not_now("POST /channels: no id came back"));
        if (made)
            co_return made_room{
                std::string(text(made->root, "id")), std::string(text(made->root, "name"))};
        const bool is_taken = std::ranges::find(taken, made.error().id) != taken.end();
        if (!is_taken) co_return tl::unexpected(failed(at, "open a channel", {}, made.error()));
    }
    co_return tl::unexpected(refused(
        "the names ~" + channel_name(wished.name) + " to ~" +
        channel_name(wished.name, most_suffixes) + " are all taken; rename old channels"
    ));
}

// The room of this delivery: the one recorded, one found, or a new one.
asio::awaitable<tl::expected<made_room, outcome>> room_for(
    desk at, delivery what, open_room wished
) {
    const auto incident = what.what.incident;
    if (what.attempt > 1) {
        const auto bound = co_await bound_rooms(at.in);
        if (!bound) co_return tl::unexpected(not_now("the house is closing"));
        if (auto mine = bound_to(*bound, platform, incident)) co_return *mine;
        const auto found = co_await find_made(at, incident, *bound);
        if (!found) co_return tl::unexpected(found.error());
        if (*found) co_return **found;
    }
    auto made = co_await make_new(at, incident, std::move(wished));
    co_return made;
}

asio::awaitable<outcome> welcome(desk at, room of, std::vector<person> people) {
    auto end = co_await let_in(at, of, std::move(people));
    if (end.is == outcome::verdict::delivered) co_return end;
    if (holds_up(platform, end, of.attempt, "invite")) co_return end;
    // Whoever finds the room has to know that the others were not asked.
    co_await say(
        at, of.channel, {of.effect, of.attempt, "Could not invite anybody: " + end.reason}
    );
    co_return outcome{};
}

}  // namespace

asio::awaitable<outcome> carry(desk at, delivery what, open_room wished) {
    const auto incident = what.what.incident;
    const auto found = co_await room_for(at, what, wished);
    if (!found) co_return without_room(at.in, platform, what.what, found.error());
    // Bound before anybody is let in, or their first words would belong nowhere. The receipt says
    // it once more: it is recorded together with the end of this delivery, or neither is.
    const auto bound = room_opened(at.in, platform, what.what, *found);
    at.known.learn_channel(found->channel, found->name);
    const auto header = first_header(at, incident, wished.topic);
    std::vector<inbound> told{bound, noted(at, header_memos(incident, found->channel, header))};
    const auto recorded = co_await submit_all(at.in, std::move(told));
    if (!recorded) co_return not_now(recorded.error().detail);
    auto end = co_await welcome(
        at, {found->channel, what.what.id, what.attempt}, std::move(wished.invite)
    );
    end.receipts.push_back(bound);
    co_return end;
}

}  // namespace bot::mattermost
