// A channel of its own for an incident: made once, whatever gets lost on the way.
#include "bot/base/text.hpp"
#include "bot/platforms/awaiting.hpp"
#include "bot/platforms/slack/api/pages.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/errands/history.hpp"
#include "bot/platforms/slack/errands/room.hpp"
#include "bot/platforms/slack/text/text.hpp"

namespace bot::slack {
namespace {

constexpr std::size_t name_limit = 80, topic_limit = 250;

using search = tl::expected<std::optional<made_room>, outcome>;

// A name it could have got from us: the wished one, or one with a suffix.
bool is_our_name(std::string_view name, std::string_view wished) {
    for (int suffix = 1; suffix <= most_suffixes; ++suffix)
        if (name == channel_name(wished, suffix)) return true;
    return false;
}

// The channel of an attempt whose answer never came. It has our mark, or (cut off before that) no
// purpose at all, a name only we would give, and us as its maker.
asio::awaitable<search> find_made(
    desk at, incident_id of, std::string wished, std::vector<room_binding> bound
) {
    std::optional<made_room> found;
    const auto mark = room_mark(at.options.house, of);
    const auto read = co_await read_pages(
        at.api,
        "users.conversations",
        {{"types", "public_channel,private_channel"}, {"exclude_archived", "true"}},
        [&](const api_answer& page) {
            for (json each : items(page.root, "channels")) {
                const auto id = text(each, "id"), name = text(each, "name");
                if (text(each, "creator") != at.me.user || is_bound(bound, platform, id)) continue;
                const auto purpose = text(each, "purpose", "value");
                const bool is_marked = purpose.find(mark) != purpose.npos;
                if (is_marked || (!found && purpose.empty() && is_our_name(name, wished)))
                    found = made_room{std::string(id), std::string(name)};
                if (is_marked) return false;
            }
            return true;
        }
    );
    if (!read) co_return tl::unexpected(failed(at, "users.conversations", {}, read.error()));
    co_return found;
}

asio::awaitable<tl::expected<made_room, outcome>> make_new(desk at, open_room wished) {
    for (int suffix = 1; suffix <= most_suffixes; ++suffix) {
        const auto made = co_await at.api.call(
            "conversations.create",
            {{"name", channel_name(wished.name, suffix)},
             {"is_private", wished.is_private ? "true" : "false"}}
        );
        if (made)
            co_return made_room{
                std::string(text(made->root, "channel", "id")),
                std::string(text(made->root, "channel", "name"))};
        if (made.error().code != "name_taken")
            co_return tl::unexpected(failed(at, "conversations.create", {}, made.error()));
    }
    co_return tl::unexpected(refused(
        "the names #" + channel_name(wished.name) + " to #" +
        channel_name(wished.name, most_suffixes) + " are all taken; archive or rename old channels"
    ));
}

// The room of this delivery: the one recorded, one found, or a new one.
asio::awaitable<tl::expected<made_room, outcome>> room_for(
    desk at, delivery what, open_room wished
) {
    if (what.attempt > 1) {
        const auto bound = co_await bound_rooms(at.in);
        if (!bound) co_return tl::unexpected(not_now("the house is closing"));
        if (auto mine = bound_to(*bound, platform, what.what.incident)) co_return *mine;
        const auto found = co_await find_made(at, what.what.incident, wished.name, *bound);
        if (!found) co_return tl::unexpected(found.error());
        if (*found) co_return **found;
    }
    auto made = co_await make_new(at, std::move(wished));
    co_return made;
}

std::string purpose_of(const desk& at, incident_id of) {
    return to_label(of) + ": what is said here is recorded by Scribe. " +
           room_mark(at.options.house, of);
}

asio::awaitable<outcome> mark_room(desk at, room of, incident_id incident) {
    constexpr std::string_view method = "conversations.setPurpose";
    const auto set = co_await at.api.call(
        std::string(method), {{"channel", of.channel}, {"purpose", purpose_of(at, incident)}}
    );
    if (set) co_return outcome{};
    co_return failed(at, method, of.channel, set.error());
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

asio::awaitable<outcome> furnish(desk at, room of, incident_id incident, open_room wished) {
    auto end = co_await mark_room(at, of, incident);
    if (holds_up(platform, end, of.attempt, "set the purpose")) co_return end;
    if (!wished.topic.empty()) {
        end = co_await write_topic(at, of, shorten(plain_of_markdown(wished.topic), topic_limit));
        if (holds_up(platform, end, of.attempt, "set the topic")) co_return end;
    }
    end = co_await welcome(at, of, std::move(wished.invite));
    if (end.is != outcome::verdict::delivered) co_return end;
    if (!at.options.console_url.empty()) {
        const auto url =
            at.options.console_url + "/#/incident/" + std::to_string(number_of(incident));
        end = co_await keep_link(at, of, to_label(incident) + " in the console", url);
        if (holds_up(platform, end, of.attempt, "keep the console's link")) co_return end;
    }
    co_return outcome{};
}

}  // namespace

std::string channel_name(std::string_view wished, int suffix) {
    return room_name(wished, suffix, name_limit);
}

asio::awaitable<outcome> carry(desk at, delivery what, open_room wished) {
    const auto found = co_await room_for(at, what, wished);
    if (!found) co_return without_room(at.in, platform, what.what, found.error());
    // Bound before anybody is let in, or their first words would belong nowhere. The receipt says
    // it once more: it is recorded together with the end of this delivery, or neither is.
    const auto bound = room_opened(at.in, platform, what.what, *found);
    at.known.learn_channel(found->channel, found->name);
    const auto recorded = co_await submit_all(at.in, {bound});
    if (!recorded) co_return not_now(recorded.error().detail);
    auto end = co_await furnish(
        at, {found->channel, what.what.id, what.attempt}, what.what.incident, std::move(wished)
    );
    end.receipts.push_back(bound);
    co_return end;
}

}  // namespace bot::slack
