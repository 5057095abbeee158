#include "tests/emulators/slack/api.hpp"
#include "tests/emulators/slack/block_kit.hpp"

#include <algorithm>
#include <array>

namespace emulator::slack {
namespace {

constexpr std::size_t longest_text = 40'000, longest_update = 4'000, longest_markdown = 12'000,
                      longest_blocks = 13'200, largest_metadata = 16'384;

void cut(std::string& text, std::size_t most) {
    std::size_t at = 0;
    for (std::size_t seen = 0; at < text.size(); ++at)
        if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80 && seen++ == most) break;
    text.resize(at);
}

bool is_token(std::string_view at) {
    constexpr std::array<std::string_view, 7> starts{
        "<@", "<#", "<!", "<http://", "<https://", "<mailto:", "<tel:"};
    return at.find('>') != at.npos && std::any_of(starts.begin(), starts.end(), [&](auto start) {
               return at.starts_with(start);
           });
}

// Slack mends what is not escaped: a lone & or < is meant as it stands.
std::string mended(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto rest = text.substr(at);
        const bool entity =
            rest.starts_with("&amp;") || rest.starts_with("&lt;") || rest.starts_with("&gt;");
        if (rest.front() == '&' && !entity)
            out += "&amp;";
        else if (rest.front() == '<' && !is_token(rest))
            out += "&lt;";
        else
            out += rest.front();
    }
    return out;
}

// What `parse=full` and `link_names` make of "@here" and "@ana".
std::string with_names_linked(core& in, std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(" \n.,;:!?)", 1), text.size());
        const auto word = text.substr(0, end);
        const auto name = word.starts_with('@') ? word.substr(1) : std::string_view{};
        const auto* who = name.empty() ? nullptr : in.find_user(name);
        if (name == "here" || name == "channel" || name == "everyone")
            out += "<!" + std::string(name) + ">";
        else if (who)
            out += "<@" + who->id + ">";
        else
            out += word;
        text.remove_prefix(end);
        while (text.starts_with(' ') || text.starts_with('\n')) {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return out;
}

std::string_view text_into(call& c, message& m) {
    m.text = c.text("text");
    if (length_of(m.text) > longest_text) {
        cut(m.text, longest_text);
        c.warnings.emplace_back("message_truncated");
    }
    m.text = mended(m.text);
    if (c.flag("link_names") || c.text("parse") == "full") m.text = with_names_linked(c.in, m.text);
    return {};
}

std::string_view blocks_into(call& c, message& m) {
    if (!c.has("blocks")) return {};
    m.blocks = c.tree("blocks");
    if (!m.blocks.is_array()) return "invalid_blocks_format";
    c.faults = faults_of_blocks(m.blocks, surface::message);
    if (!c.faults.empty()) return "invalid_blocks";
    const auto reads =
        reading_of(m.blocks, [](std::string_view token) { return std::string(token); });
    if (reads.size() > longest_blocks) return "msg_blocks_too_long";
    name_blocks(m.blocks, [&c] { return c.in.new_secret("").substr(0, 5); });
    return {};
}

std::string_view attachments_into(call& c, message& m) {
    if (!c.has("attachments")) return {};
    m.attachments = c.tree("attachments");
    if (!good_attachments(m.attachments)) return "invalid_attachments";
    return m.attachments.size() > 100 ? "too_many_attachments" : "";
}

std::string_view markdown_into(call& c, message& m) {
    if (!c.has("markdown_text")) return {};
    if (!m.text.empty() || !m.blocks.empty()) return "markdown_text_conflict";
    if (length_of(c.text("markdown_text")) > longest_markdown) return "msg_too_long";
    m.text = c.text("markdown_text");
    m.blocks = json::array({{{"type", "markdown"}, {"text", m.text}}});
    name_blocks(m.blocks, [&c] { return c.in.new_secret("").substr(0, 5); });
    return {};
}

std::string_view metadata_into(call& c, message& m) {
    if (!c.has("metadata")) return {};
    m.metadata = c.tree("metadata");
    if (text_at(m.metadata, "event_type").empty() || !m.metadata.contains("event_payload") ||
        !m.metadata["event_payload"].is_object())
        return "invalid_metadata_format";
    return m.metadata.dump().size() > largest_metadata ? "metadata_too_large" : "";
}

std::string_view thread_into(call& c, message& m) {
    if (!c.has("thread_ts")) return {};
    const auto* root = c.in.find_message(*c.where, c.text("thread_ts"));
    if (!root || (!root->thread_ts.empty() && root->thread_ts != root->ts))
        return "cannot_reply_to_message";
    m.thread_ts = root->ts;
    if (c.flag("reply_broadcast")) {
        m.broadcast = true;
        m.subtype = "thread_broadcast";
    }
    return {};
}

std::string_view may_post(call& c) {
    const bool inside = c.in.is_member(*c.where, c.in.bot_user);
    if (!inside && !c.by.scopes.contains("chat:write.public")) return "not_in_channel";
    if (c.where->archived) return "is_archived";
    return c.where->read_only ? "restricted_action_read_only_channel" : "";
}

