// An RCA on its way to where the team keeps them.
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::house;

namespace {

settings rules_with_git() {
    auto with = test::house_rules();
    with.rca_destinations = {"git"};
    return with;
}

// What the lane of git was given; it answers with a receipt.
struct repository {
    house in{rules_with_git()};
    std::vector<delivery> came{};
    std::string url = "https://git.example.org/7", told = "pull request #7";
    std::size_t conflicts = 0;
    bool refuses = false;

    repository() {
        in.script = [this](const delivery& what) -> std::optional<outcome> {
            if (what.what.platform != "git") return std::nullopt;
            came.push_back(what);
            if (refuses)
                return outcome{outcome::verdict::refused, "git push is not allowed", {}, {}};
            outcome end;
            inbound receipt;
            receipt.key = "published:git:" + std::to_string(what.what.id);
            receipt.at = in.now;
            receipt.platform = "git";
            receipt.what = in_published{what.what.incident, "git", url, told, conflicts};
            end.receipts.push_back(receipt);
            return end;
        };
        in.declare("P2 Cache down in checkout");
        in.go_to("19:10:00");
    }

    int told_of_it() {
        int times = 0;
        for (const auto& line : in.heard()) times += line.text.find("**RCA** of") != line.text.npos;
        return times;
    }
};

}  // namespace

TEST_CASE("a resolved incident's RCA goes to git as well, and its room gets the address once") {
    repository at;
    at.in.type("dana", "resolve rolled back");
    REQUIRE(at.came.size() == 1);
    REQUIRE(at.came[0].rca);
    CHECK_THAT(at.came[0].rca->text, Catch::Contains("rolled back"));
    CHECK(std::get<publish_rca>(at.came[0].what.what).announce);
    bool is_told = false;
    for (const auto& line : at.in.heard())
        is_told |= line.where == "inc-1-cache-down" &&
                   line.text == "**RCA** of INC-1: [pull request #7](https://git.example.org/7)";
    CHECK(is_told);

    // It follows what is told later, without a word.
    at.in.type("dana", "rootcause a typo");
    REQUIRE(at.came.size() == 2);
    CHECK_THAT(at.came[1].rca->text, Catch::Contains("a typo"));
    CHECK_FALSE(std::get<publish_rca>(at.came[1].what.what).announce);
    CHECK(at.told_of_it() == 0);

    at.url = "https://git.example.org/8";
    at.in.type("dana", "rca");
    CHECK(at.told_of_it() == 1);
}

TEST_CASE("what people and the record both changed in the repository is told each time") {
    repository at;
    at.in.type("dana", "resolve");
    at.told_of_it();
    at.conflicts = 2;
    at.in.type("dana", "rootcause a typo");
    CHECK(at.told_of_it() == 1);
}

TEST_CASE("being published changes nothing that would have to be published") {
    repository at;
    at.in.type("dana", "resolve");
    const auto text = at.in.rca("full");
    at.url = "https://git.example.org/9";
    at.in.type("dana", "rca");
    CHECK(at.came.size() == 2);
    CHECK(at.in.rca("full").size() >= text.size());
    const auto before = at.in.rca("full");
    at.in.restart();
    CHECK(at.in.rca("full") == before);
    CHECK(at.in.about().rca_places.at("git") == "https://git.example.org/9");
}

TEST_CASE("a private incident's RCA is pushed nowhere") {
    house in(rules_with_git());
    int came = 0;
    in.script = [&](const delivery& what) -> std::optional<outcome> {
        came += what.what.platform == "git";
        return std::nullopt;
    };
    in.declare("P1 Leak in checkout private");
    REQUIRE(in.about().is_private);
    in.type("dana", "resolve");
    in.type("dana", "rca");
    CHECK(came == 0);
}

TEST_CASE("a private incident's RCA stands in no folder, its room has the file all the same") {
    house in;
    std::vector<publish_rca> came;
    in.script = [&](const delivery& what) -> std::optional<outcome> {
        if (const auto* rca = std::get_if<publish_rca>(&what.what.what)) came.push_back(*rca);
        return std::nullopt;
    };
    in.declare("P1 Leak in checkout private");
    in.type("dana", "resolve");
    in.type("dana", "rootcause a stolen laptop");
    in.type("dana", "rca");

    REQUIRE(came.size() == 3);
    for (const auto& one : came) CHECK(one.only_shown);
    CHECK(in.published.size() == 3);
}

TEST_CASE("who has a private incident without a room is told how to get its RCA") {
    house in;
    in.script = [&](const delivery& what) -> std::optional<outcome> {
        if (!std::holds_alternative<open_room>(what.what.what)) return std::nullopt;
        outcome refused;
        inbound receipt;
        receipt.key = "refused:" + std::to_string(what.what.id);
        receipt.at = in.now;
        receipt.platform = what.what.platform;
        receipt.what = in_room_refused{what.what.incident, "the workspace is full."};
        refused.receipts.push_back(receipt);
        return refused;
    };
    in.type("dana", "declare P1 Leak in checkout private");
    bool is_told = false;
    for (const auto& line : in.heard())
        is_told |= line.where == "@dana" && line.text.find("scribe rca INC-1") != line.text.npos;
    CHECK(is_told);
}

TEST_CASE("a repository that refuses is told of in the room, which has the file all the same") {
    repository at;
    at.refuses = true;
    at.in.type("dana", "resolve");
    CHECK(at.in.published.size() == 1);
    bool is_told = false;
    for (const auto& line : at.in.heard())
        is_told |= line.text == "Could not publish the RCA: git push is not allowed";
    CHECK(is_told);
}
