#include "bot/platforms/slack/export/export.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/json_repair.hpp"
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/decode/payload_words.hpp"
#include "bot/platforms/slack/export/export_file.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <utility>

namespace bot::slack {
namespace {

constexpr std::string_view channel_lists[] = {
    "channels.json", "groups.json", "mpims.json", "dms.json"};
constexpr std::string_view directs = "dms.json";  // have no name; their folder is the id
constexpr std::string_view day_left_out = "The day was left out.";

std::optional<std::string> look_up(const exported_names::book& in, std::string_view id) {
    const auto found = in.find(id);
    return found == in.end() ? std::nullopt : std::optional(found->second);
}

// As people see it in Slack: the name somebody chose, else the real one.
std::string name_in(json user, std::string_view profile) {
    for (const auto told :
         {text(user, profile, "display_name"),
          text(user, profile, "real_name"),
          text(user, "real_name"),
          text(user, "name")})
        if (auto name = masked_line(told); !name.empty()) return name;
    return {};
}

std::string plain(std::string_view mrkdwn, const names& who) {
    return masked_line(plain_of_markdown(markdown_of_text(mrkdwn, who)));
}

// As they were said; what has no moment cannot be told.
std::vector<std::pair<std::string_view, json>> in_order(
    simdjson::dom::array messages, std::size_t& left_out
) {
    std::vector<std::pair<std::string_view, json>> found;
    found.reserve(messages.size());
    for (const json one : messages) {
        if (const auto ts = text(one, "ts"); instant_of(ts)) {
            found.emplace_back(ts, one);
        } else {
            ++left_out;
        }
    }
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) {
        return compare_ts(a.first, b.first) < 0;
    });
    return found;
}

}  // namespace

std::optional<std::string> exported_names::person(std::string_view id) const {
    return look_up(people, id);
}

std::optional<std::string> exported_names::channel(std::string_view id) const {
    return look_up(channels, id);
}

// No export tells what groups are called; a mention of one brings its name along.
std::optional<std::string> exported_names::group(std::string_view) const {
    return std::nullopt;
}

result<export_folder> export_folder::open(std::string folder) {
    std::error_code unknown;
    if (!std::filesystem::is_directory(folder, unknown)) {
        const bool is_there = std::filesystem::exists(folder, unknown);
        return fail(
            errc::not_found,
            folder + (is_there ? " is a file. Unpack the export and give its folder."
                               : " is not there. Give the folder of the unpacked export.")
        );
    }
    while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
    export_folder made(std::move(folder));
    made.read_people();
    for (const auto file : channel_lists) made.read_channels(file);
    made.add_unlisted_folders();
    if (made.channels_.empty())
        return fail(
            errc::invalid,
            made.folder_ +
                " holds no Slack export: there is no channels.json in it, and no folder with days "
                "like 2025-09-27.json."
        );
    std::ranges::stable_sort(made.channels_, {}, &exported_channel::name);
    return made;
}

const exported_channel* export_folder::find(std::string_view wanted) const {
    if (wanted.starts_with('#')) wanted.remove_prefix(1);
    for (const auto field : {&exported_channel::name, &exported_channel::id})
        for (const auto& one : channels_)
            if (one.*field == wanted) return &one;
    return nullptr;
}

std::string export_folder::path_of(const exported_channel& of, std::string_view day) const {
    return (std::filesystem::path(folder_) / of.folder / day).string() + ".json";
}

std::vector<std::string> export_folder::days(const exported_channel& of) {
    auto found = days_in((std::filesystem::path(folder_) / of.folder).string());
    if (found) return std::move(*found);
    remark(found.error().detail);
    return {};
}

std::size_t export_folder::count(const exported_channel& of, const std::string& day) {
    const auto messages = list_in(path_of(of, day), day_left_out);
    return messages ? messages->size() : 0;
}

result<bool> export_folder::read_day(
    const exported_channel& of, const std::string& day, const visitor& each
) {
    const auto file = path_of(of, day);
    const auto messages = list_in(file, day_left_out);
    if (!messages) return false;
    std::size_t left_out = 0;
    const auto all = in_order(*messages, left_out);
    if (left_out > 0)
        remark(
            file + ": left out what has no time, " + std::to_string(left_out) + " of " +
            std::to_string(messages->size()) + "."
        );
    // People of other workspaces are in no list, but mentioned by others.
    for (const auto& [ts, message] : all)
        if (const auto id = text(message, "user"); !id.empty() && !names_.person(id))
            if (auto name = name_in(message, "user_profile"); !name.empty())
                names_.people.emplace(id, std::move(name));
    for (const auto& [ts, message] : all)
        if (auto done = each(decode_exported(message, of, names_)); !done)
            return tl::unexpected(done.error());
    return true;
}

