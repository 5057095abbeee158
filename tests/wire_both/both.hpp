// One incident in Slack and in Mattermost: ana works in the one, dana in the other.
#pragma once

#include "tests/wire_mattermost/world.hpp"
#include "tests/wire_slack/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

struct both_options {
    bool on_disk = false;
    std::string declared_by = "ana", title = "P2 Cache down";
    std::string at = "2026-03-02T09:00:00Z";
};

// Declared in Slack, with a room in Mattermost as well.
class both final : public two_sides {
public:
    explicit both(const both_options& options = {});
    ~both() override;

    std::string slack_says(std::string_view who, std::string_view text);
    std::string matter_says(std::string_view who, std::string_view text);
    // What people said there, and what is shown of what they said elsewhere: "NAME (Slack): …".
    std::vector<std::string> in_slack() const;
    std::vector<std::string> in_matter() const;
    std::optional<shown> find_in_slack(std::string_view words) const;
    const mattermost::test::post* find_in_matter(std::string_view words) const;
    std::vector<std::string> doubled() const;

    slack_side slack;
    mattermost::test::mattermost_side matter;
    std::string slack_room, matter_room;
};

}  // namespace bot::test
