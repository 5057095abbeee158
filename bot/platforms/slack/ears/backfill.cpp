#include "bot/platforms/slack/ears/backfill.hpp"

#include "bot/platforms/awaiting.hpp"
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/decode/payload_words.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace bot::slack {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t page_size = 200;
// Read again before the cursor: what came late is told under its own, earlier time.
constexpr auto overlap = 5min;
constexpr auto naming_limit = 5s;
constexpr std::size_t records_at_once = 1'000;

using done_or = tl::expected<void, api_failure>;

struct ts_less {
    bool operator()(const std::string& a, const std::string& b) const {
        return compare_ts(a, b) < 0;
    }
};

// Never before `since`: that is none of ours.
std::string ts_before(const std::string& cursor, const std::string& since) {
    const auto at = instant_of(cursor);
    if (!at) return since;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(*at - overlap);
    auto before = std::to_string(seconds.time_since_epoch().count()) + ".000000";
    return !since.empty() && compare_ts(before, since) < 0 ? since : before;
}

void add(unnamed& to, unnamed more) {
    const auto join = [](std::vector<std::string>& into, std::vector<std::string>& from) {
        for (auto& id : from)
            if (std::ranges::find(into, id) == into.end()) into.push_back(std::move(id));
    };
    join(to.people, more.people);
    join(to.channels, more.channels);
    join(to.groups, more.groups);
}

// A message as it stands in Slack now; of pins it does not say.
standing_marks standing_of(json message, const identity& me, const names& who) {
    standing_marks made;
    made.message = text(message, "ts");
    for (json reaction : items(message, "reactions")) {
        const auto emoji = masked_line(text(reaction, "name"));
        std::int64_t named = 0;
        for (json user : items(reaction, "users")) {
            std::string_view id;
            if (user.get(id) != simdjson::SUCCESS) continue;
            ++named;
            if (id != me.user) made.reactions.push_back({{emoji, person_of(id, "", who)}, {}});
        }
        if (named < number(reaction, "count")) made.all_reactions = false;
    }
    return made;
}

}  // namespace

// One reading of one channel. Shared with what it asks the record, which may be answered after the
// reading was given up.
struct backfill::pass : std::enable_shared_from_this<backfill::pass> {
    // What no longer stands, and roots whose threads have to be read to know more.
    struct missing {
        std::vector<std::string> gone, unread;
    };

    pass(backfill& by, watched_room where)
        : of(by), room(std::move(where)), reading(by.inbox_, platform, room, by.all_) {}

    backfill& of;
    const watched_room room;
    channel_reading reading;
    std::set<std::string, ts_less> seen{};  // in the channel itself and in the threads read
    std::vector<std::string> threads{};     // to be read
    std::unordered_set<std::string> read_threads{};
    std::optional<std::unordered_set<std::string>> pinned{};  // nothing: nobody could say
    bool reads_all = false;
    std::string newest{};  // in the channel when it was read; what came later is missing nowhere

    asio::awaitable<tl::expected<caught_up_with, api_failure>> run();
    asio::awaitable<done_or> read_pins();
    asio::awaitable<done_or> read_channel();
    asio::awaitable<done_or> read_thread(std::string root);
    asio::awaitable<bool> take_page(api_answer page, std::string thread);
    asio::awaitable<done_or> find_deleted();
    asio::awaitable<std::optional<missing>> look_for_missing();
    missing missing_in(archive& from) const;
    bool may_be_gone(const record& line) const;
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
    co_await api_.call("conversations.join", {{"channel", std::move(channel)}});
}

asio::awaitable<tl::expected<caught_up_with, api_failure>> backfill::pass::run() {
    // At fifteen messages a minute what is new goes first.
    const bool is_slow = of.api_.is_slow("conversations.history") && !room.is_thorough;
    reads_all = room.cursor.empty() || (room.is_live && !is_slow);
    reading.told.is_partial = room.is_live && !reads_all;
    reading.told.cursor = room.cursor;
    // Where nobody works any more, what is new is all that is asked for.
    if (room.is_live || reads_all) {
        auto pins = co_await read_pins();
        if (!pins) co_return tl::unexpected(pins.error());
    }
    auto channel = co_await read_channel();
    if (!channel) co_return tl::unexpected(channel.error());
    newest = reading.told.cursor;
    for (std::size_t i = 0; i < threads.size() && !reading.stopped && !reading.gives_way; ++i) {
        auto thread = co_await read_thread(threads[i]);
        if (!thread) co_return tl::unexpected(thread.error());
    }
    if (reading.gives_way) {
        // The newest was read first: what is between it and the cursor may not have been.
        reading.told.cursor = room.cursor;
        reading.told.again = true;
        co_return reading.told;
    }
    if (reads_all && !reading.stopped) {
        auto deleted = co_await find_deleted();
        if (!deleted) co_return tl::unexpected(deleted.error());
    }
    if (reading.stopped)
        co_return tl::unexpected(api_failure{
            api_failure::kind::broken, {}, {}, {}, {}, *reading.stopped});
    co_return reading.told;
}

asio::awaitable<done_or> backfill::pass::read_pins() {
    auto list = co_await of.api_.read("pins.list", {{"channel", room.channel}});
    // Without the scope for it the messages are worth reading all the same.
    if (!list && list.error().code == "missing_scope") co_return done_or{};
    if (!list) co_return tl::unexpected(list.error());
    pinned.emplace();
    for (json item : items(list->root, "items")) {
        // Our card is pinned by us: that says nothing.
        const auto ts = text(item, "message", "ts"), by = text(item, "created_by");
        if (!ts.empty() && by != of.me_.user) pinned->emplace(ts);
    }
    co_return done_or{};
}

