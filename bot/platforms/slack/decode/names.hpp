// Ids as people read them. Slack's events carry ids only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bot::slack {

inline constexpr std::string_view platform = "slack";

// Who we are, from auth.test.
struct identity {
    std::string team, user, bot, app, url;  // "T1", "U2", "B3", "A4", "https://acme.slack.com/"
};

class names {
public:
    virtual ~names() = default;
    virtual std::optional<std::string> person(std::string_view id) const = 0;   // "Ana Lopez"
    virtual std::optional<std::string> channel(std::string_view id) const = 0;  // "ops"
    virtual std::optional<std::string> group(std::string_view id) const = 0;    // "sre"
};

}  // namespace bot::slack
