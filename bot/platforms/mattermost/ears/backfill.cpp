#include "bot/platforms/mattermost/ears/backfill.hpp"

#include "bot/platforms/awaiting.hpp"
#include "bot/platforms/mattermost/decode/decode.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <unordered_set>

namespace bot::mattermost {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t page_size = 200;
// What changed since a moment comes in one answer; with so many nobody knows which were left out.
constexpr std::size_t since_limit = 1'000;
// Asked for again before the cursor: several servers, several clocks.
constexpr std::int64_t overlap_ms = 5 * 60 * 1'000;
constexpr auto naming_limit = 5s;
constexpr std::size_t records_at_once = 1'000;

using done_or = tl::expected<void, api_failure>;

std::int64_t moment_of(std::string_view cursor) {
    std::int64_t ms = 0;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), ms);
    return ms;
}

std::vector<json> posts_of(json listing) {
    std::vector<json> found;
    const auto posts = member(listing, "posts");
    simdjson::dom::object each;
    if (!posts || posts->get(each) != simdjson::SUCCESS) return found;
    for (const auto& [id, post] : each) found.push_back(post);
    // Oldest first they happened.
    std::ranges::sort(found, {}, [](json one) { return number(one, "create_at"); });
    return found;
}

void add(unnamed& to, unnamed more) {
    const auto join = [](std::vector<std::string>& into, std::vector<std::string>& from) {
        for (auto& id : from)
            if (std::ranges::find(into, id) == into.end()) into.push_back(std::move(id));
    };
    join(to.people, more.people);
    join(to.channels, more.channels);
}

standing_marks marks_of(json post, const identity& me, const names& who) {
    const auto now = standing_of(post, me, who);
    standing_marks made;
    made.message = now.id;
    for (const auto& one : now.reactions)
        made.reactions.push_back({{one.emoji, one.by}, instant_of(one.given_at)});
    // Our card is pinned by us: that says nothing.
    if (text(post, "user_id") != me.user) made.pinned = now.is_pinned;
    return made;
}

// The id of the post: further files of one have ids of their own, made of its and theirs.
std::string post_of(const std::string& id) {
    return id.substr(0, id.find(':'));
}

}  // namespace

// One reading of one channel. Shared with what it asks the record, which may be answered after the
// reading was given up.
struct backfill::pass : std::enable_shared_from_this<backfill::pass> {
    pass(backfill& by, watched_room where)
        : of(by), room(std::move(where)), reading(by.inbox_, platform, room, by.all_) {}

    backfill& of;
    const watched_room room;
    channel_reading reading;
    std::unordered_set<std::string> seen{};
    std::int64_t oldest = 0, newest = 0;  // create_at of what is in the channel
    std::int64_t last_change = 0;

    asio::awaitable<tl::expected<caught_up_with, api_failure>> run();
    asio::awaitable<tl::expected<bool, api_failure>> read_changes(std::int64_t since);
    asio::awaitable<done_or> read_pages(std::int64_t until);
    asio::awaitable<bool> take(api_answer listing);
    asio::awaitable<void> find_deleted();
    std::vector<std::string> missing_in(archive& from) const;
    std::string path(const std::string& query) const {
        return "/channels/" + room.channel + "/posts?" + query;
    }
};

asio::awaitable<tl::expected<caught_up_with, unread_room>> backfill::read_back(watched_room room) {
    const auto one = std::make_shared<pass>(*this, std::move(room));
    auto done = co_await one->run();
    if (done) co_return std::move(*done);
    const auto& why = done.error();
    const bool is_final = why.is == api_failure::kind::refused && !why.is_about_us();
    co_return tl::unexpected(unread_room{why.detail, why.after, is_final});
}

asio::awaitable<void> backfill::enter(std::string channel) {
    auto path = "/channels/" + channel + "/members";
    auto body = R"({"user_id":")" + me_.user + R"("})";
    co_await api_.call("POST", std::move(path), std::move(body), std::move(channel));
}

asio::awaitable<tl::expected<caught_up_with, api_failure>> backfill::pass::run() {
    const auto cursor = moment_of(room.cursor);
    const auto since = std::max<std::int64_t>(cursor - overlap_ms, 1);
    bool reads_pages = cursor == 0;
    if (!reads_pages) {
        auto is_all = co_await read_changes(since);
        if (!is_all) co_return tl::unexpected(is_all.error());
        reads_pages = !*is_all;
    }
    if (reads_pages && !reading.stopped) {
        // Where people work any post may have changed; elsewhere new ones are what is missing.
        const bool reads_all = cursor == 0 || room.is_live;
        auto pages = co_await read_pages(reads_all ? 0 : since);
        if (!pages) co_return tl::unexpected(pages.error());
        if (reads_all && !reading.stopped) co_await find_deleted();
    }
    if (reading.stopped) {
        api_failure ours;
        ours.is = api_failure::kind::broken;
        ours.detail = *reading.stopped;
        co_return tl::unexpected(std::move(ours));
    }
    auto& told = reading.told;
    told.cursor = last_change > cursor ? std::to_string(last_change) : room.cursor;
    co_return told;
}

