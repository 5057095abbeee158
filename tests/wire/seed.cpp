// The incident the project starts from, told line by line by people in a browser.
#include "tests/places.hpp"
#include "tests/support/text_file.hpp"
#include "tests/wire/world.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

namespace bot::test {
namespace {

const std::string seed_document = "2025-09-27-cache-invalidation-bug-in-user-service.md";

// Plays every line by its own time; gives the incident's room.
std::string play_seed(world& in, browser& dana) {
    std::istringstream lines(text_of(SCRIBE_SOURCE_DIR "/tests/wire/seed.jsonl"));
    std::string room;
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto told = json::parse(line);
        REQUIRE(told["kind"] == "command");
        in.set_clock(told["at"].get<std::string>());
        const auto text = told["text"].get<std::string>();
        const bool first = told["channel"] != "incident";
        const auto answer = dana.command(first ? "ops" : room, text);
        INFO(text << "\n" << answer.dump());
        REQUIRE(answer.value("ok", false));
        if (!answer["answer"].is_null()) REQUIRE_FALSE(answer["answer"]["failed"].get<bool>());
        if (!first) continue;
        room = answer["room"].get<std::string>();
        REQUIRE(dana.open_room(room).contains("ok"));
    }
    REQUIRE(count == 30);
    return room;
}

}  // namespace

TEST_CASE("the seed incident told over a WebSocket gives the seed document to the byte", "[wire]") {
    world w;
    auto dana = w.open("dana");
    dana.ask({{"do", "create-room"}, {"name", "ops"}});

    play_seed(w, dana);

    const auto rca = dana.ask({{"do", "rca"}, {"id", 1}, {"template", "default"}})["rca"];
    const auto golden = text_of(SCRIBE_SOURCE_DIR "/tests/golden/" + seed_document);
    REQUIRE_FALSE(golden.empty());
    CHECK(rca["markdown"].get<std::string>() == golden);
    CHECK(rca["file"] == seed_document);
    CHECK(rca["open"].empty());
    const auto download =
        w.ask("GET", "/incidents/1/rca.md?template=default", {{"Cookie", w.sign_in("dana")}});
    CHECK(download.body == golden);
}

TEST_CASE("the RCA lies in its folder when the incident is resolved, and follows", "[wire]") {
    world w;
    auto dana = w.open("dana");
    dana.ask({{"do", "create-room"}, {"name", "ops"}});

    const auto room = play_seed(w, dana);
    dana.settle();

    const auto path = w.where().rca + "/" + seed_document;
    CHECK(std::filesystem::exists(path));
    const auto messages = dana.open_room(room)["messages"];
    const auto says_where = std::any_of(messages.begin(), messages.end(), [&](const json& m) {
        return m["text"].get<std::string>().find(path) != std::string::npos;
    });
    CHECK(says_where);
    dana.command(room, "/incident rca publish");
    dana.settle();
    CHECK(w.file(path) == text_of(SCRIBE_SOURCE_DIR "/tests/golden/" + seed_document));
}

}  // namespace bot::test
