// The incident the project starts from, told line by line by dana in Mattermost.
#include "tests/places.hpp"
#include "tests/support/text_file.hpp"
#include "tests/wire_mattermost/world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <sstream>

namespace bot::mattermost::test {
namespace {

const std::string document = "2025-09-27-cache-invalidation-bug-in-user-service.md";

// Plays every line by its own time; gives the incident's channel.
std::string play_seed(world& in) {
    std::istringstream lines(bot::test::text_of(SCRIBE_SOURCE_DIR "/tests/wire/seed.jsonl"));
    std::string room;
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto told = nlohmann::json::parse(line);
        REQUIRE(told["kind"] == "command");
        in.set_clock(told["at"].get<std::string>());
        const auto text = told["text"].get<std::string>();
        INFO(text);
        if (room.empty()) {
            REQUIRE(told["channel"] == "ops");
            room = in.declare("dana", text.substr(std::string("/incident declare ").size()));
        } else {
            in.command("dana", room, text);
            // Who resolves without a word is asked for one, and gives none.
            if (text == "/incident resolve")
                CHECK(in.submits("dana", nlohmann::json::object()).empty());
            CHECK(in.space.dialogs("dana").empty());
        }
    }
    REQUIRE(count == 30);
    return room;
}

}  // namespace

TEST_CASE("the seed incident told in Mattermost gives the seed document to the byte", "[story]") {
    world w({.tls = GENERATE(false, true)});

    const auto room = play_seed(w);
    w.command("dana", room, "/incident rca publish");
    w.settle();

    const auto golden = bot::test::text_of(SCRIBE_SOURCE_DIR "/tests/golden/" + document);
    REQUIRE_FALSE(golden.empty());
    const auto* file = w.file_in(room);
    REQUIRE(file);
    CHECK(file->name == document);
    CHECK(file->bytes == golden);
    CHECK(w.space.duplicates().empty());
}

}  // namespace bot::mattermost::test