// False: there is more than one answer holds.
asio::awaitable<tl::expected<bool, api_failure>> backfill::pass::read_changes(std::int64_t since) {
    auto listing = co_await of.api_.read(path("since=" + std::to_string(since)));
    if (!listing) co_return tl::unexpected(listing.error());
    const auto count = posts_of(listing->root).size();
    if (count >= since_limit) co_return false;
    co_await take(std::move(*listing));
    co_return true;
}

// From the newest post back, until one is older.
asio::awaitable<done_or> backfill::pass::read_pages(std::int64_t until) {
    std::string before;
    for (;;) {
        auto query = "per_page=" + std::to_string(page_size);
        if (!before.empty()) query += "&before=" + before;
        auto listing = co_await of.api_.read(path(query));
        if (!listing) co_return tl::unexpected(listing.error());
        std::size_t count = 0;
        // Of what has its place in the order: the roots of replies come along without one, and may
        // be weeks old.
        std::int64_t last_at = 0;
        const auto posts = member(listing->root, "posts");
        for (json id : items(listing->root, "order")) {
            std::string_view last;
            if (id.get(last) == simdjson::SUCCESS) {
                before = last;
                const auto one = posts ? member(*posts, last) : std::nullopt;
                if (one) last_at = number(*one, "create_at");
            }
            ++count;
        }
        const bool goes_on = co_await take(std::move(*listing));
        if (!goes_on || count < page_size || (last_at != 0 && last_at < until)) break;
    }
    co_return done_or{};
}

// False: it cannot go on.
asio::awaitable<bool> backfill::pass::take(api_answer listing) {
    const auto posts = posts_of(listing.root);
    unnamed wanted;
    for (const json post : posts) add(wanted, names_wanted_of_post(post, of.known_));
    if (!wanted.empty()) co_await of.known_.look_up(std::move(wanted), naming_limit);

    std::vector<inbound> found;
    std::vector<standing_marks> stand;
    for (const json post : posts) {
        const auto created = number(post, "create_at");
        last_change = std::max(last_change, number(post, "update_at"));
        newest = std::max(newest, created);
        if (oldest == 0 || created < oldest) oldest = created;
        if (!text(post, "original_id").empty()) continue;  // the ghost of an edit
        if (created < moment_of(room.since)) continue;     // said before it was ours
        seen.emplace(text(post, "id"));
        for (auto& one : decode_post(post, of.me_, of.known_)) found.push_back(std::move(one));
        if (number(post, "delete_at") == 0) stand.push_back(marks_of(post, of.me_, of.known_));
    }
    const bool is_in = co_await reading.hand_in(std::move(found));
    if (!is_in) co_return false;
    const bool is_same = co_await reading.compare(std::move(stand));
    co_return is_same;
}

// Lines of the record that were not read. Beyond what was read nobody knows: retention may have
// taken it, or it was said too late to be read.
std::vector<std::string> backfill::pass::missing_in(archive& from) const {
    std::vector<std::string> gone;
    for (std::int64_t before = 0;;) {
        const auto page = from.read_back(room.log, before, records_at_once);
        if (!page || page->empty()) break;
        before = page->front().seq;
        for (const auto& line : *page) {
            const bool is_said = std::holds_alternative<message_posted>(line.what) ||
                                 std::holds_alternative<file_shared>(line.what);
            if (!is_said || line.erased || line.seq > room.recorded ||
                line.platform != platform || line.channel != room.channel)
                continue;
            const auto at = line.at.time_since_epoch() / 1ms;
            // From a following before this one: read it was not.
            if (at < moment_of(room.since)) continue;
            if (!seen.contains(post_of(line.message)) && at >= oldest && at <= newest)
                gone.push_back(line.message);
        }
        if (before <= 1) break;
    }
    return gone;
}

// Pages leave out what is deleted.
asio::awaitable<void> backfill::pass::find_deleted() {
    if (seen.empty()) co_return;
    using ids = std::vector<std::string>;
    const std::function<ids(archive&)> question = [self = shared_from_this()](archive& from) {
        return self->missing_in(from);
    };
    const auto gone = co_await ask(of.inbox_, question);
    if (!gone) {
        reading.stop("the house is closing");
        co_return;
    }
    std::vector<inbound> deletions;
    for (const auto& id : *gone) {
        auto in = reading.about("gone", id);
        in.key = "d:mattermost:" + room.channel + ":" + id;  // as the live event's
        in.what = in_delete{id};
        deletions.push_back(std::move(in));
    }
    co_await reading.hand_in(std::move(deletions));
}

}  // namespace bot::mattermost