std::string_view may_reply(call& c) {
    return thread_into(c, c.content);
}

message ours(call& c) {
    auto m = std::move(c.content);
    m.user = c.in.bot_user;
    m.bot_id = c.in.bot;
    m.app_id = c.in.app;
    if (c.by.scopes.contains("chat:write.customize")) {
        m.username = c.text("username");
        if (c.has("icon_emoji")) m.icons = {{"emoji", c.text("icon_emoji")}};
    }
    return m;
}

json post_message(call& c) {
    const auto& m = c.in.put(*c.where, ours(c), c.now);
    return yes(
        {{"channel", c.where->id}, {"ts", m.ts}, {"message", c.in.message_json(*c.where, m, true)}}
    );
}

std::string_view own_message(call& c) {
    return c.in.is_ours(*c.what) ? "" : "cant_update_message";
}

std::string_view own_to_delete(call& c) {
    return c.in.is_ours(*c.what) ? "" : "cant_delete_message";
}

std::string_view short_enough(call& c) {
    return length_of(c.text("text")) > longest_update ? "msg_too_long" : "";
}

// Without blocks the old ones go; without metadata the old stays.
json update(call& c) {
    const auto before = *c.what;
    auto& m = *c.what;
    m.text = c.content.text;
    m.blocks = c.content.blocks;
    m.attachments = c.content.attachments;
    if (!c.content.metadata.is_null()) m.metadata = c.content.metadata;
    m.edited = {c.in.bot, std::to_string(c.now.time_since_epoch().count() / 1'000'000) + ".000000"};
    const auto after = m;
    c.in.changed(*c.where, before, after, c.now);
    return yes(
        {{"channel", c.where->id},
         {"ts", after.ts},
         {"text", after.text},
         {"message", c.in.message_json(*c.where, after, true)}}
    );
}

json delete_message(call& c) {
    const auto ts = c.what->ts;
    c.in.remove(*c.where, ts, c.now);
    return yes({{"channel", c.where->id}, {"ts", ts}});
}

std::string_view user_inside(call& c) {
    if (c.in.users.find(c.text("user")) == c.in.users.end()) return "user_not_in_channel";
    return c.in.is_member(*c.where, c.text("user")) ? "" : "user_not_in_channel";
}

json post_ephemeral(call& c) {
    const auto ts = c.in.whisper_to(
        *c.where,
        {.ts = "",
         .to = c.text("user"),
         .thread_ts = c.content.thread_ts,
         .text = c.content.text,
         .blocks = c.content.blocks},
        c.now
    );
    return yes({{"message_ts", ts}});
}

json get_permalink(call& c) {
    return yes({{"channel", c.where->id}, {"permalink", c.in.permalink(*c.where, *c.what)}});
}

std::string_view good_time(call& c) {
    const auto at = c.number("post_at", 0);
    if (at < 0) return "invalid_time";
    const auto when = moment(std::chrono::seconds(at));
    if (when <= c.now) return "time_in_past";
    return when > c.now + std::chrono::days(120) ? "time_too_far" : "";
}

json schedule_message(call& c) {
    const auto at = c.number("post_at", 0);
    scheduled later{c.in.new_id("Q"), c.where->id, moment(std::chrono::seconds(at)), ours(c)};
    c.in.waiting.push_back(later);
    return yes(
        {{"channel", c.where->id},
         {"scheduled_message_id", later.id},
         {"post_at", at},
         {"message", c.in.message_json(*c.where, later.content, true)}}
    );
}

}  // namespace

std::string_view with_content(call& c) {
    for (const auto part : {text_into, blocks_into, attachments_into, markdown_into, metadata_into})
        if (const auto error = part(c, c.content); !error.empty()) return error;
    const bool empty =
        c.content.text.empty() && c.content.blocks.empty() && c.content.attachments.empty();
    return empty ? "no_text" : "";
}

std::vector<method> chat_methods() {
    return {
        {"chat.postMessage",
         tier::posting,
         "chat:write",
         "channel",
         {named_channel, may_post, with_content, may_reply},
         post_message},
        {"chat.update",
         tier::three,
         "chat:write",
         "channel ts",
         {seen_channel, not_archived, known_message, own_message, short_enough, with_content},
         update},
        {"chat.delete",
         tier::three,
         "chat:write",
         "channel ts",
         {seen_channel, known_message, own_to_delete},
         delete_message},
        {"chat.postEphemeral",
         tier::four,
         "chat:write",
         "channel user",
         {seen_channel, joined_channel, not_archived, user_inside, with_content, may_reply},
         post_ephemeral},
        {"chat.getPermalink",
         tier::free,
         "",
         "channel message_ts",
         {seen_channel, known_message},
         get_permalink},
        {"chat.scheduleMessage",
         tier::three,
         "chat:write",
         "channel post_at",
         {named_channel, may_post, good_time, with_content, may_reply},
         schedule_message},
    };
}

}  // namespace emulator::slack
