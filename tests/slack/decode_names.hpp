// A small workspace that knows some of its people.
#pragma once

#include "bot/platforms/slack/decode/names.hpp"

#include <map>
#include <string>

namespace bot::test {

inline const slack::identity our_identity{"T1", "UBOT", "B1", "A1", "https://acme.slack.com/"};

struct known_names final : slack::names {
    using book = std::map<std::string, std::string, std::less<>>;
    book people{{"U1", "Ana Lopez"}, {"U2", "Li"}, {"U3", "Bo <b> | x"}, {"U88", "U88"}};
    book channels{{"C2", "ops"}};
    book groups{{"S1", "sre"}};

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
    std::optional<std::string> group(std::string_view id) const override {
        return find(groups, id);
    }
};

}  // namespace bot::test
