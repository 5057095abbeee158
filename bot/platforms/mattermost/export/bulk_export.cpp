#include "bot/platforms/mattermost/export/bulk_export.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/clean_words.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/json_repair.hpp"
#include "bot/platforms/mattermost/decode/names.hpp"
#include "bot/platforms/mattermost/export/exported_post.hpp"
#include "bot/platforms/plain_file.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <utility>

namespace bot::mattermost {
namespace {

constexpr std::size_t most_remarks = 40;
constexpr std::size_t lines_between_progress = 500;

// Where a post stands in the file.
struct place {
    std::streamoff at = 0;
    std::size_t line = 0;
};

// What is known of a channel besides its names.
struct content {
    std::vector<place> posts;
    std::size_t messages = 0;
    instant first = instant::max(), last = instant::min();
};

struct line_reader {
    document parser;

    // Half a character in a text does not make its line unreadable.
    result<json> parse(std::string_view line) {
        auto root = parser.parse(line);
        if (!root) root = parser.parse(repair_escapes(repair_utf8(line)));
        if (root && !root->is_object()) return fail(errc::invalid, "this is no object");
        return root;
    }
};

std::vector<std::string> members_of(json told, std::string_view key) {
    std::vector<std::string> members;
    for (const json one : items(told, key)) {
        std::string_view name;
        if (one.get(name) == simdjson::SUCCESS) members.push_back(masked_line(name));
    }
    std::sort(members.begin(), members.end());
    return members;
}

std::string direct_id(const std::vector<std::string>& members) {
    return join(members, "--");
}

class bulk_export final : public chat_export {
public:
    bulk_export(std::string file, std::string team)
        : path_(std::move(file)), team_(std::move(team)) {}

    result<void> open();

    std::string_view platform() const override { return mattermost::platform; }
    std::span<const exported_room> rooms() const override { return rooms_; }
    result<const exported_room*> find(std::string_view wanted) const override;
    extent measure(const exported_room& of) override;
    result<void> read(const exported_room& of, const span_wanted& span, const visitor& each)
        override;
    std::vector<std::string> take_remarks() override;

private:
    void learn(json root, place where);
    void learn_channel(json told);
    void learn_direct_channel(json told);
    void learn_post(json told, const std::string& id, place where);
    exported_room& room(const std::string& id, std::string_view name);
    void name_by_team();
    void left_out(std::size_t line, std::string_view why);

