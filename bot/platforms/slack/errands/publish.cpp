// An RCA goes out: to the team's folder, as a file into the channel, as the channel's canvas.
#include "bot/base/text.hpp"
#include "bot/platforms/rca_words.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/errands/history.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace bot::slack {
namespace {

// The file that went into a channel last, and the effect that sent it.
struct sent_file {
    std::string effect, id;
};

sent_file read_sent(std::string_view kept) {
    const auto gap = kept.find(' ');
    if (gap == kept.npos) return {};
    return {std::string(kept.substr(0, gap)), std::string(kept.substr(gap + 1))};
}

// A file of this name by us that is not the one sent before it: the lost attempt's.
asio::awaitable<tl::expected<std::string, api_failure>> find_file(
    desk at, delivery what, std::string channel, std::string before
) {
    std::string found;
    const auto look = [&](json message) {
        if (text(message, "user") != at.me.user) return true;
        for (json file : items(message, "files"))
            if (text(file, "name") == what.rca->file_name && text(file, "id") != before)
                found = text(file, "id");
        return found.empty();
    };
    const auto seen = co_await scan_history(at, std::move(channel), what.attempt, look);
    if (!seen) co_return tl::unexpected(seen.error());
    co_return found;
}

struct sharing {
    std::string channel, comment, memo_key;
};

// The file stands in the channel once, however often this effect is tried. A file has no mark, so
// its id is remembered.
asio::awaitable<outcome> share(desk at, delivery what, sharing how) {
    const auto kept = co_await recall(at, {how.memo_key});
    if (!kept) co_return not_now(kept.error().detail);
    const auto before = read_sent(kept->front());
    const auto effect = std::to_string(what.what.id);
    if (before.effect == effect) co_return outcome{};
    std::string id;
    if (what.attempt > 1) {
        auto found = co_await find_file(at, what, how.channel, before.id);
        if (!found) co_return failed(at, "conversations.history", how.channel, found.error());
        id = std::move(*found);
    }
    if (id.empty()) {
        const auto sent = co_await at.api.upload(
            what.rca->file_name,
            what.rca->title,
            what.rca->text,
            {{"channel_id", how.channel}, {"initial_comment", mrkdwn_of_markdown(how.comment)}}
        );
        if (!sent) co_return failed(at, "files.completeUploadExternal", how.channel, sent.error());
        id = *sent;
    }
    outcome done;
    done.receipts.push_back(noted(at, {{how.memo_key, effect + " " + id}}));
    co_return done;
}

std::string document_content(const std::string& markdown) {
    return nlohmann::json{{"type", "markdown"}, {"markdown", markdown}}.dump();
}

asio::awaitable<api_result> write_canvas(
    desk at, std::string channel, std::string id, std::string markdown
) {
    auto content = document_content(markdown);
    if (id.empty()) {
        auto made = co_await at.api.call(
            "conversations.canvases.create",
            {{"channel_id", std::move(channel)}, {"document_content", std::move(content)}}
        );
        co_return made;
    }
    auto changed = co_await at.api.call(
        "canvases.edit",
        {{"canvas_id", std::move(id)},
         {"changes", R"([{"operation":"replace","document_content":)" + content + "}]"}}
    );
    co_return changed;
}

// A canvas is an extra: without one everything that counts is still there.
outcome without_canvas(const desk& at, outcome end, int attempt) {
    if (end.is == outcome::verdict::retry && attempt < patience) return end;
    if (at.canvas_trouble != end.reason)
        spdlog::warn("slack: the RCA does not become a canvas: {}", end.reason);
    at.canvas_trouble = end.reason;
    return {};
}

// The channel's canvas when we made it: the answer to that was lost. Anybody else's is left as it
// is, and so is one of which Slack does not say whose it is.
asio::awaitable<std::string> find_own_canvas(desk at, std::string channel) {
    const auto told = co_await at.api.read("conversations.info", {{"channel", std::move(channel)}});
    if (!told) co_return "";
    const auto info = member(told->root, "channel");
    const auto properties = info ? member(*info, "properties") : std::nullopt;
    std::string id(properties ? text(*properties, "canvas", "file_id") : "");
    if (id.empty()) co_return "";
    const auto file = co_await at.api.read("files.info", {{"file", id}});
    if (!file || text(file->root, "file", "user") != at.me.user) co_return "";
    co_return id;
}

asio::awaitable<outcome> draw_canvas(desk at, delivery what) {
    const auto key = memo_key("canvas", what.what.incident, what.channel);
    const auto kept = co_await recall(at, {key});
    if (!kept) co_return not_now(kept.error().detail);
    auto id = kept->front();
    const bool is_known = !id.empty();
    auto made = co_await write_canvas(at, what.channel, id, what.rca->text);
    if (!made && !id.empty() && made.error().code == "canvas_not_found") {
        id.clear();
        made = co_await write_canvas(at, what.channel, id, what.rca->text);
    }
    if (!made && id.empty() && made.error().code == "channel_canvas_already_exists") {
        id = co_await find_own_canvas(at, what.channel);
        if (!id.empty()) made = co_await write_canvas(at, what.channel, id, what.rca->text);
    }
    const auto* method = id.empty() ? "conversations.canvases.create" : "canvases.edit";
    if (!made)
        co_return without_canvas(at, failed(at, method, what.channel, made.error()), what.attempt);
    outcome done;
    if (id.empty()) id = text(made->root, "canvas_id");
    if (!is_known || id != kept->front()) done.receipts.push_back(noted(at, {{key, id}}));
    co_return done;
}

asio::awaitable<outcome> preview(desk at, delivery what, to_person whom) {
    const auto person =
        co_await at.known.find_person(whom.who.id.empty() ? whom.who.name : whom.who.id);
    if (!person) co_return failed(at, "users.list", {}, person.error());
    if (!*person) co_return refused("nobody in Slack is called " + whom.who.name);
    auto channel = co_await open_direct(at, **person);
    if (!channel) co_return failed(at, "conversations.open", {}, channel.error());
    const auto key = memo_key("preview", what.what.incident, *channel);
    auto comment = rca_words("**RCA preview** of " + to_label(what.what.incident), *what.rca);
    auto end = co_await share(at, what, {*channel, std::move(comment), key});
    co_return end;
}

// Our words beside the file; Slack does not say under which id they stand.
inbound announced(const desk& at, const delivery& what, std::string words) {
    const auto id = "fx-" + std::to_string(what.what.id);
    auto in = posted(at, what, what.channel, id, std::move(words));
    return in;
}

asio::awaitable<outcome> announce(desk at, delivery what, std::string path) {
    auto words = rca_words("**RCA draft** of " + to_label(what.what.incident), *what.rca, path);
    const auto key = memo_key("rca", what.what.incident, what.channel);
    auto end = co_await share(at, what, {what.channel, words, key});
    if (end.is == outcome::verdict::delivered)
        end.receipts.push_back(announced(at, what, std::move(words)));
    co_return end;
}

outcome not_written(const error& why) {
    const bool may_work_later = why.code == errc::unavailable;
    return may_work_later ? not_now(why.detail) : refused(why.detail);
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
    outcome end;
    if (what.channel.empty()) co_return end;
    if (wished.announce) end = co_await announce(at, what, std::move(path));
    if (end.is != outcome::verdict::delivered || !at.options.canvas) co_return end;
    auto drawn = co_await draw_canvas(at, what);
    drawn.receipts.insert(drawn.receipts.begin(), end.receipts.begin(), end.receipts.end());
    co_return drawn;
}

}  // namespace bot::slack