asio::awaitable<done_or> backfill::pass::read_channel() {
    const auto oldest = reads_all ? room.since : ts_before(room.cursor, room.since);
    auto done = co_await of.api_.pages(
        "conversations.history",
        {{"channel", room.channel}, {"oldest", oldest}},
        page_size,
        [this](api_answer page) { return take_page(std::move(page), {}); }
    );
    co_return done;
}

asio::awaitable<done_or> backfill::pass::read_thread(std::string root) {
    const auto oldest = reads_all ? room.since : ts_before(room.cursor, room.since);
    auto done = co_await of.api_.pages(
        "conversations.replies",
        {{"channel", room.channel}, {"ts", root}, {"oldest", oldest}},
        page_size,
        [this, root](api_answer page) { return take_page(std::move(page), root); }
    );
    // Its root was deleted meanwhile, and everything below it.
    if (!done && done.error().code == "thread_not_found") co_return done_or{};
    if (done) read_threads.insert(std::move(root));
    co_return done;
}

asio::awaitable<bool> backfill::pass::take_page(api_answer page, std::string thread) {
    if (reading.gives_way) co_return false;
    unnamed wanted;
    for (json message : items(page.root, "messages")) add(wanted, names_wanted(message, of.known_));
    if (!wanted.empty()) co_await of.known_.look_up(std::move(wanted), naming_limit);

    std::vector<inbound> found;
    std::vector<standing_marks> stand;
    for (json message : items(page.root, "messages")) {
        const std::string ts(text(message, "ts"));
        if (!instant_of(ts) || ts == thread) continue;
        seen.insert(ts);
        auto& cursor = reading.told.cursor;
        if (cursor.empty() || compare_ts(cursor, ts) < 0) cursor = ts;
        const bool is_root = thread.empty() && number(message, "reply_count") > 0;
        const auto latest = text(message, "latest_reply");
        if (is_root && (reads_all || compare_ts(latest, room.cursor) > 0)) threads.push_back(ts);
        for (auto& one : decode_history(message, room.channel, of.me_, of.known_))
            found.push_back(std::move(one));
        stand.push_back(standing_of(message, of.me_, of.known_));
        if (pinned) stand.back().pinned = pinned->contains(ts);
    }
    // Newest first they come, oldest first they happened.
    std::ranges::stable_sort(found, {}, &inbound::at);
    const bool is_in = co_await reading.hand_in(std::move(found));
    if (!is_in) co_return false;
    const bool is_same = co_await reading.compare(std::move(stand));
    co_return is_same;
}

// The id of the message: further files of one have ids of their own, made of its and theirs.
std::string message_of(const std::string& id) {
    return id.substr(0, id.find(':'));
}

// A line of the record that was not read. Beyond what was read nobody knows: retention may have
// taken it, or it was said too late to be read.
bool backfill::pass::may_be_gone(const record& line) const {
    const bool is_said = std::holds_alternative<message_posted>(line.what) ||
                         std::holds_alternative<file_shared>(line.what);
    if (!is_said || line.erased || line.seq > room.recorded || line.platform != platform ||
        line.channel != room.channel)
        return false;
    const auto ts = message_of(line.message);
    return instant_of(ts) && !seen.contains(ts) && compare_ts(ts, *seen.begin()) >= 0 &&
           compare_ts(ts, newest) <= 0;
}

backfill::pass::missing backfill::pass::missing_in(archive& from) const {
    missing found;
    std::unordered_set<std::string> roots;
    std::vector<record> replies;
    for (std::int64_t before = 0;;) {
        auto page = from.read_back(room.log, before, records_at_once);
        if (!page || page->empty()) break;
        before = page->front().seq;
        for (auto& line : *page) {
            if (!may_be_gone(line)) continue;
            if (!line.parent.empty() && line.parent != line.message) {
                replies.push_back(std::move(line));
                continue;
            }
            roots.insert(line.message);
            found.gone.push_back(line.message);
        }
        if (before <= 1) break;
    }
    for (const auto& line : replies) {
        if (read_threads.contains(line.parent) || roots.contains(line.parent))
            found.gone.push_back(line.message);
        else if (seen.contains(line.parent))
            found.unread.push_back(line.parent);
    }
    return found;
}

asio::awaitable<std::optional<backfill::pass::missing>> backfill::pass::look_for_missing() {
    const std::function<missing(archive&)> question = [self = shared_from_this()](archive& from) {
        return self->missing_in(from);
    };
    auto found = co_await ask(of.inbox_, question);
    if (!found) reading.stop("the house is closing");
    co_return found;
}

asio::awaitable<done_or> backfill::pass::find_deleted() {
    if (seen.empty()) co_return done_or{};
    auto found = co_await look_for_missing();
    if (!found) co_return done_or{};
    // A thread without any reply left looks like none: only its own listing tells.
    const std::set<std::string> unread(found->unread.begin(), found->unread.end());
    for (const auto& root : unread) {
        auto thread = co_await read_thread(root);
        if (!thread) co_return tl::unexpected(thread.error());
        if (reading.stopped) co_return done_or{};
    }
    if (!unread.empty()) found = co_await look_for_missing();
    if (!found) co_return done_or{};
    std::vector<inbound> deletions;
    for (const auto& ts : found->gone) {
        auto in = reading.about("gone", ts);
        in.key = "d:slack:" + room.channel + ":" + ts;  // as the live event's
        in.what = in_delete{ts};
        deletions.push_back(std::move(in));
    }
    co_await reading.hand_in(std::move(deletions));
    co_return done_or{};
}

}  // namespace bot::slack