    std::string path_, team_;
    std::vector<exported_room> rooms_;  // while open() reads: in no order
    std::map<std::string, std::size_t, std::less<>> by_id_;
    std::map<std::string, content, std::less<>> contents_;  // by the room's id
    std::size_t known_lines_ = 0, unsaid_remarks_ = 0;
    std::vector<std::string> remarks_;
};

result<void> bulk_export::open() {
    if (auto may = may_be_read(path_, 0); !may) return may;
    std::ifstream file(path_, std::ios::binary);
    if (!file) return fail(errc::unavailable, path_ + " cannot be read.");
    line_reader reader;
    std::string line;
    std::streamoff at = 0;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
        const place where{at, number};
        at += static_cast<std::streamoff>(line.size()) + 1;
        if (trim(line).empty()) continue;
        const auto root = reader.parse(line);
        if (!root) {
            left_out(number, root.error().detail);
        } else {
            learn(*root, where);
        }
    }
    if (known_lines_ == 0 || rooms_.empty())
        return fail(
            errc::invalid,
            path_ + " holds no Mattermost export" +
                (team_.empty() ? std::string() : " of a team '" + shorten(team_, 60) + "'") +
                ": no line of it says of a channel or a post."
        );
    name_by_team();
    std::ranges::stable_sort(rooms_, {}, &exported_room::name);
    return {};
}

void bulk_export::learn(json root, place where) {
    const auto type = text(root, "type");
    const auto told = member(root, type);
    if (!told || !told->is_object()) {
        if (type != "version") left_out(where.line, "it has no \"" + shorten(type, 40) + "\"");
        return;
    }
    ++known_lines_;
    if (type == "channel") return learn_channel(*told);
    if (type == "direct_channel") return learn_direct_channel(*told);
    if (type == "post") {
        if (!team_.empty() && !equal_ignoring_case(text(*told, "team"), team_)) return;
        const auto channel = text(*told, "channel");
        const auto id = std::string(text(*told, "team")).append("/").append(channel);
        if (channel.empty()) return left_out(where.line, "a post says no channel");
        room(id, channel);
        return learn_post(*told, id, where);
    }
    if (type != "direct_post" || !team_.empty()) return;
    const auto members = members_of(*told, "channel_members");
    if (members.empty()) return left_out(where.line, "a direct post says nobody it was between");
    room(direct_id(members), direct_id(members)).members = members;
    learn_post(*told, direct_id(members), where);
}

void bulk_export::learn_channel(json told) {
    const auto team = text(told, "team"), name = text(told, "name");
    if (name.empty() || (!team_.empty() && !equal_ignoring_case(team, team_))) return;
    auto& made = room(std::string(team).append("/").append(name), name);
    made.topic = masked_line(text(told, "header"));
    made.purpose = masked_line(text(told, "purpose"));
    if (made.purpose.empty()) made.purpose = masked_line(text(told, "display_name"));
}

void bulk_export::learn_direct_channel(json told) {
    auto members = members_of(told, "members");
    if (members.empty() || !team_.empty()) return;
    auto& made = room(direct_id(members), direct_id(members));
    made.topic = masked_line(text(told, "header"));
    made.members = std::move(members);
}

void bulk_export::learn_post(json told, const std::string& id, place where) {
    const auto moments = moments_of_exported(told);
    if (moments.empty())
        return left_out(where.line, "a post has no author or no moment (user, create_at)");
    auto& of = contents_[id];
    of.posts.push_back(where);
    of.messages += moments.size();
    for (const auto at : moments) {
        of.first = std::min(of.first, at);
        of.last = std::max(of.last, at);
    }
}

exported_room& bulk_export::room(const std::string& id, std::string_view name) {
    const auto [at, is_new] = by_id_.try_emplace(id, rooms_.size());
    if (is_new) rooms_.push_back({id, masked_line(name), {}, {}, {}});
    return rooms_[at->second];
}

// Two teams may each have a channel of one name: then each is called by both.
void bulk_export::name_by_team() {
    std::map<std::string, std::size_t> uses;
    for (const auto& one : rooms_) ++uses[one.name];
    for (auto& one : rooms_)
        if (uses[one.name] > 1) one.name = masked_line(one.id);
}

result<const exported_room*> bulk_export::find(std::string_view wanted) const {
    while (wanted.starts_with('~') || wanted.starts_with('#')) wanted.remove_prefix(1);
    for (const auto field : {&exported_room::name, &exported_room::id})
        for (const auto& one : rooms_)
            if (one.*field == wanted) return &one;
    const auto end = "/" + std::string(wanted);
    for (const auto& one : rooms_)
        if (one.id.ends_with(end))
            return fail(
                errc::conflict,
                "Several teams have a channel '" + shorten(wanted, 80) +
                    "'. Say which with --team " +
                    shorten(one.id.substr(0, one.id.size() - end.size()), 60) + "."
            );
    return nullptr;
}

chat_export::extent bulk_export::measure(const exported_room& of) {
    const auto found = contents_.find(of.id);
    if (found == contents_.end()) return {};
    return {
        found->second.messages, format_date(found->second.first), format_date(found->second.last)};
}

result<void> bulk_export::read(
    const exported_room& of, const span_wanted& span, const visitor& each
) {
    const auto found = contents_.find(of.id);
    if (found == contents_.end()) return {};
    std::ifstream file(path_, std::ios::binary);
    line_reader reader;
    std::string line;
    std::vector<std::pair<exported_message, std::size_t>> all;  // and the line of each
    const auto& posts = found->second.posts;
    for (std::size_t i = 0; i < posts.size(); ++i) {
        if (i % lines_between_progress == 0)
            each.on_progress("post " + std::to_string(i) + " of " + std::to_string(posts.size()));
        file.seekg(posts[i].at);
        if (!std::getline(file, line))
            return fail(errc::unavailable, path_ + " changed while it was read. Start again.");
        const auto root = reader.parse(line);
        const auto told = root ? member(*root, text(*root, "type")) : std::nullopt;
        if (!told) continue;
        for (auto& one : decode_exported(*told, of.id, posts[i].line))
            if (span.has(one.at)) all.emplace_back(std::move(one), posts[i].line);
    }
    std::ranges::stable_sort(all, [](const auto& a, const auto& b) {
        return a.first.at < b.first.at;
    });
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i % lines_between_progress == 0)
            each.on_progress("message " + std::to_string(i) + " of " + std::to_string(all.size()));
        auto done = each.take(std::move(all[i].first), path_ + ":" + std::to_string(all[i].second));
        if (!done) return done;
    }
    return {};
}

void bulk_export::left_out(std::size_t line, std::string_view why) {
    if (remarks_.size() >= most_remarks) {
        ++unsaid_remarks_;
        return;
    }
    remarks_.push_back(
        masked_line(path_ + ":" + std::to_string(line) + ": left out: " + std::string(why) + ".")
    );
}

std::vector<std::string> bulk_export::take_remarks() {
    auto taken = std::exchange(remarks_, {});
    if (const auto more = std::exchange(unsaid_remarks_, 0); more > 0)
        taken.push_back("And " + std::to_string(more) + " more lines were left out.");
    return taken;
}

}  // namespace

result<std::unique_ptr<chat_export>> open_bulk_export(std::string file, std::string team) {
    auto made = std::make_unique<bulk_export>(std::move(file), std::move(team));
    if (auto opened = made->open(); !opened) return tl::unexpected(opened.error());
    return made;
}

}  // namespace bot::mattermost
