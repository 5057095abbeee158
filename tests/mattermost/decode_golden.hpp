// The frames of tests/golden/mattermost, and what is made of one.
#pragma once

#include "bot/platforms/mattermost/decode/decode.hpp"
#include "tests/mattermost/decode_names.hpp"
#include "tests/places.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace bot::test {

struct golden_frame {
    std::filesystem::path path;
    std::string name;  // "posted"
    nlohmann::ordered_json file;

    std::string kind() const { return file.items().begin().key(); }
};

inline std::vector<golden_frame> golden_frames() {
    std::vector<golden_frame> all;
    for (const auto& one :
         std::filesystem::directory_iterator(SCRIBE_SOURCE_DIR "/tests/golden/mattermost")) {
        if (one.path().extension() != ".json") continue;
        std::ifstream in(one.path());
        all.push_back({one.path(), one.path().stem(), nlohmann::ordered_json::parse(in)});
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return all;
}

inline golden_frame golden_frame_named(std::string_view name) {
    for (auto& one : golden_frames())
        if (one.name == name) return one;
    return {};
}

inline mattermost::decoded decode_told(
    const nlohmann::ordered_json& event, std::string_view delivery = "conn:7"
) {
    const team_names who;
    document parsed;
    const auto root = parsed.parse(event.dump());
    if (!root) return {};
    (void)mattermost::names_wanted(*root, who);
    return mattermost::decode_event(*root, delivery, our_bot, who);
}

inline std::vector<inbound> decode_listed(const nlohmann::ordered_json& post) {
    const team_names who;
    document parsed;
    const auto root = parsed.parse(post.dump());
    if (!root) return {};
    (void)mattermost::names_wanted_of_post(*root, who);
    return mattermost::decode_post(*root, our_bot, who);
}

inline std::optional<mattermost::interaction> decode_call(const nlohmann::ordered_json& file) {
    const team_names who;
    const auto& kind = file.items().begin().key();
    if (kind == "form") {
        mattermost::form_fields fields;
        for (const auto& field : file.at("form"))
            fields.emplace_back(field[0].get<std::string>(), field[1].get<std::string>());
        return mattermost::decode_command(fields, who);
    }
    document parsed;
    const auto root = parsed.parse(file.at(kind).dump());
    if (!root) return std::nullopt;
    const auto sealed = file.at("sealed").get<std::string>();
    return kind == "action" ? mattermost::decode_action(*root, sealed, who)
                            : mattermost::decode_submission(*root, sealed, who);
}

}  // namespace bot::test
