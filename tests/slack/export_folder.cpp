// What an export holds: people, channels, days; and what is left out of it.
#include "bot/platforms/slack/export/export.hpp"
#include "tests/config/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <stdexcept>
#include <sys/stat.h>

using namespace bot;
using bot::slack::export_folder;
using bot::test::temp_folder;
namespace fs = std::filesystem;

namespace {

constexpr const char* one_channel = R"([{"id":"C1","name":"inc-1","topic":{"value":"Slow"}}])";

export_folder opened(const std::string& path) {
    auto made = export_folder::open(path);
    if (!made) throw std::runtime_error(made.error().detail);
    return std::move(*made);
}

std::string message(std::string_view ts, std::string_view more = R"("user":"U1","text":"x")") {
    return R"({"type":"message","ts":")" + std::string(ts) + "\"," + std::string(more) + "}";
}

std::vector<exported_message> read(export_folder& from, const std::string& channel) {
    std::vector<exported_message> all;
    const auto* of = from.find(channel);
    REQUIRE(of);
    for (const auto& day : from.days(*of))
        REQUIRE(from.read_day(*of, day, [&](exported_message one) {
            all.push_back(std::move(one));
            return result<void>();
        }));
    return all;
}

bool read_days(export_folder& from) {
    const auto read =
        from.read_day(*from.find("inc-1"), "2025-09-27", [](auto) { return result<void>(); });
    REQUIRE(read);
    return *read;
}

std::string words_of(const exported_message& one) {
    return std::get<in_message>(one.inbounds.at(0).what).text;
}

std::vector<std::string> names_of(const export_folder& from) {
    std::vector<std::string> names;
    for (const auto& one : from.channels()) names.push_back(one.name);
    return names;
}

using words = std::vector<std::string>;

}  // namespace

TEST_CASE("a channel of an export is found by its name, with a hash before it, and by its id") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    const auto from = opened(at.path());

    CHECK(from.find("inc-1") == &from.channels().front());
    CHECK(from.find("#inc-1") == &from.channels().front());
    CHECK(from.find("C1") == &from.channels().front());
    CHECK(from.find("inc-2") == nullptr);
    CHECK(from.channels().front().topic == "Slow");
}

TEST_CASE("a name that leads out of an export's folder names no channel") {
    const temp_folder at;
    const std::string hostile[] = {
        "..", ".", "", "../outside", "/etc", "a/../../outside", "inc\\u0000", "sub/inc"};
    std::string list;
    for (const auto& name : hostile)
        list += (list.empty() ? "" : ",") + (R"({"id":"C1","name":")" + name + "\"}");
    at.write("export/channels.json", "[" + list + R"(,{"id":"C9","name":"inc-9"}])");
    at.write("outside/2025-09-27.json", "[" + message("1.000100") + "]");
    auto from = opened(at.path() + "/export");

    CHECK(names_of(from) == words{"inc-9"});
    std::size_t told = 0;
    for (const auto& one : from.take_remarks()) told += one.find("no folder") != one.npos;
    CHECK(told == std::size(hostile));
}

TEST_CASE("an id of a direct message that leads out of an export's folder names none") {
    const temp_folder at;
    at.write("export/channels.json", one_channel);
    at.write("export/dms.json", R"([{"id":"../outside","members":["U1"]}])");
    at.write("outside/2025-09-27.json", "[" + message("1.000100") + "]");

    CHECK(names_of(opened(at.path() + "/export")) == words{"inc-1"});
}

