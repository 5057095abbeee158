#include "config/configuration.hpp"
#include "tests/places.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(SCRIBE_SOURCE_DIR) / "tests/config/mistakes";

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> files() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".yaml") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::string without_folder(std::string text) {
    const auto prefix = folder.string() + "/";
    for (auto at = text.find(prefix); at != text.npos; at = text.find(prefix))
        text.erase(at, prefix.size());
    return text;
}

std::string report_on(const fs::path& path) {
    const auto read =
        bot::parse_configuration(text_of(path), path.filename().string(), folder.string());
    std::string report;
    for (const auto& m : read.mistakes) report += bot::to_text(m) + "\n";
    return without_folder(report);
}

}  // namespace

TEST_CASE("each mistake is reported in the words that stand beside it") {
    const bool update = std::getenv("SCRIBE_UPDATE_GOLDEN") != nullptr;
    REQUIRE(files().size() > 80);

    for (const auto& path : files()) {
        auto expected = path;
        expected.replace_extension(".txt");
        const auto report = report_on(path);
        if (update) std::ofstream(expected, std::ios::binary) << report;
        INFO(path.filename().string());
        CHECK_FALSE(report.empty());
        CHECK(report == text_of(expected));
    }

    // What was just written cannot be what was meant to be checked.
    CHECK_FALSE(update);
}

TEST_CASE("no mistake repeats a secret") {
    for (const auto& path : files()) {
        INFO(path.filename().string());
        CHECK(report_on(path).find("hunter") == std::string::npos);
        CHECK(report_on(path).find("correct-horse") == std::string::npos);
    }
}

TEST_CASE("mistakes come in the order of their places, the catalogue's last") {
    for (const auto& path : files()) {
        const auto read =
            bot::parse_configuration(text_of(path), path.filename().string(), folder.string());
        INFO(path.filename().string());
        const auto& list = read.mistakes;
        const auto in_catalogue = [&](const bot::mistake& m) {
            return m.file != path.filename().string();
        };
        CHECK(std::is_partitioned(list.begin(), list.end(), [&](const auto& m) {
            return !in_catalogue(m);
        }));
        CHECK(std::is_sorted(list.begin(), list.end(), [&](const auto& a, const auto& b) {
            return std::tuple(in_catalogue(a), a.line, a.column) <
                   std::tuple(in_catalogue(b), b.line, b.column);
        }));
    }
}
