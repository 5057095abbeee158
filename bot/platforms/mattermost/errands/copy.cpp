// A message said elsewhere, as it stands in a channel: posted once, reworded, taken away.
#include "bot/platforms/mattermost/errands/posting.hpp"
#include "bot/platforms/mattermost/show/posts.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace bot::mattermost {
namespace {

struct standing_posts {
    std::map<int, there> parts;
    std::size_t recorded = 0;  // the first so many are in the record
    bool is_sure = true;       // else there may be some that nobody could look for

    bool is_recorded(int part) const { return static_cast<std::size_t>(part) < recorded; }
};
using found_posts = tl::expected<standing_posts, api_failure>;

mark mark_of(const delivery& what, int part) {
    return {
        what.what.id, {}, part, what.what.incident, std::get<show_copy>(what.what.what).of};
}

// By the record, and where an attempt may have left more, by the marks in the channel.
asio::awaitable<found_posts> find_standing(desk at, delivery what) {
    standing_posts found;
    for (const auto& id : what.copy->ids)
        found.parts.emplace(static_cast<int>(found.parts.size()), there{id, {}});
    found.recorded = found.parts.size();
    const bool is_lost = what.copy->gone && what.copy->ids.empty();
    if (what.attempt == 1 && !is_lost) co_return found;
    const auto wanted = mark_of(what, 0);
    const auto read = co_await scan_posts(at, what.channel, [&](json each) {
        const auto mine = mark_in(at, each);
        if (!mine) return true;
        const bool is_it = mine->copied == wanted.copied &&
                           mine->copied_from == wanted.copied_from &&
                           number(each, "delete_at") == 0;
        if (is_it)
            found.parts.emplace(
                mine->part,
                there{std::string(text(each, "id")), instant_of(number(each, "create_at"))}
            );
        // A lane goes in order: behind what an earlier effect of it left in the channel this one has
        // left nothing, unless it is to take away what an earlier one brought.
        return is_it || what.copy->gone || mine->copied_from != wanted.copied_from ||
               mine->effect >= wanted.effect;
    });
    if (!read && !is_unreadable(read.error())) co_return tl::unexpected(read.error());
    found.is_sure = read.has_value();
    co_return found;
}

inbound copied(const desk& at, const delivery& what, const std::string& id, int part) {
    auto in = receipt_of(at.in, platform, what.what.id, what.channel);
    in.key += ":" + std::to_string(part);
    in.what = in_copied{
        what.what.incident,
        std::get<show_copy>(what.what.what).of,
        what.copy->as_of,
        id,
        what.copy->parent,
        what.copy->gone};
    return in;
}

// The first receipt of a post takes its key: whatever tells of it again is a repetition.
inbound first_copied(const desk& at, const delivery& what, const there& post, int part) {
    auto in = copied(at, what, post.id, part);
    in.key = message_key(platform, what.channel, post.id);
    if (post.at) in.at = *post.at;
    return in;
}

asio::awaitable<outcome> take_away(desk at, delivery what, standing_posts standing) {
    what.copy->gone = true;
    outcome end;
    for (const auto& [part, post] : standing.parts) {
        const auto made = co_await remove_post(at, what.channel, post.id);
        if (!made) co_return failed(at, "take a copy away", what.channel, made.error());
        end.receipts.push_back(
            standing.is_recorded(part) ? copied(at, what, post.id, part)
                                       : first_copied(at, what, post, part)
        );
    }
    co_return end;
}

// In its thread; where that is gone or closed, in the channel.
asio::awaitable<said> post_part(desk at, new_post wanted) {
    auto made = co_await put_post(at, wanted);
    const bool is_threadless = !made && !wanted.root.empty() &&
                               made.error().is == api_failure::kind::refused &&
                               made.error().id == "api.post.create_post.root_id.app_error";
    if (!is_threadless) co_return made;
    wanted.root.clear();
    auto again = co_await put_post(at, std::move(wanted));
    co_return again;
}

// Rewords what stands there; what somebody took away meanwhile stays away.
asio::awaitable<outcome> reword(desk at, delivery what, new_post wanted, there post, bool is_known) {
    const auto part = wanted.of.part;
    const auto made = co_await edit_post(at, post.id, std::move(wanted));
    if (!made) {
        const bool is_deleted = co_await is_gone(at, post.id, made.error());
        if (!is_deleted) co_return failed(at, "reword a copy", what.channel, made.error());
        what.copy->gone = true;
    }
    outcome end;
    end.receipts.push_back(
        is_known ? copied(at, what, post.id, part) : first_copied(at, what, post, part)
    );
    co_return end;
}

asio::awaitable<outcome> put(desk at, delivery what, standing_posts standing) {
    auto words = what.copy->text;
    if (!standing.is_sure && standing.parts.empty()) words += may_be_repeated;
    outcome end;
    int part = 0;
    for (auto& message : messages_of(words)) {
        new_post wanted{
            what.channel, std::move(message), mark_of(what, part), what.copy->parent, {}, {}};
        if (const auto found = standing.parts.find(part); found != standing.parts.end()) {
            auto done = co_await reword(
                at, what, std::move(wanted), found->second, standing.is_recorded(part)
            );
            if (done.is != outcome::verdict::delivered) co_return done;
            std::ranges::move(done.receipts, std::back_inserter(end.receipts));
            standing.parts.erase(found);
        } else {
            const auto made = co_await post_part(at, std::move(wanted));
            if (!made) co_return failed(at, "post a copy", what.channel, made.error());
            end.receipts.push_back(first_copied(at, what, *made, part));
        }
        ++part;
    }
    // It has become shorter.
    auto rest = co_await take_away(at, what, std::move(standing));
    if (rest.is != outcome::verdict::delivered) co_return rest;
    std::ranges::move(rest.receipts, std::back_inserter(end.receipts));
    co_return end;
}

}  // namespace

asio::awaitable<outcome> carry(desk at, delivery what, show_copy) {
    if (!what.copy) co_return refused("there is no message to show");
    auto standing = co_await find_standing(at, what);
    if (!standing) co_return failed(at, "look for the copy", what.channel, standing.error());
    const bool is_gone_for_good = what.copy->gone;
    auto errand = is_gone_for_good ? take_away(at, what, std::move(*standing))
                                   : put(at, what, std::move(*standing));
    auto end = co_await std::move(errand);
    co_return end;
}

}  // namespace bot::mattermost
