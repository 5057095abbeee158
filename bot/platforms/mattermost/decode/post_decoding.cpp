#include "bot/platforms/mattermost/decode/post_decoding.hpp"

#include "bot/platforms/mattermost/decode/decode.hpp"
#include "bot/platforms/mattermost/decode/post_words.hpp"

#include <algorithm>
#include <iterator>

namespace bot::mattermost {
namespace {

person author_of(const post_reading& r) {
    return person_of(text(r.post, "user_id"), r.who);
}

inbound about_message(const post_reading& r, std::string_view id) {
    const auto channel = text(r.post, "channel_id");
    return make_inbound(
        message_key(platform, channel, id), channel, number(r.post, "create_at"), author_of(r)
    );
}

// --- files ---

struct attached {
    std::string id, name, media_type;
    std::int64_t size = 0;
};

// Told in full in the metadata; older posts and exports have their ids alone.
std::vector<attached> files_of(json post) {
    std::vector<attached> files;
    if (const auto metadata = member(post, "metadata"); metadata && metadata->is_object())
        for (const json one : items(*metadata, "files")) {
            if (!one.is_object()) continue;
            auto name = masked_line(text(one, "name"));
            files.push_back(
                {std::string(text(one, "id")),
                 name.empty() ? "file" : std::move(name),
                 masked_line(text(one, "mime_type")),
                 number(one, "size")}
            );
        }
    std::vector<std::string_view> ids;
    for (const json one : items(post, "file_ids")) {
        std::string_view id;
        if (one.get(id) == simdjson::SUCCESS && !id.empty()) ids.push_back(id);
    }
    // In the one order both tell: of a deleted post the ids are all there is.
    std::ranges::stable_sort(files, {}, [&](const attached& one) {
        return std::ranges::find(ids, one.id) - ids.begin();
    });
    if (files.empty())
        for (const auto id : ids) files.push_back({std::string(id), "file", {}, 0});
    return files;
}

// The first file is the message; each further one has an id made of the message's and its own.
std::string further_id(std::string_view post, const attached& file) {
    return std::string(post).append(":").append(masked_line(file.id));
}

void add_files(const post_reading& r, const std::vector<attached>& files, std::string words) {
    const auto post = text(r.post, "id");
    bool is_first = true;
    for (const auto& file : files) {
        const auto id = is_first ? std::string(post) : further_id(post, file);
        auto in = about_message(r, id);
        in.what = in_file{
            id,
            std::string(text(r.post, "root_id")),
            file.name,
            {},
            file.media_type,
            file.size,
            is_first ? std::move(words) : ""};
        r.out.push_back(std::move(in));
        is_first = false;
    }
}

// --- comings and goings ---

struct coming_row {
    std::string_view type;
    bool joined = true;
    // Of whom, in props; empty: of who the post is by.
    std::string_view id = {}, name = "username";
};

constexpr coming_row comings[] = {
    {"system_join_channel", true},
    {"system_guest_join_channel", true},
    {"system_leave_channel", false},
    {"system_add_to_channel", true, "addedUserId", "addedUsername"},
    {"system_add_guest_to_chan", true, "addedUserId", "addedUsername"},
    {"system_remove_from_channel", false, "removedUserId", "removedUsername"},
};

}  // namespace

inbound make_inbound(std::string key, std::string_view channel, std::int64_t at, person by) {
    inbound in;
    in.key = std::move(key);
    in.at = instant_of(at).value_or(instant());
    in.platform = platform;
    in.channel = channel;
    in.who = std::move(by);
    return in;
}

std::string post_key(std::string_view kind, json post) {
    return std::string(kind)
        .append(":mattermost:")
        .append(text(post, "channel_id"))
        .append(":")
        .append(text(post, "id"));
}

void add_said(const post_reading& r) {
    auto words = words_of_post(r.post);
    if (const auto files = files_of(r.post); !files.empty())
        return add_files(r, files, std::move(words));
    auto in = about_message(r, text(r.post, "id"));
    in.what = in_message{
        std::string(text(r.post, "id")), std::string(text(r.post, "root_id")), std::move(words)};
    r.out.push_back(std::move(in));
}

// A program that changes its attachments moves update_at alone, as pins and reactions do: with
// attachments every update may be an edit. One that says what stands there changes nothing.
void add_latest_edit(const post_reading& r) {
    const auto edited =
        has_attachments(r.post) ? number(r.post, "update_at") : number(r.post, "edit_at");
    if (edited <= number(r.post, "create_at")) return;
    auto in = make_inbound(
        post_key("e", r.post).append(":").append(std::to_string(edited)),
        text(r.post, "channel_id"),
        edited,
        author_of(r)
    );
    in.what = in_edit{std::string(text(r.post, "id")), words_of_post(r.post)};
    r.out.push_back(std::move(in));
}

// Who deleted is not told; most delete their own. An empty message goes before it: when the
// message itself comes later, it is a copy, and its words are never written down.
void add_deletion(const post_reading& r, std::int64_t at) {
    const auto post = text(r.post, "id");
    std::vector<std::string> ids{std::string(post)};
    const auto files = files_of(r.post);
    for (std::size_t i = 1; i < files.size(); ++i) ids.push_back(further_id(post, files[i]));
    for (const auto& id : ids) {
        auto unsaid = about_message(r, id);
        unsaid.what = in_message{id, std::string(text(r.post, "root_id")), ""};
        if (!is_ours(r.post, r.me)) r.out.push_back(std::move(unsaid));
        const auto channel = text(r.post, "channel_id");
        auto key = std::string("d:mattermost:").append(channel).append(":").append(id);
        auto gone = make_inbound(std::move(key), channel, at, author_of(r));
        gone.what = in_delete{id};
        r.out.push_back(std::move(gone));
    }
}

void add_membership(const post_reading& r) {
    const auto type = text(r.post, "type");
    const auto* row = std::find_if(std::begin(comings), std::end(comings), [&](const auto& one) {
        return one.type == type;
    });
    if (row == std::end(comings)) return;
    const auto id = row->id.empty() ? text(r.post, "user_id") : text(r.post, "props", row->id);
    if (id.empty()) return;
    auto in = make_inbound(
        post_key(row->joined ? "join" : "leave", r.post),
        text(r.post, "channel_id"),
        number(r.post, "create_at"),
        person_of(id, r.who, text(r.post, "props", row->name))
    );
    in.what = in_membership{row->joined};
    r.out.push_back(std::move(in));
}

}  // namespace bot::mattermost
