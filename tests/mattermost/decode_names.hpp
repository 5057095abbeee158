// A small team that knows some of its people.
#pragma once

#include "bot/platforms/mattermost/decode/names.hpp"

#include <map>
#include <string>

namespace bot::test {

inline const mattermost::identity our_bot{
    "9en1bot0000000000000000001",
    "incidentbot",
    "7ntuteam000000000000000001",
    "ops",
    "https://chat.example.org"};
inline const std::string alice = "7kbwalice00000000000000001", li = "3ctli00000000000000000001";
inline const std::string incidents = "jebkchannel0000000000000001";

struct team_names final : mattermost::names {
    using book = std::map<std::string, std::string, std::less<>>;
    book people{{alice, "alice"}, {li, "li"}};
    book channels{{incidents, "incidents"}};

    static std::optional<std::string> find(const book& in, std::string_view id) {
        const auto found = in.find(id);
        return found == in.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<std::string> person(std::string_view id) const override {
        return find(people, id);
    }
    std::optional<std::string> channel(std::string_view id) const override {
        return find(channels, id);
    }
};

}  // namespace bot::test
