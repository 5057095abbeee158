#include "bot/platforms/mattermost/export/exported_post.hpp"

#include "bot/platforms/emoji.hpp"
#include "bot/platforms/mattermost/decode/decode.hpp"
#include "bot/platforms/mattermost/decode/post_words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::mattermost {
namespace {

using tree = nlohmann::json;

const identity nobody;  // whoever wrote in it: none of it is ours

// People are called by their user names, which is how the export refers to them.
struct no_names final : names {
    std::optional<std::string> person(std::string_view) const override { return std::nullopt; }
    std::optional<std::string> channel(std::string_view) const override { return std::nullopt; }
};

struct stand {
    std::string_view channel, root;
    std::string id;
};

tree files_of(json told) {
    tree files = tree::array();
    for (const json one : items(told, "attachments")) {
        const auto path = one.is_object() ? text(one, "path") : std::string_view();
        if (path.empty()) continue;
        const auto slash = path.find_last_of("/\\");
        files.push_back(
            {{"id", std::to_string(files.size())},
             {"name", path.substr(slash == path.npos ? 0 : slash + 1)}}
        );
    }
    return files;
}

// As REST would list it: then it is decoded as what is listed is.
std::string listed(json told, const stand& here) {
    const auto props = member(told, "props");
    tree post{
        {"id", here.id},
        {"channel_id", here.channel},
        {"root_id", here.root},
        {"user_id", text(told, "user")},
        {"message", text(told, "message")},
        {"type", text(told, "type")},
        {"create_at", number(told, "create_at")},
        {"edit_at", number(told, "edit_at")},
        {"update_at", number(told, "edit_at")},
        {"props", props ? tree::parse(to_text(*props), nullptr, false) : tree::object()},
        {"metadata", {{"files", files_of(told)}}}};
    return post.dump(-1, ' ', false, tree::error_handler_t::replace);
}

void add_reactions(json told, const stand& here, std::vector<inbound>& out) {
    const no_names who;
    for (const json one : items(told, "reactions")) {
        if (!one.is_object()) continue;
        const auto user = text(one, "user");
        const auto name = masked_line(text(one, "emoji_name"));
        if (user.empty() || name.empty()) continue;
        const auto given_at = number(one, "create_at", number(told, "create_at"));
        inbound in;
        in.key = reaction_key(here.channel, here.id, user, name, given_at);
        in.at = instant_of(given_at).value_or(instant());
        in.platform = platform;
        in.channel = here.channel;
        in.who = person_of(user, who);
        in.what = in_reaction{here.id, emoji_of(name), true};
        out.push_back(std::move(in));
    }
}

// Neither who pinned nor when is exported.
void add_pin(json told, const stand& here, instant at, std::vector<inbound>& out) {
    if (!flag(told, "is_pinned")) return;
    inbound in;
    in.key = pin_key(here.channel, here.id, number(told, "create_at"));
    in.at = at;
    in.platform = platform;
    in.channel = here.channel;
    in.who = {"", "somebody"};
    in.what = in_pin{here.id, true};
    out.push_back(std::move(in));
}

bool is_message(const inbound& in) {
    return std::holds_alternative<in_message>(in.what) || std::holds_alternative<in_file>(in.what);
}

bool is_whole(json told) {
    return told.is_object() && !text(told, "user").empty() &&
           instant_of(number(told, "create_at")).has_value();
}

exported_message decode_one(json told, const stand& here) {
    const no_names who;
    document parser;
    exported_message made{here.id, *instant_of(number(told, "create_at")), false, {}};
    const auto words = listed(told, here);
    if (const auto post = parser.parse(words)) made.inbounds = decode_post(*post, nobody, who);
    made.is_said = std::any_of(made.inbounds.begin(), made.inbounds.end(), is_message);
    if (!made.is_said) return made;
    add_reactions(told, here, made.inbounds);
    add_pin(told, here, made.at, made.inbounds);
    return made;
}

std::string id_of(json told, std::size_t line, std::size_t reply) {
    auto id = std::to_string(number(told, "create_at")) + "-" + std::to_string(line);
    return reply == 0 ? id : id + "-" + std::to_string(reply);
}

}  // namespace

std::vector<exported_message> decode_exported(
    json told, std::string_view channel, std::size_t line
) {
    std::vector<exported_message> made;
    if (!is_whole(told)) return made;
    const auto root = id_of(told, line, 0);
    made.push_back(decode_one(told, {channel, {}, root}));
    std::size_t number_of_reply = 0;
    for (const json reply : items(told, "replies")) {
        ++number_of_reply;
        if (!is_whole(reply)) continue;
        made.push_back(decode_one(reply, {channel, root, id_of(reply, line, number_of_reply)}));
    }
    return made;
}

std::vector<instant> moments_of_exported(json told) {
    std::vector<instant> moments;
    if (!is_whole(told)) return moments;
    moments.push_back(*instant_of(number(told, "create_at")));
    for (const json reply : items(told, "replies"))
        if (is_whole(reply)) moments.push_back(*instant_of(number(reply, "create_at")));
    return moments;
}

}  // namespace bot::mattermost
