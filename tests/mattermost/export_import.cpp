// `scribe import mattermost` as a process: a bulk export in, a document out.
#include "tests/config/temp_folder.hpp"
#include "tests/golden/transcripts/replayed.hpp"
#include "tests/places.hpp"
#include "tests/support/golden_import.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>

using namespace bot::test;
using nlohmann::json;

namespace {

const std::string here = SCRIBE_SOURCE_DIR "/tests/golden/mattermost_export";

replayed import(words arguments) {
    arguments.insert(arguments.begin(), {"import", "mattermost"});
    return run(here, arguments);
}

const std::vector<golden_import> documents{
    {"checkout",
     {"checkout.jsonl", "--channel", "inc-checkout", "--severity", "p2", "--service", "checkout"}},
    {"checkout-full",
     {"checkout.jsonl", "--channel", "~inc-checkout", "--team", "ops", "--template", "full"}},
    {"checkout-first-evening",
     {"checkout.jsonl", "--channel", "ops/inc-checkout", "--to", "2025-09-27", "--title", "Pool"}},
    {"direct", {"checkout.jsonl", "--channel", "ana--li", "--template", "full"}},
    {"damaged", {"damaged.jsonl", "--channel", "inc-1"}},
};

json post(const std::string& user, const std::string& message, std::int64_t at) {
    return {
        {"team", "ops"},
        {"channel", "inc-big"},
        {"user", user},
        {"message", message},
        {"create_at", at}};
}

// 50,000 messages, a tenth of them roots with nine replies, in no order.
std::string generated_export() {
    constexpr int roots = 5'000, replies = 9;
    std::string lines = R"({"type":"version","version":1})"
                        "\n";
    for (int i = 0; i < roots; ++i) {
        const auto at = 1'758'931'200'000 + std::int64_t{(i * 7919) % roots} * 60'000;
        auto root = post("u" + std::to_string(i % 50), "message " + std::to_string(i), at);
        auto list = json::array();
        for (int r = 1; r <= replies; ++r)
            list.push_back(post("u" + std::to_string(r), "reply *" + std::to_string(r), at + r));
        root["replies"] = std::move(list);
        if (i % 10 == 0)
            root["reactions"] = {{{"user", "u1"}, {"emoji_name", "eyes"}, {"create_at", at}}};
        if (i % 100 == 0) root["is_pinned"] = true;
        lines += json{{"type", "post"}, {"post", std::move(root)}}.dump() + "\n";
    }
    return lines;
}

}  // namespace

TEST_CASE("a bulk export gives its document, in every time zone and language", "[mattermost]") {
    check_documents(here, "mattermost", documents);
}

TEST_CASE("without a channel a bulk export's are listed, and what to type", "[mattermost]") {
    const auto done = import({"checkout.jsonl"});
    CHECK(done.code == 2);
    CHECK(
        done.out ==
        "* inc-checkout           12 messages  2025-09-27 to 2025-09-28\n"
        "  ana--li                 2 messages  2025-09-27 to 2025-09-27  (ana, li)\n"
        "  ops/town-square         1 message   2025-09-27 to 2025-09-27\n"
        "  shop/town-square        1 message   2025-09-27 to 2025-09-27\n"
        "\n"
        "* looks like an incident. Say which one:\n"
        "  scribe import mattermost checkout.jsonl --channel inc-checkout\n"
    );
    const auto of_team = import({"checkout.jsonl", "--team", "shop", "--json"});
    const auto list = json::parse(of_team.out);
    REQUIRE(list.size() == 1);
    CHECK(list[0]["channel"] == "town-square");
}

TEST_CASE("damaged lines are named by file and line, the others are written up", "[mattermost]") {
    const auto done = import({"damaged.jsonl", "--channel", "inc-1"});
    CHECK(done.code == 0);
    for (const auto* remark :
         {"damaged.jsonl:3: left out: this is no usable JSON",
          "damaged.jsonl:5: left out: this is no object.",
          "damaged.jsonl:7: left out: this is no usable JSON",
          "damaged.jsonl:8: left out: a post has no author or no moment (user, create_at).",
          "damaged.jsonl:9: left out: a post has no author",
          "damaged.jsonl:10: left out: a post says no channel.",
          "damaged.jsonl:11: left out: it has no \"post\"."}) {
        INFO(remark << "\nin\n" << done.complaints);
        CHECK(done.complaints.find(remark) != std::string::npos);
    }
}

TEST_CASE(
    "secrets in a bulk export reach neither the document nor the error channel", "[mattermost]"
) {
    const auto done = import({"checkout.jsonl", "--channel", "inc-checkout", "--template", "full"});
    CHECK(done.code == 0);
    CHECK(done.out.find("s3cr3tPassw0rd") == std::string::npos);
    CHECK(done.complaints.find("s3cr3tPassw0rd") == std::string::npos);
}

TEST_CASE(
    "what is no bulk export is refused in one sentence that says what to do", "[mattermost]"
) {
    const temp_folder at;
    at.write("empty.jsonl", "");
    at.write("other.jsonl", "{\"type\":\"version\",\"version\":1}\n{\"hello\":1}\n");
    std::filesystem::create_symlink("empty.jsonl", at.path() + "/link.jsonl");
    const auto refuses = [&](const words& arguments, const std::string& sentence) {
        auto all = words{"import", "mattermost"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        const auto done = run(at.path(), all);
        INFO(done.complaints);
        CHECK(done.code == 2);
        CHECK(done.complaints.find(sentence) != std::string::npos);
    };
    refuses({"none.jsonl"}, "none.jsonl is not there.");
    refuses({"link.jsonl"}, "link.jsonl is a symbolic link; an export has none.");
    refuses({"."}, ". is no plain file.");
    refuses({"empty.jsonl"}, "empty.jsonl holds no Mattermost export: no line of it says of a");
    refuses({"other.jsonl"}, "other.jsonl holds no Mattermost export");
    CHECK(
        import({"checkout.jsonl", "--channel", "town-square"}).complaints ==
        "scribe: Several teams have a channel 'town-square'. Say which with --team ops.\n"
    );
    CHECK(
        import({"checkout.jsonl", "--channel", "inc-chekout"})
            .complaints.find("Did you mean 'inc-checkout'?") != std::string::npos
    );
}

TEST_CASE("fifty thousand posts are imported in seconds", "[mattermost]") {
    const temp_folder at;
    at.write("big.jsonl", generated_export());
    const auto began = std::chrono::steady_clock::now();
    const auto done = run(at.path(), {"import", "mattermost", "big.jsonl", "--channel", "inc-big"});
    const auto took = std::chrono::steady_clock::now() - began;
    CHECK(done.code == 0);
    CHECK(std::ranges::count(done.out, '\n') >= 50);
    CHECK(took < std::chrono::seconds(20));
}
