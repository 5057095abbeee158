// `scribe import slack-export` as a process: an export in, a document out.
#include "tests/config/temp_folder.hpp"
#include "tests/golden/transcripts/replayed.hpp"
#include "tests/places.hpp"
#include "tests/support/golden_import.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sys/resource.h>

using namespace bot::test;
using nlohmann::json;

namespace {

const std::string here = SCRIBE_SOURCE_DIR "/tests/golden/slack_export";
constexpr const char* lasts =
    "scribe: Taken for its beginning: the first message, 2025-09-27 ";  // and so on

replayed import(words arguments) {
    arguments.insert(arguments.begin(), {"import", "slack-export"});
    return run(here, arguments);
}

// Sanitizers need a memory of their own.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool is_instrumented = true;
#else
constexpr bool is_instrumented = false;
#endif

const std::vector<golden_import> documents{
    {"checkout",
     {"checkout", "--channel", "inc-checkout", "--severity", "p2", "--service", "checkout"}},
    {"checkout-full", {"checkout", "--channel", "#inc-checkout", "--template", "full"}},
    {"checkout-first-evening",
     {"checkout",
      "--channel",
      "C7",
      "--to",
      "2025-09-27",
      "--title",
      "Pool \"exhausted\" again",
      "--template",
      "full"}},
    {"direct", {"direct", "--channel", "D1"}},
    {"names", {"names", "--channel", "störung-kasse"}},
    {"damaged", {"damaged", "--channel", "inc-1"}},
};

// One channel of 50,000 messages in 25 days.
std::string generated_day(int day, int messages) {
    auto list = json::array();
    for (int i = 0; i < messages; ++i) {
        const auto at = 1758931200 + day * 86400 + i * (86000 / messages);
        auto ts = std::to_string(at) + ".000100";
        json one{
            {"type", "message"},
            {"user", "U" + std::to_string(i % 50)},
            {"text",
             "message " + std::to_string(i) + " of <@U" + std::to_string(i % 7) + "> &amp; *more*"},
            {"ts", ts}};
        if (i % 10 == 0)
            one["reactions"] = {{{"name", "eyes"}, {"users", {"U1", "U2"}}, {"count", 2}}};
        if (i % 100 == 0) one["pinned_to"] = {"C1"};
        if (i % 20 == 0) one["edited"] = {{"user", "U1"}, {"ts", ts}};
        list.push_back(std::move(one));
    }
    return list.dump();
}

}  // namespace

TEST_CASE("an export gives its document, in every time zone and language, every time") {
    check_documents(here, "slack-export", documents);
}

TEST_CASE("an import says what it took for the ends of the incident") {
    CHECK(
        import({"checkout", "--channel", "inc-checkout"}).complaints ==
        std::string(lasts) +
            "19:02 UTC by Alerts; for its end: the last, 2025-09-28 00:05 UTC by Pager. --from and "
            "--to narrow it.\n"
    );
    CHECK(
        import({"checkout",
                "--channel",
                "inc-checkout",
                "--from",
                "2025-09-27 19:07",
                "--to",
                "2025-09-28T02:04:00+02:00"})
            .complaints ==
        std::string(lasts) +
            "19:07 UTC by Ana Lopez; for its end: the last, 2025-09-28 00:04 UTC by Ana Lopez. "
            "--from and --to narrow it.\n"
    );
}

TEST_CASE("an import invents no milestone and no duration") {
    const auto done = import({"direct", "--channel", "D1"}).out;

    CHECK(done.find("duration_minutes:\n") != done.npos);
    for (const auto* question :
         {"detected", "investigating", "identified", "mitigated", "recovered"}) {
        INFO(question);
        CHECK(done.find("`/incident " + std::string(question) + " at HH:MM`") != done.npos);
    }
    // That it ended with its last message is assumed: no row says so.
    CHECK(done.find("What time was it resolved?") != done.npos);
    CHECK(done.find("| Incident resolved |") == done.npos);
}

TEST_CASE("secrets in an export reach neither the document nor the error channel") {
    const auto done =
        import({"checkout", "--channel", "inc-checkout", "--template", "full", "--json"});

    CHECK(done.out.find("s3cr3tPassw0rd") == done.out.npos);
    CHECK(done.out.find("xoxe-1") == done.out.npos);
    CHECK(done.complaints.find("s3cr3tPassw0rd") == done.complaints.npos);
    const auto titled = import(
        {"direct",
         "--channel",
         "D1",
         "--title",
         "postgres://app:s3cr3tPassw0rd@db.internal/x is down"}
    );
    CHECK(titled.code == 0);
    CHECK(titled.out.find("s3cr3tPassw0rd") == titled.out.npos);
}

TEST_CASE("without a channel an import lists them, likely incidents first, and what to type") {
    const auto done = import({"checkout"});

    CHECK(done.code == 2);
    CHECK(
        done.out ==
        "* inc-checkout        20 messages  2025-09-27 to 2025-10-20\n"
        "  general              1 message   2025-09-27 to 2025-09-27\n"
        "  security-only        2 messages  2025-09-20 to 2025-09-20\n"
        "\n"
        "* looks like an incident. Say which one:\n"
        "  scribe import slack-export checkout --channel inc-checkout\n"
    );
    CHECK(done.complaints.empty());
    const auto direct = import({"direct"}).out;
    CHECK(direct.find("D1                        3 messages") != direct.npos);
    CHECK(direct.find("(Ana Lopez, Li Wei)") != direct.npos);
    CHECK(direct.find("looks like an incident") == direct.npos);
}

