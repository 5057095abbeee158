// Each file of tests/golden/slack is a frame as Slack sends it and what it means to us.
#include "bot/platforms/slack/decode/decode.hpp"
#include "tests/places.hpp"
#include "tests/slack/decode_names.hpp"
#include "tests/support/printed_inbound.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace bot;

namespace {

using tree = nlohmann::ordered_json;

const bool updating = std::getenv("SCRIBE_UPDATE_GOLDEN") != nullptr;
const std::filesystem::path folder = SCRIBE_SOURCE_DIR "/tests/golden/slack";

tree print(const inbound& in) {
    CHECK(in.platform == "slack");
    CHECK_FALSE(in.keeps_room);
    return test::printed(in);
}

tree print(const std::vector<inbound>& all) {
    tree made = tree::array();
    for (const auto& one : all) made.push_back(print(one));
    return made;
}

struct notice_fields {
    tree operator()(const slack::person_changed& n) const {
        return {{"person", n.id}, {"name", n.name}, {"is_bot", n.is_bot}};
    }
    tree operator()(const slack::channel_renamed& n) const {
        return {{"channel", n.id}, {"name", n.name}};
    }
    tree operator()(const slack::home_opened& n) const { return {{"home_of", n.person}}; }
    tree operator()(const slack::joined_channel& n) const { return {{"we_joined", n.channel}}; }
    tree operator()(const slack::left_channel& n) const { return {{"we_left", n.channel}}; }
    tree operator()(const slack::throttled& n) const {
        return {{"throttled", format_rfc3339(n.minute)}};
    }
    tree operator()(const slack::revoked& n) const { return {{"revoked", n.why}}; }
};

tree print(const std::optional<slack::interaction>& asked) {
    if (!asked) return nullptr;
    auto made = print(asked->in);
    const auto& from = asked->from;
    made["from"] = {
        {"person", from.person},
        {"channel", from.channel},
        {"trigger", from.trigger},
        {"response_url", from.response_url},
        {"view", from.view},
        {"first_block", from.first_block},
        {"from_form", asked->from_form}};
    if (!asked->first.empty()) made["first"] = print(asked->first);
    return made;
}

tree decode_frame(const tree& file) {
    const test::known_names who;
    const auto& me = test::our_identity;
    document parsed;
    const auto kind = file.items().begin().key();
    const auto root = parsed.parse(file.at(kind).dump());
    REQUIRE(root);
    if (kind == "history") return print(slack::decode_history(*root, "C1", me, who));
    if (kind == "command") return print(slack::decode_command(*root, who));
    if (kind == "interactive") return print(slack::decode_interactive(*root, who));
    const auto made = slack::decode_event(*root, me, who);
    tree notices = tree::array();
    for (const auto& one : made.notices) notices.push_back(std::visit(notice_fields{}, one));
    return {{"inbounds", print(made.inbounds)}, {"notices", notices}};
}

std::vector<std::filesystem::path> frames() {
    std::vector<std::filesystem::path> files;
    for (const auto& one : std::filesystem::directory_iterator(folder))
        if (one.path().extension() == ".json") files.push_back(one.path());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

TEST_CASE("every frame means what is written beside it", "[slack][golden]") {
    const auto all = frames();
    REQUIRE(all.size() >= 100);
    for (const auto& path : all) {
        INFO(path.filename());
        std::ifstream in(path);
        auto file = tree::parse(in);
        const auto means = decode_frame(file);
        if (updating) {
            file["means"] = means;
            std::ofstream(path) << file.dump(2) << "\n";
            continue;
        }
        CHECK(file.value("means", tree()).dump(2) == means.dump(2));
    }
    INFO("SCRIBE_UPDATE_GOLDEN is set: look at the changes, then run again without it");
    CHECK_FALSE(updating);
}
