#include "bot/platforms/mattermost/decode/post_words.hpp"

#include "bot/base/escape.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/said_once.hpp"

namespace bot::mattermost {
namespace {

// A field's value may be a number.
std::string words_in(json of, std::string_view key) {
    const auto found = member(of, key);
    if (!found) return {};
    std::string_view words;
    if (found->get(words) == simdjson::SUCCESS) return std::string(words);
    return found->is_object() || found->is_array() ? std::string() : to_text(*found);
}

void add_title(json attachment, said_once& into) {
    const auto title = text(attachment, "title");
    const auto link = escape_link_target(text(attachment, "title_link"));
    if (trim(title).empty()) return;
    into.add(
        link.empty() ? "**" + std::string(title) + "**"
                     : "[" + escape_link_text(title) + "](" + link + ")"
    );
}

void add_fields(json attachment, said_once& into) {
    std::string lines;
    for (const json field : items(attachment, "fields")) {
        if (!field.is_object()) continue;
        const auto title = words_in(field, "title"), value = words_in(field, "value");
        if (title.empty() && value.empty()) continue;
        if (!lines.empty()) lines += '\n';
        if (!title.empty()) lines.append("**").append(title).append(":** ");
        lines += value;
    }
    into.add(std::move(lines));
}

void add_attachment(json attachment, said_once& into) {
    said_once mine;
    mine.add(std::string(text(attachment, "pretext")));
    add_title(attachment, mine);
    mine.add(std::string(text(attachment, "text")));
    add_fields(attachment, mine);
    if (mine.empty()) mine.add(std::string(text(attachment, "fallback")));
    into.add(mine.done());
}

simdjson::dom::array attachments_of(json post) {
    const auto props = member(post, "props");
    return items(props && props->is_object() ? *props : post, "attachments");
}

}  // namespace

bool has_attachments(json post) {
    return attachments_of(post).size() > 0;
}

std::string words_of_post(json post) {
    const auto message = text(post, "message");
    if (!has_attachments(post)) return masked(message);
    said_once all;
    all.add(std::string(message));
    for (const json one : attachments_of(post))
        if (one.is_object()) add_attachment(one, all);
    return masked(all.done());
}

person person_of(std::string_view id, const names& who, std::string_view told) {
    return person_named(id, who.person(id), told);
}

bool is_ours(json post, const identity& me) {
    return !me.user.empty() && text(post, "user_id") == me.user;
}

bool is_system(json post) {
    return text(post, "type").starts_with("system_");
}

}  // namespace bot::mattermost
