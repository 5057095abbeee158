// A message said elsewhere, as it stands in a channel: sent once, reworded, taken away.
#include "bot/base/text.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/api/speaking.hpp"
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/errands/history.hpp"

#include <spdlog/spdlog.h>

#include <iterator>

namespace bot::slack {
namespace {

constexpr std::string_view update_method = "chat.update", delete_method = "chat.delete";
constexpr std::string_view post_method = "chat.postMessage";

using parts = std::map<int, std::string>;  // ids, in order

struct standing_parts {
    parts ids;
    std::size_t recorded = 0;  // the first so many are in the record
    bool is_sure = true;       // else there may be some that nobody could look for
};

asio::awaitable<looked> find_marked(desk at, delivery what, std::string thread, parts& into) {
    const auto of = std::get<show_copy>(what.what.what).of;
    // A lane goes in order: behind what an earlier effect left in the channel, newest first, this
    // one has left nothing. Else everything that waits after a restart would read all of it.
    const bool ends_early = thread.empty() && !what.copy->gone;
    const auto look = [&, of, ends_early](json message) {
        const auto found = mark_in(at, message);
        if (!found) return true;
        if (found->copied == of && found->copied_from == what.what.incident) {
            into.emplace(found->part, text(message, "ts"));
            return true;
        }
        // Only copies of this incident are of this lane; others may have waited longer.
        const bool is_of_lane = found->copied_from == what.what.incident;
        return !ends_early || !is_of_lane || found->effect >= what.what.id;
    };
    if (thread.empty()) {
        const auto seen = co_await scan_history(at, what.channel, what.attempt, look);
        co_return seen;
    }
    const auto seen = co_await scan_thread(at, what.channel, thread, what.attempt, look);
    co_return seen;
}

// By the record, and where an attempt may have left more, by the marks in the channel.
asio::awaitable<tl::expected<standing_parts, api_failure>> find_standing(desk at, delivery what) {
    standing_parts found;
    for (const auto& id : what.copy->ids) found.ids.emplace(static_cast<int>(found.ids.size()), id);
    found.recorded = found.ids.size();
    const bool is_lost = what.copy->gone && what.copy->ids.empty();
    if (what.attempt == 1 && !is_lost) co_return found;
    if (!what.copy->parent.empty()) {
        const auto seen = co_await find_marked(at, what, what.copy->parent, found.ids);
        if (!seen) co_return tl::unexpected(seen.error());
        found.is_sure = *seen || found.recorded > 0;
    }
    // Nothing besides what is recorded: an edit may have made it longer.
    const bool found_none = found.ids.size() == found.recorded;
    if (found_none && (found.recorded == 0 || !what.copy->gone)) {
        const auto seen = co_await find_marked(at, what, {}, found.ids);
        if (!seen) co_return tl::unexpected(seen.error());
        found.is_sure = found.is_sure && *seen;
    }
    co_return found;
}

inbound copied(const desk& at, const delivery& what, const std::string& id, int part) {
    auto in = receipt(at, what.what.id, what.channel);
    in.key += ":" + std::to_string(part);
    const auto& wanted = std::get<show_copy>(what.what.what);
    in.what = in_copied{
        what.what.incident, wanted.of, what.copy->as_of, id, what.copy->parent, what.copy->gone};
    return in;
}

// The first receipt of a message takes its key: whatever tells of it again is a repetition.
inbound first_copied(const desk& at, const delivery& what, const std::string& id, int part) {
    auto in = copied(at, what, id, part);
    in.key = message_key(platform, what.channel, id);
    in.at = instant_of(id).value_or(in.at);
    return in;
}

inbound removed(const desk& at, const delivery& what, const std::string& id, int part) {
    auto in = copied(at, what, id, part);
    std::get<in_copied>(in.what).gone = true;
    return in;
}

asio::awaitable<api_result> remove_message(desk at, std::string channel, std::string id) {
    auto made = co_await at.api.call(
        std::string(delete_method), {{"channel", std::move(channel)}, {"ts", std::move(id)}}
    );
    if (!made && is_done_already(delete_method, made.error())) co_return api_answer{};
    co_return made;
}

// In its thread; where that is gone or closed, in the channel.
asio::awaitable<api_result> post_part(desk at, api_arguments arguments, std::string thread) {
    auto plain = arguments;
    if (!thread.empty()) arguments.emplace_back("thread_ts", std::move(thread));
    auto made = co_await post_message(at, std::move(arguments));
    const bool is_threadless =
        !made && (made.error().code == "cannot_reply_to_message" ||
                  made.error().code == "thread_not_found" || made.error().code == "thread_locked");
    if (!is_threadless) co_return made;
    auto again = co_await post_message(at, std::move(plain));
    co_return again;
}

asio::awaitable<outcome> take_away(desk at, delivery what, parts standing, std::size_t recorded) {
    outcome end;
    for (const auto& [part, id] : standing) {
        const auto made = co_await remove_message(at, what.channel, id);
        if (!made) co_return failed(at, delete_method, what.channel, made.error());
        if (static_cast<std::size_t>(part) < recorded)
            end.receipts.push_back(removed(at, what, id, part));
        else
            end.receipts.push_back(first_copied(at, what, id, part));
    }
    co_return end;
}

// Rewords what stands there; what somebody took away meanwhile stays away.
asio::awaitable<outcome> reword(
    desk at, delivery what, api_arguments arguments, std::string id, int part
) {
    arguments.emplace_back("ts", id);
    const auto made = co_await at.api.call(std::string(update_method), std::move(arguments));
    outcome end;
    if (made) co_return end;
    if (made.error().code != "message_not_found")
        co_return failed(at, update_method, what.channel, made.error());
    end.receipts.push_back(removed(at, what, id, part));
    co_return end;
}

asio::awaitable<outcome> put(desk at, delivery what, standing_parts standing) {
    const auto& wanted = std::get<show_copy>(what.what.what);
    auto words = what.copy->text;
    if (!standing.is_sure && standing.ids.empty()) words += may_be_repeated;
    outcome end;
    int part = 0;
    for (auto& arguments : messages_for(what.channel, words, at.known)) {
        const auto there = standing.ids.find(part);
        if (there == standing.ids.end()) {
            const mark ours{what.what.id, {}, part, what.what.incident, wanted.of};
            arguments.emplace_back("metadata", metadata_of(at, ours));
            const auto made = co_await post_part(at, std::move(arguments), what.copy->parent);
            if (!made) co_return failed(at, post_method, what.channel, made.error());
            const std::string id(text(made->root, "ts"));
            end.receipts.push_back(first_copied(at, what, id, part));
        } else {
            auto changed = co_await reword(at, what, std::move(arguments), there->second, part);
            if (changed.is != outcome::verdict::delivered) co_return changed;
            const bool is_known = static_cast<std::size_t>(part) < standing.recorded;
            if (!changed.receipts.empty()) {
                end.receipts.push_back(changed.receipts.front());
            } else if (is_known) {
                end.receipts.push_back(copied(at, what, there->second, part));
            } else {
                end.receipts.push_back(first_copied(at, what, there->second, part));
            }
            standing.ids.erase(there);
        }
        ++part;
    }
    // It has become shorter.
    what.copy->gone = true;
    auto rest = co_await take_away(at, what, std::move(standing.ids), standing.recorded);
    if (rest.is != outcome::verdict::delivered) co_return rest;
    std::ranges::move(rest.receipts, std::back_inserter(end.receipts));
    co_return end;
}

}  // namespace

asio::awaitable<outcome> carry(desk at, delivery what, show_copy) {
    if (!what.copy) co_return refused("there is no message to show");
    auto standing = co_await find_standing(at, what);
    if (!standing) co_return failed(at, "conversations.history", what.channel, standing.error());
    if (what.copy->gone) {
        auto end = co_await take_away(at, what, std::move(standing->ids), standing->recorded);
        co_return end;
    }
    auto end = co_await put(at, what, std::move(*standing));
    co_return end;
}

}  // namespace bot::slack
