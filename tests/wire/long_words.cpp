// Rooms and incidents with more words than one frame holds: they can still be opened.
#include "tests/wire/world.hpp"

#include <catch2/catch.hpp>

namespace bot::test {
namespace {

// As long as a message may be, of characters that grow when they are written as HTML and JSON.
std::string long_words(int number) {
    auto words = std::to_string(number) + " ";
    while (words.size() < 40'000) words += words.size() % 2 == 0 ? '<' : '"';
    return words;
}

browser open_patiently(world& w, const std::string& name) {
    websocket_options options;
    options.message_limit = 64 * 1024 * 1024;
    auto socket = w.open_socket({{"Cookie", w.sign_in(name)}}, options);
    REQUIRE(socket);
    return browser(w, std::move(*socket));
}

}  // namespace

TEST_CASE("a room full of the longest messages is read page by page", "[wire]") {
    world w;
    auto ana = w.open("ana");
    constexpr int count = 120;
    for (int i = 0; i < count; ++i)
        REQUIRE(ana.say("general", "m" + std::to_string(i), long_words(i)).contains("ok"));

    auto bob = open_patiently(w, "bob");
    std::vector<std::string> ids;
    std::int64_t before = 0;
    for (int page = 0;; ++page) {
        REQUIRE(page < count + 1);
        json request{{"do", "open"}, {"room", "general"}};
        if (before > 0) request["before"] = before;
        const auto got = bob.ask(request);
        REQUIRE(got["messages"].size() > 0);
        std::vector<std::string> older;
        for (const auto& message : got["messages"])
            older.push_back(message["id"].get<std::string>());
        ids.insert(ids.begin(), older.begin(), older.end());
        if (!got["more"].get<bool>()) break;
        before = got["messages"].front()["seq"].get<std::int64_t>();
    }

    REQUIRE(ids.size() == count);
    for (int i = 0; i < count; ++i)
        CHECK(ids[static_cast<std::size_t>(i)] == "m" + std::to_string(i));
}

TEST_CASE("an incident with long rows is shown, and its document downloaded at least", "[wire]") {
    world w;
    auto ana = open_patiently(w, "ana");
    const auto room = ana.declare("P2 Cache bug");
    constexpr int count = 60;
    for (int i = 0; i < count; ++i) {
        auto words = long_words(i);
        words.resize(39'000);
        REQUIRE(ana.command(room, "/incident note " + words).contains("ok"));
    }
    ana.settle();

    const auto shown = ana.ask({{"do", "incident"}, {"id", 1}})["incident"];
    const auto rows = shown["timeline"].size();
    CHECK(rows > 0);
    CHECK(rows + shown["timeline_more"].get<std::size_t>() >= count);
    CHECK(shown["timeline"].back()["html"].get<std::string>().find("59 ") != std::string::npos);
    CHECK(ana.open_room(room).contains("incident"));
    const auto rca = ana.ask({{"do", "rca"}, {"id", 1}, {"template", "full"}});
    CHECK((
        rca.contains("rca") || rca["error"].get<std::string>().find("ownload") != std::string::npos
    ));
    const auto document =
        w.ask("GET", "/incidents/1/rca.md?template=full", {{"Cookie", w.sign_in("ana")}});
    CHECK(document.status == 200);
    CHECK(document.body.size() > count * 39'000);
    CHECK(ana.is_open());
}

}  // namespace bot::test