TEST_CASE("links in an export are not followed: not to a folder, a day or a list") {
    const temp_folder at;
    at.write("outside/2025-09-27.json", "[" + message("1.000100") + "]");
    at.write("secret.json", R"([{"id":"U1","profile":{"real_name":"Not to be read"}}])");
    at.write("export/channels.json", R"([{"id":"C1","name":"inc-1"},{"id":"C2","name":"inc-2"}])");
    at.make_folder("export/inc-2");
    fs::create_directory_symlink("../outside", at.path() + "/export/inc-1");
    fs::create_directory_symlink("../outside", at.path() + "/export/unlisted");
    fs::create_symlink(
        "../../outside/2025-09-27.json", at.path() + "/export/inc-2/2025-09-27.json"
    );
    fs::create_symlink("../secret.json", at.path() + "/export/users.json");
    auto from = opened(at.path() + "/export");

    CHECK(names_of(from) == words{"inc-1", "inc-2"});
    CHECK(from.days(*from.find("inc-1")).empty());
    const auto* second = from.find("inc-2");
    CHECK(from.count(*second, "2025-09-27") == 0);
    const auto read = from.read_day(*second, "2025-09-27", [](auto) -> result<void> {
        return fail(errc::internal, "read what is outside");
    });
    CHECK(read == false);
    const auto remarks = from.take_remarks();
    CHECK(remarks.size() == 3);
    for (const auto& one : remarks) CHECK(one.find("symbolic link") != one.npos);
}

TEST_CASE("a pipe called like a day is left out, and nobody waits for it") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    at.make_folder("inc-1");
    REQUIRE(::mkfifo((at.path() + "/inc-1/2025-09-27.json").c_str(), 0600) == 0);
    auto from = opened(at.path());

    CHECK(from.count(*from.find("inc-1"), "2025-09-27") == 0);
    CHECK(from.take_remarks().back().find("no plain file") != std::string::npos);
}

TEST_CASE("folders with days are channels though no list names them") {
    const temp_folder at;
    at.write("störung/2025-09-27.json", "[" + message("1758999600.000100") + "]");
    at.write("notes/readme.json", "[]");
    auto from = opened(at.path());

    REQUIRE(names_of(from) == words{"störung"});
    const auto all = read(from, "störung");
    REQUIRE(all.size() == 1);
    CHECK(all[0].inbounds.at(0).channel == "störung");
}

TEST_CASE("only files named by a day are days, in the order of the calendar") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    for (const auto* name :
         {"2025-10-01", "2024-12-31", "2025-09-30", "2025-13-01", "2025-9-1", "x"})
        at.write("inc-1/" + std::string(name) + ".json", "[]");
    auto from = opened(at.path());

    CHECK(from.days(*from.find("inc-1")) == words{"2024-12-31", "2025-09-30", "2025-10-01"});
}

TEST_CASE("S37: messages of a day come in the order of both parts of their ts") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    std::string list;
    for (const auto* ts : {"1758999601.000010", "1758999601.000009", "999999999.999999"})
        list += (list.empty() ? "" : ",") + message(ts);
    at.write("inc-1/2025-09-27.json", "[" + list + "]");
    auto from = opened(at.path());

    words order;
    for (const auto& one : read(from, "inc-1")) order.push_back(one.id);
    CHECK(order == words{"999999999.999999", "1758999601.000009", "1758999601.000010"});
}

TEST_CASE("what has no ts of its own is left out of a day, and the rest is read") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    at.write(
        "inc-1/2025-09-27.json",
        R"([7,"text",null,[],{"type":"message","text":"none"},{"ts":17},{"ts":"now"},)" +
            message("1758999600.000100") + "]"
    );
    auto from = opened(at.path());
    from.take_remarks();

    CHECK(read(from, "inc-1").size() == 1);
    CHECK(
        from.take_remarks() ==
        words{at.path() + "/inc-1/2025-09-27.json: left out what has no time, 7 of 8."}
    );
    CHECK(from.take_remarks().empty());
}

TEST_CASE("a damaged list of people costs their names, not the incident") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    at.write("users.json", R"([{"id":"U1","name":"ana)");
    at.write("inc-1/2025-09-27.json", "[" + message("1758999600.000100") + "]");
    auto from = opened(at.path());

    CHECK(read(from, "inc-1").at(0).inbounds.at(0).who.name == "U1");
    CHECK(
        from.take_remarks().at(0).find("users.json: this is no usable JSON") != std::string::npos
    );
}

