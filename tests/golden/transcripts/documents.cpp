// Transcript in, document out, byte for byte, wherever and whenever it is played.
#include "tests/golden/transcripts/replayed.hpp"
#include "tests/places.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

using namespace bot::test;
namespace fs = std::filesystem;

namespace {

const std::string here = SCRIBE_SOURCE_DIR "/tests/golden/transcripts";
const bool updating = std::getenv("SCRIBE_UPDATE_GOLDEN") != nullptr;

const std::vector<surroundings> everywhere{
    {"UTC", "C"},
    {"America/St_Johns", "de_DE.UTF-8"},
    {"Pacific/Kiritimati", "tr_TR.UTF-8"},
    {"Europe/Berlin", "C.UTF-8"}};

std::vector<std::string> transcripts() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(here))
        if (entry.path().extension() == ".jsonl") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::string config_of(const std::string& name) {
    return fs::exists(here + "/" + name + ".yaml") ? name + ".yaml" : "";
}

}  // namespace

TEST_CASE("a transcript gives its document, in every time zone and language, every time") {
    REQUIRE(transcripts().size() >= 8);
    for (const auto& name : transcripts()) {
        INFO(name);
        const auto file = here + "/" + name + ".md";
        if (updating) {
            write_text(file, replay(here, name + ".jsonl", config_of(name)).out);
            continue;
        }
        const auto expected = text_of_file(file);
        for (const auto& in : everywhere) {
            INFO(in.zone << " " << in.locale);
            const auto first = replay(here, name + ".jsonl", config_of(name), in);
            CHECK(first.code == 0);
            CHECK(first.out == expected);
        }
        CHECK(replay(here, name + ".jsonl", config_of(name)).out == expected);
    }
    if (updating)
        FAIL(
            "The documents were written anew. Read the difference, then run without "
            "SCRIBE_UPDATE_GOLDEN."
        );
}

TEST_CASE("what people would have been told is said on the error channel, with its place") {
    CHECK(
        replay(here, "said-times.jsonl").complaints ==
        "scribe: said-times.jsonl:18: `recovered` at 2026-12-31 23:59 UTC would be before "
        "`mitigated` (2027-01-01 00:01 UTC). Nothing was changed; correct the other one first if "
        "that is the wrong one.\n"
    );
    CHECK(replay(here, "database-past-midnight.jsonl").complaints.empty());
}

TEST_CASE("the document the project starts from is reproduced") {
    const fs::path folder = SCRIBE_SOURCE_DIR "/../shared/seed";
    if (!fs::exists(folder / "transcript.jsonl")) {
        WARN("There is no shared/seed beside the repository: the seed was not compared.");
        return;
    }
    const auto expected =
        text_of_file(folder / "2025-09-27-cache-invalidation-bug-in-user-service.md");

    for (const auto& in : everywhere) {
        INFO(in.zone << " " << in.locale);
        CHECK(replay(folder, "transcript.jsonl", "", in).out == expected);
    }
}
