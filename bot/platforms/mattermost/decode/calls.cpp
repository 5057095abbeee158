#include "bot/platforms/mattermost/decode/calls.hpp"

#include "bot/base/digest.hpp"
#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/mattermost/decode/post_words.hpp"
#include "bot/platforms/mattermost/show/form_state.hpp"

#include <algorithm>

namespace bot::mattermost {
namespace {

std::string digest_of(std::string_view words) {
    return to_hex(sha256(words)).substr(0, 32);
}

std::string told_in(const form_fields& told, std::string_view name) {
    const auto* found = find_field(told, name);
    return found ? *found : std::string();
}

// user_mentions=bob&user_mentions_ids=<id>, once for each.
mention_book book_of(const form_fields& told, std::string_view names, std::string_view ids) {
    mention_book book;
    std::vector<std::string_view> all;
    for (const auto& [name, value] : told)
        if (name == ids) all.push_back(value);
    for (const auto& [name, value] : told)
        if (name == names && book.size() < all.size()) book.emplace_back(value, all[book.size()]);
    return book;
}

// One key for each call: a copy of it has the same.
std::string key_of(std::string_view kind, std::string_view trigger, std::string_view whole) {
    return std::string(kind)
        .append(":mattermost:")
        .append(digest_of(trigger.empty() ? whole : trigger));
}

std::string whole_of(const form_fields& told) {
    std::string whole;
    for (const auto& [name, value] : told) whole.append(name).append("=").append(value).append("&");
    return whole;
}

bool is_name_character(char c) {
    return markdown::is_alnum(c) || c == '.' || c == '-' || c == '_';
}

// The name at `at`, as long as one of the book begins it: "ana." ends a sentence.
const std::pair<std::string, std::string>* named_at(
    std::string_view said, std::size_t at, const mention_book& book, std::size_t& length
) {
    std::size_t end = at;
    while (end < said.size() && is_name_character(said[end])) ++end;
    for (; end > at; --end) {
        const auto name = said.substr(at, end - at);
        const auto found = std::find_if(book.begin(), book.end(), [&](const auto& one) {
            return equal_ignoring_case(one.first, name);
        });
        if (found != book.end()) {
            length = end - at;
            return &*found;
        }
        if (markdown::is_alnum(said[end - 1])) return nullptr;
    }
    return nullptr;
}

// Neither may end the mention early.
bool fits_mention(std::string_view words) {
    return !words.empty() && words.find_first_of("<>|\n") == words.npos;
}

// A value as it came back: text, a tick, a user's id, or nothing.
std::string value_of(json submission, const std::string& name, bool is_person, const names& who) {
    const auto told = member(submission, name);
    if (!told) return {};
    bool ticked = false;
    if (told->get(ticked) == simdjson::SUCCESS) return ticked ? "yes" : "";
    std::string_view words;
    if (told->get(words) != simdjson::SUCCESS)
        return told->is_object() || told->is_array() ? std::string() : masked(to_text(*told));
    if (!is_person || trim(words).empty()) return masked(words);
    const auto person = person_of(words, who);
    if (!fits_mention(person.id) || !fits_mention(person.name)) return {};
    return "<@" + person.id + "|" + person.name + ">";
}

interaction make_interaction(json told, const names& who) {
    interaction asked;
    asked.in.who = person_of(text(told, "user_id"), who, text(told, "user_name"));
    asked.in.platform = platform;
    asked.in.channel = text(told, "channel_id");
    asked.from.person = asked.in.who.id;
    asked.from.channel = asked.in.channel;
    asked.from.team = text(told, "team_id");
    asked.from.trigger = text(told, "trigger_id");
    asked.from.post = text(told, "post_id");
    return asked;
}

}  // namespace

const std::string* find_field(const form_fields& told, std::string_view name) {
    for (const auto& [key, value] : told)
        if (key == name) return &value;
    return nullptr;
}

std::optional<interaction> decode_command(const form_fields& told, const names& who) {
    interaction asked;
    const auto user = told_in(told, "user_id");
    if (user.empty()) return std::nullopt;
    asked.in.who = person_of(user, who, told_in(told, "user_name"));
    asked.in.platform = platform;
    asked.in.channel = told_in(told, "channel_id");
    asked.in.channel_name = masked_line(told_in(told, "channel_name"));
    asked.from = {
        asked.in.who.id,
        asked.in.channel,
        told_in(told, "team_id"),
        told_in(told, "trigger_id"),
        told_in(told, "response_url"),
        told_in(told, "root_id"),
        {}};
    const auto& trigger = asked.from.trigger;
    asked.in.key = key_of("c", trigger, trigger.empty() ? whole_of(told) : std::string());
    asked.in.what = in_command{
        command_words(
            told_in(told, "text"),
            book_of(told, "user_mentions", "user_mentions_ids"),
            book_of(told, "channel_mentions", "channel_mentions_ids")
        ),
        !trigger.empty()};
    return asked;
}

bool depends_on_readers(const interaction& asked) {
    // The incident may stand before the verb.
    const auto* command = std::get_if<in_command>(&asked.in.what);
    return command && lower_ascii(command->text).find("follow") != std::string::npos;
}

std::optional<interaction> decode_action(json told, std::string_view command, const names& who) {
    if (text(told, "user_id").empty() || trim(command).empty()) return std::nullopt;
    auto asked = make_interaction(told, who);
    asked.in.key = key_of("b", asked.from.trigger, to_text(told));
    asked.in.what = in_command{masked(command), !asked.from.trigger.empty()};
    return asked;
}

// The same form may come again with other values, after an error: those are another command.
std::optional<interaction> decode_submission(
    json told, std::string_view written, const names& who
) {
    const auto state = read_state(written);
    if (!state || text(told, "user_id").empty() || flag(told, "cancelled")) return std::nullopt;
    std::vector<form_value> values;
    if (const auto submission = member(told, "submission"))
        for (std::size_t i = 0; i < state->elements.size(); ++i) {
            const auto& one = state->elements[i];
            auto words = value_of(*submission, element_name(i), one.is_person, who);
            // Some clients tell a tick as a word.
            if (one.goes == form_field::part::flag && words != "yes" && words != "true")
                words.clear();
            values.push_back({one.goes, one.name, std::move(words)});
        }
    auto asked = make_interaction(told, who);
    auto command = command_of(state->command, values);
    asked.in.channel = asked.from.channel = state->channel;
    if (!state->team.empty()) asked.from.team = state->team;
    asked.in.key = "v:mattermost:" + asked.from.person + ":" +
                   digest_of(std::string(written).append("\n").append(command));
    asked.in.what = in_command{std::move(command), false};
    asked.from_form = true;
    return asked;
}

std::vector<std::string> people_wanted(json told, std::string_view written, const names& who) {
    std::vector<std::string> wanted;
    const auto want = [&](std::string_view id) {
        if (!id.empty() && !who.person(id)) wanted.emplace_back(id);
    };
    want(text(told, "user_id"));
    const auto state = read_state(written);
    const auto submission = member(told, "submission");
    if (!state || !submission) return wanted;
    for (std::size_t i = 0; i < state->elements.size(); ++i)
        if (state->elements[i].is_person) want(text(*submission, element_name(i)));
    return wanted;
}

std::optional<std::string_view> written_command(std::string_view message) {
    auto said = trim(message);
    for (const std::string_view word : {"!incident", "!inc"}) {
        if (!equal_ignoring_case(said.substr(0, word.size()), word)) continue;
        const auto rest = said.substr(word.size());
        if (rest.empty() || std::string_view(" \t\r\n").find(rest.front()) != rest.npos)
            return trim(rest);
    }
    return std::nullopt;
}

std::string command_words(
    std::string_view said, const mention_book& people, const mention_book& channels
) {
    std::string words;
    for (std::size_t at = 0; at < said.size();) {
        const bool begins = at == 0 || !is_name_character(said[at - 1]);
        const bool is_person = said[at] == '@', is_channel = said[at] == '~';
        std::size_t length = 0;
        const auto* found = begins && (is_person || is_channel)
                                ? named_at(said, at + 1, is_person ? people : channels, length)
                                : nullptr;
        if (!found || !fits_mention(found->second)) {
            words += said[at++];
            continue;
        }
        words.append(is_person ? "<@" : "<#").append(found->second).append("|");
        words.append(said.substr(at + 1, length)).append(">");
        at += length + 1;
    }
    return masked(trim(words));
}

}  // namespace bot::mattermost