TEST_CASE("people of an organisation's export have their names") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    at.write("org_users.json", R"([{"id":"U1","name":"ana","profile":{"real_name":"Ana Lopez"}}])");
    at.write("inc-1/2025-09-27.json", "[" + message("1758999600.000100") + "]");
    auto from = opened(at.path());

    CHECK(read(from, "inc-1").at(0).inbounds.at(0).who.name == "Ana Lopez");
    CHECK(from.take_remarks().empty());
}

TEST_CASE("bytes that are no text become marks, and the day is read") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    at.write(
        "inc-1/2025-09-27.json",
        "[" + message("1758999600.000100", "\"user\":\"U1\",\"text\":\"caf\xe9 closed\"") + "]"
    );
    auto from = opened(at.path());

    CHECK(words_of(read(from, "inc-1").at(0)) == "caf\uFFFD closed");
}

TEST_CASE("half a character, where a text was cut inside an emoji, becomes a mark") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    at.write(
        "inc-1/2025-09-27.json",
        "[" +
            message(
                "1758999600.000100",
                R"("user":"U1","text":"\ud83d\ude00 \\ud83d cut \uD83D\u0041 \ude00 \ud83d")"
            ) +
            "]"
    );
    auto from = opened(at.path());

    CHECK(words_of(read(from, "inc-1").at(0)) == "\U0001F600 \\ud83d cut \uFFFDA \uFFFD \uFFFD");
}

TEST_CASE("a day cut anywhere is left out or read, and never more") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    const auto whole =
        "[" + message("1758999600.000100", R"("user":"U1","text":"\ud83d\ude00")") + "]";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        INFO(whole.substr(0, size));
        at.write("inc-1/2025-09-27.json", whole.substr(0, size));
        auto from = opened(at.path());
        CHECK(read_days(from) == (size == whole.size()));
    }
}

TEST_CASE("JSON nested without end leaves its day out") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    at.write("inc-1/2025-09-26.json", std::string(100'000, '['));
    at.write("inc-1/2025-09-27.json", "[" + message("1758999600.000100") + "]");
    auto from = opened(at.path());

    const auto* of = from.find("inc-1");
    CHECK(from.read_day(*of, "2025-09-26", [](auto) { return result<void>(); }) == false);
    CHECK(from.read_day(*of, "2025-09-27", [](auto) { return result<void>(); }) == true);
}

TEST_CASE("people of other workspaces are named as their messages name them, in mentions too") {
    const temp_folder at;
    at.write("channels.json", one_channel);
    at.write("users.json", R"([{"id":"U1","name":"ana","profile":{"display_name":"Ana"}}])");
    at.write(
        "inc-1/2025-09-27.json",
        "[" + message("1758999600.000100", R"("user":"U1","text":"Hi <@W9>, <@U1> and <@U404>")") +
            "," +
            message(
                "1758999601.000100",
                R"("user":"W9","text":"hi","user_profile":{"display_name":"fay","real_name":"Fay"})"
            ) +
            "]"
    );
    auto from = opened(at.path());
    const auto all = read(from, "inc-1");

    CHECK(words_of(all.at(0)).find("fay") != std::string::npos);
    CHECK(words_of(all.at(0)).find("Ana") != std::string::npos);
    CHECK(words_of(all.at(0)).find("U404") != std::string::npos);
    CHECK(all.at(1).inbounds.at(0).who.name == "fay");
}

TEST_CASE("no export at all says what is expected and where") {
    const temp_folder at;
    at.write("export.zip", "PK");

    const auto why = [](const std::string& path) {
        return export_folder::open(path).error().detail;
    };
    CHECK(
        why(at.path() + "/gone") ==
        at.path() + "/gone is not there. Give the folder of the unpacked export."
    );
    CHECK(
        why(at.path() + "/export.zip") ==
        at.path() + "/export.zip is a file. Unpack the export and give its folder."
    );
    CHECK(why(at.path()).find("holds no Slack export") != std::string::npos);
}