TEST_CASE("the list of channels is there for programs, too") {
    const auto done = import({"checkout", "--json"});

    CHECK(done.code == 2);
    const auto list = json::parse(done.out);
    REQUIRE(list.size() == 3);
    CHECK(list[0]["channel"] == "inc-checkout");
    CHECK(list[0]["messages"] == 20);
    CHECK(list[0]["looks_like_incident"] == true);
    CHECK(list[1]["looks_like_incident"] == false);
}

TEST_CASE("what cannot be imported is refused in one sentence that says what to do") {
    struct refusal {
        words arguments;
        std::string sentence;
    };
    for (const auto& [arguments, sentence] : std::vector<refusal>{
             {{"direct", "--channel", "D3"},
              "There is no channel 'D3' in the export. Did you mean 'D1'? Without --channel all "
              "are "
              "listed."},
             {{"direct", "--channel", "D2"},
              "Nobody said anything in #D2; there is nothing to write up."},
             {{"direct", "--channel", "D1", "--from", "2026-01-01"},
              "Nobody said anything in #D1 between --from and --to; there is nothing to write up."},
             {{"direct", "--channel", "D1", "--from", "noon"},
              "--from: 'noon' is no time. Write 2025-09-27 or \"2025-09-27 19:03\" (UTC)."},
             {{"direct", "--channel", "D1", "--from", "2025-09-28", "--to", "2025-09-27"},
              "--to is before --from."},
             {{"direct", "--channel", "D1", "--severity", "SEV9"},
              "--severity: there is no 'SEV9'. Known: P1, P2, P3, P4."},
             {{"direct/dms.json"},
              "direct/dms.json is a file. Unpack the export and give its folder."},
         }) {
        INFO(sentence);
        const auto done = import(arguments);
        CHECK(done.code == 2);
        CHECK(done.out.empty());
        CHECK(done.complaints == "scribe: " + sentence + "\n");
    }
    const auto wrong_template = import({"direct", "--channel", "D1", "--template", "none-such"});
    CHECK(wrong_template.code == 2);
    CHECK(wrong_template.complaints.find("none-such") != std::string::npos);
    const auto too_long = import({"direct", "--channel", "D1", "--title", std::string(201, 'x')});
    CHECK(too_long.code == 2);
    CHECK(
        too_long.complaints.find("The title has 201 bytes, 200 are allowed.") != std::string::npos
    );
}

TEST_CASE("each damaged day is named with its file, and the others are written up") {
    const auto done = import({"damaged", "--channel", "inc-1"});

    CHECK(done.code == 0);
    for (const auto* remark :
         {"damaged/users.json: this is no usable JSON",
          "damaged/inc-1/2025-09-26.json: this is no usable JSON",
          "damaged/inc-1/2025-09-27.json: left out what has no time, 3 of 6.",
          "damaged/inc-1/2025-09-28.json: this is no list. The day was left out.",
          "damaged/inc-1/2025-09-29.json: this is no usable JSON"}) {
        INFO(remark);
        CHECK(done.complaints.find(remark) != std::string::npos);
    }
    CHECK(done.complaints.find("2025-13-45") == std::string::npos);
}

TEST_CASE("whoever may declare and resolve where Scribe serves, an import may") {
    const temp_folder at;
    const auto config =
        at.write("scribe.yaml", "rights:\n  declare: [somebody]\n  resolve: [somebody]\n");

    const auto done = import({"direct", "--channel", "D1", "--config", config});

    CHECK(done.code == 0);
    CHECK(done.out == text_of_file(here + "/direct.md"));
}

TEST_CASE("a day is read though it is named in the zone of its workspace") {
    const temp_folder at;
    // 2025-09-27 03:00 UTC, in California the evening before; and 11:30, in Tonga the day after.
    for (const auto& [day, ts] :
         {std::pair{"2025-09-26", "1758942000"}, {"2025-09-28", "1758972600"}})
        at.write(
            "inc-1/" + std::string(day) + ".json",
            R"([{"type":"message","user":"U1","text":"x","ts":")" + std::string(ts) + ".000100\"}]"
        );

    const auto done =
        run(at.path(),
            {"import",
             "slack-export",
             ".",
             "--channel",
             "inc-1",
             "--from",
             "2025-09-27",
             "--to",
             "2025-09-27"});
    CHECK(done.code == 0);
    CHECK(done.complaints.find("2025-09-27 03:00 UTC by U1") != std::string::npos);
    CHECK(done.complaints.find("2025-09-27 11:30 UTC by U1") != std::string::npos);
}

TEST_CASE("an import writes its document into a folder when asked to") {
    const fresh_folder out;
    const auto done = import({"direct", "--channel", "D1", "--out", out.path()});

    CHECK(done.code == 0);
    REQUIRE(!done.out.empty());
    CHECK(
        text_of_file(done.out.substr(0, done.out.size() - 1)) == text_of_file(here + "/direct.md")
    );
}

TEST_CASE("fifty thousand messages are imported in seconds, within a modest memory") {
    constexpr int days = 25, messages = 2000;
    const temp_folder at;
    at.write("channels.json", R"([{"id":"C1","name":"inc-big"}])");
    for (int day = 0; day < days; ++day)
        at.write(
            "inc-big/2025-10-" + std::string(day < 9 ? "0" : "") + std::to_string(day + 1) +
                ".json",
            generated_day(day, messages)
        );

    const auto began = std::chrono::steady_clock::now();
    const auto done = run(at.path(), {"import", "slack-export", ".", "--channel", "inc-big"});
    const auto took = std::chrono::steady_clock::now() - began;

    CHECK(done.code == 0);
    CHECK(std::ranges::count(done.out, '\n') > days * messages / 100);
    CHECK(took < std::chrono::seconds(20));
    rusage children{};
    REQUIRE(::getrusage(RUSAGE_CHILDREN, &children) == 0);
    CHECK((is_instrumented || children.ru_maxrss < 200 * 1024));
}
