// An RCA goes out: to the team's folder, and as a file into the channel.
#include "bot/platforms/awaiting.hpp"
#include "bot/platforms/mattermost/errands/posting.hpp"
#include "bot/platforms/mattermost/show/posts.hpp"
#include "bot/platforms/rca_words.hpp"

namespace bot::mattermost {
namespace {

// The file of an effect that is uploaded and not yet attached, and the effect: "12 9fk…".
std::string file_of(std::string_view kept, std::int64_t effect) {
    const auto gap = kept.find(' ');
    if (gap == kept.npos || kept.substr(0, gap) != std::to_string(effect)) return {};
    return std::string(kept.substr(gap + 1));
}

struct sharing {
    std::string channel, words, memo_key;
};

// The post an attempt before this one may have left.
asio::awaitable<tl::expected<std::optional<there>, api_failure>> find_shared(
    desk at, delivery what, std::string channel
) {
    std::optional<there> found;
    if (what.attempt == 1) co_return found;
    const auto read = co_await scan_posts(at, std::move(channel), [&](json each) {
        const auto mine = mark_in(at, each);
        if (mine && mine->effect == what.what.id)
            found = there{std::string(text(each, "id")), instant_of(number(each, "create_at"))};
        return !found;
    });
    if (!read && !is_unreadable(read.error())) co_return tl::unexpected(read.error());
    co_return found;
}

// Remembered before it is attached: it can be attached once, and is uploaded once.
asio::awaitable<tl::expected<std::string, outcome>> file_for(desk at, delivery what, sharing how) {
    const auto kept = co_await recall(at.in, {how.memo_key});
    if (!kept) co_return tl::unexpected(not_now(kept.error().detail));
    auto id = file_of(kept->front(), what.what.id);
    if (!id.empty()) co_return id;
    auto sent = co_await at.api.upload(how.channel, what.rca->file_name, what.rca->text);
    if (!sent) co_return tl::unexpected(failed(at, "upload the RCA", how.channel, sent.error()));
    auto note = noted(at, {{how.memo_key, std::to_string(what.what.id) + " " + *sent}});
    const auto recorded = co_await submit_all(at.in, {std::move(note)});
    if (!recorded) co_return tl::unexpected(not_now(recorded.error().detail));
    co_return *sent;
}

// The file stands in the channel once, however often this effect is tried.
asio::awaitable<tl::expected<there, outcome>> share(desk at, delivery what, sharing how) {
    auto before = co_await find_shared(at, what, how.channel);
    if (!before)
        co_return tl::unexpected(failed(at, "look for the RCA", how.channel, before.error()));
    if (*before) co_return **before;
    auto file = co_await file_for(at, what, how);
    if (!file) co_return tl::unexpected(file.error());
    new_post one{how.channel, shown_markdown(how.words), {what.what.id}};
    one.file = std::move(*file);
    bool lacks_file = false;
    const auto put = co_await put_post(at, std::move(one), &lacks_file);
    if (!put) co_return tl::unexpected(failed(at, "post the RCA", how.channel, put.error()));
    if (!lacks_file) co_return *put;
    // Attached elsewhere before, to a post that is gone: Mattermost says nothing and drops it.
    co_await remove_post(at, how.channel, put->id);
    auto note = noted(at, {{how.memo_key, ""}});
    co_await submit_all(at.in, {std::move(note)});
    co_return tl::unexpected(not_now("the RCA's file was attached before; it is uploaded once more")
    );
}

outcome not_written(const error& why) {
    const bool may_work_later = why.code == errc::unavailable;
    return may_work_later ? not_now(why.detail) : refused(why.detail);
}

asio::awaitable<outcome> preview(desk at, delivery what, to_person whom) {
    const auto channel = co_await direct_channel(at, whom.who);
    if (!channel) co_return channel.error();
    auto words = rca_words("**RCA preview** of " + to_label(what.what.incident), *what.rca);
    auto key = memo_key("preview", what.what.incident, *channel);
    const auto put = co_await share(at, what, {*channel, std::move(words), std::move(key)});
    if (!put) co_return put.error();
    co_return outcome{};
}

asio::awaitable<outcome> announce(desk at, delivery what, std::string path) {
    auto words = rca_words("**RCA draft** of " + to_label(what.what.incident), *what.rca, path);
    auto key = memo_key("rca", what.what.incident, what.channel);
    const auto put = co_await share(at, what, {what.channel, words, std::move(key)});
    if (!put) co_return put.error();
    outcome end;
    end.receipts.push_back(
        posted_there(at.in, platform, what.what, what.channel, put->id, put->at, std::move(words))
    );
    co_return end;
}

}  // namespace

asio::awaitable<outcome> carry(desk at, delivery what, publish_rca wished) {
    if (!what.rca) co_return refused("there is no document to publish");
    if (const auto* whom = std::get_if<to_person>(&what.what.where)) {
        auto end = co_await preview(at, what, *whom);
        co_return end;
    }
    std::string path;
    if (at.options.write_rca && !wished.only_shown) {
        auto written = at.options.write_rca(*what.rca);
        if (!written) co_return not_written(written.error());
        path = std::move(*written);
    }
    // Where the room was refused there is only the folder.
    if (what.channel.empty() || !wished.announce) co_return outcome{};
    auto end = co_await announce(at, what, std::move(path));
    co_return end;
}

}  // namespace bot::mattermost