std::vector<std::string> export_folder::take_remarks() {
    return std::exchange(remarks_, {});
}

void export_folder::read_people() {
    // An organisation's export calls it otherwise.
    const auto of_organisation = folder_ + "/org_users.json";
    std::error_code unknown;
    const bool is_organisation = std::filesystem::exists(of_organisation, unknown);
    const auto users = list_in(
        is_organisation ? of_organisation : folder_ + "/users.json",
        "Who is named nowhere else is called by the id."
    );
    if (!users) return;
    for (const json user : *users)
        if (auto name = name_in(user, "profile"); !name.empty() && !text(user, "id").empty())
            names_.people.emplace(text(user, "id"), std::move(name));
}

void export_folder::read_channels(std::string_view file) {
    const auto path = folder_ + "/" + std::string(file);
    // Which of the lists there are depends on who may export what.
    if (std::error_code unknown;
        file != channel_lists[0] && !std::filesystem::exists(path, unknown))
        return;
    const auto list = list_in(path, "Its channels are known by their folders alone.");
    if (!list) return;
    // Topics name channels that come after theirs.
    for (const json one : *list)
        if (!text(one, "id").empty() && !text(one, "name").empty())
            names_.channels.emplace(text(one, "id"), masked_line(text(one, "name")));
    for (const json one : *list) add_channel(one, file);
}

void export_folder::add_channel(json told, std::string_view file) {
    const auto id = text(told, "id"), name = file == directs ? id : text(told, "name");
    if (!is_folder_name(name))
        return remark(
            folder_ + "/" + std::string(file) + ": left out a channel called '" +
            shorten(name, 60) + "'; that names no folder of the export."
        );
    exported_channel made;
    made.id = id.empty() ? name : id;
    made.name = masked_line(name);
    made.folder = name;
    made.topic = plain(text(told, "topic", "value"), names_);
    made.purpose = plain(text(told, "purpose", "value"), names_);
    for (const json one : items(told, "members")) {
        std::string_view member_id;
        if (file == directs && one.get(member_id) == simdjson::SUCCESS)
            made.members.push_back(names_.person(member_id).value_or(masked_line(member_id)));
    }
    for (const json pin : items(told, "pins")) {
        const auto created = number(pin, "created");
        const auto at = created > 0 ? std::optional(instant(seconds(created))) : std::nullopt;
        made.pins.emplace(text(pin, "id"), exported_pin{std::string(text(pin, "user")), at});
    }
    channels_.push_back(std::move(made));
}

void export_folder::add_unlisted_folders() {
    std::set<std::string_view> listed;
    for (const auto& one : channels_) listed.insert(one.folder);
    std::vector<exported_channel> unlisted;
    for (auto& folder : folders_in(folder_)) {
        const auto days = days_in(folder_ + "/" + folder);
        if (listed.contains(folder) || !days || days->empty()) continue;
        const auto name = masked_line(folder);
        unlisted.push_back({name, name, std::move(folder), {}, {}, {}, {}});
    }
    std::ranges::move(unlisted, std::back_inserter(channels_));
}

std::optional<simdjson::dom::array> export_folder::list_in(
    const std::string& file, std::string_view otherwise
) {
    auto text = read_plain_file(file);
    auto root = text ? document_.parse(*text) : tl::unexpected(text.error());
    if (text && !root) root = document_.parse(repair_escapes(std::move(*text)));
    simdjson::dom::array list;
    if (root && root->get(list) == simdjson::SUCCESS) return list;
    auto why =
        text ? file + ": " + (root ? "this is no list" : root.error().detail) : text.error().detail;
    if (!why.ends_with('.')) why += '.';
    remark(why.append(" ").append(otherwise));
    return std::nullopt;
}

void export_folder::remark(std::string_view sentence) {
    auto line = masked_line(sentence);
    if (std::ranges::find(remarks_, line) == remarks_.end()) remarks_.push_back(std::move(line));
}

}  // namespace bot::slack
