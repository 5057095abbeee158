// Which ids a payload has that would stand in the record without a name.
#include "bot/platforms/slack/decode/decode.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace bot::slack {
namespace {

// Parts of a payload that nobody reads.
constexpr std::string_view unread[] = {
    "authorizations", "root", "reply_users", "user_profile", "bot_profile", "metadata"};
constexpr std::string_view person_fields[] = {"user", "user_id", "selected_user"};

template <std::size_t N>
bool is_among(const std::string_view (&list)[N], std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool is_id(std::string_view id, std::string_view initials) {
    return id.size() > 1 && initials.find(id[0]) != initials.npos &&
           std::all_of(id.begin(), id.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
           });
}

class search {
public:
    explicit search(const names& who) : who_(who) {}

    void look(json value) {
        simdjson::dom::object object;
        simdjson::dom::array array;
        std::string_view words;
        if (value.get(object) == simdjson::SUCCESS) {
            for (const auto field : object) look(field.key, field.value, value);
        } else if (value.get(array) == simdjson::SUCCESS) {
            for (const json each : array) look(each);
        } else if (value.get(words) == simdjson::SUCCESS) {
            look_in(words);
        }
    }

    unnamed found;

private:
    void look(std::string_view key, json value, json owner) {
        if (is_among(unread, key)) return;
        std::string_view words;
        if (value.get(words) != simdjson::SUCCESS) {
            if (key == "user") want_person(text(value, "id"));
            return look(value);
        }
        if (is_among(person_fields, key)) return want_person(words);
        if (key == "usergroup_id") return want_group(words);
        // Mentioned in a rich text; elsewhere it is where something happened.
        if (key == "channel_id" && text(owner, "type") == "channel") return want_channel(words);
        look_in(words);
    }

    void look_in(std::string_view words) {
        for (auto at = words.find('<'); at != words.npos; at = words.find('<', at + 1)) {
            const auto inside = words.substr(at + 1);
            const auto token =
                inside.substr(0, std::min(inside.find_first_of("|>"), inside.size()));
            constexpr std::string_view group = "!subteam^";
            if (token.starts_with('@')) want_person(token.substr(1));
            if (token.starts_with('#')) want_channel(token.substr(1));
            if (token.starts_with(group)) want_group(token.substr(group.size()));
        }
    }

    void want_person(std::string_view id) {
        if (is_id(id, "UW") && seen_.insert(id).second && !who_.person(id))
            found.people.emplace_back(id);
    }
    void want_channel(std::string_view id) {
        if (is_id(id, "CG") && seen_.insert(id).second && !who_.channel(id))
            found.channels.emplace_back(id);
    }
    void want_group(std::string_view id) {
        if (is_id(id, "S") && seen_.insert(id).second && !who_.group(id))
            found.groups.emplace_back(id);
    }

    const names& who_;
    std::set<std::string_view> seen_;
};

}  // namespace

unnamed names_wanted(json payload, const names& who) {
    search looking(who);
    looking.look(payload);
    return std::move(looking.found);
}

}  // namespace bot::slack
