// A disk that takes no more: nothing is acknowledged that is not stored.
#include "tests/crash/program.hpp"
#include "tests/crash/sender.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>

namespace bot::test {
namespace {

// Several pages of words that are not stored without more room.
json say_much(sender& by, const std::string& room, const std::string& id) {
    return by.ask(
        {{"do", "command"},
         {"room", room},
         {"id", id},
         {"text", "/incident note " + id + " " + std::string(30'000, 'w')}}
    );
}

int times_in(const std::string& text, const std::string& words) {
    int count = 0;
    for (auto at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++count;
    return count;
}

// One's own user namespace may be forbidden here.
bool may_mount() {
    site probe;
    process tried(
        {"unshare", "-Urm", "mount", "-t", "tmpfs", "none", probe.path("")},
        probe.path("out"),
        probe.path("err")
    );
    return tried.wait() == 0;
}

}  // namespace

TEST_CASE("a full disk: no acknowledgement, a clear error, and on it goes with space", "[crash]") {
    if (!may_mount()) {
        WARN("no user namespace here: the limit on file sizes has to do, see below");
        return;
    }
    site at;
    const auto disk = at.path("disk");
    std::filesystem::create_directories(disk);
    std::ofstream(at.config()
    ) << "console:\n  listen: 127.0.0.1:0\nstore:\n  path: disk/scribe.db\n";
    auto server = at.start(
        {"unshare",
         "-Urm",
         "sh",
         "-c",
         "mount -t tmpfs -o size=2m none '" + disk + "' && exec \"$@\"",
         "sh"}
    );
    asio::io_context io(1);
    sender ana(io, "ana");
    ana.arrive(site::address_of(server));
    const auto room = ana.declare_room();
    REQUIRE(say_much(ana, room, "first").contains("ok"));

    const auto inside = "/proc/" + std::to_string(server.id()) + "/root" + disk + "/ballast";
    {
        std::ofstream ballast(inside, std::ios::binary);
        const std::string block(64 * 1024, 'x');
        while (ballast.write(block.data(), static_cast<std::streamsize>(block.size()))) {
        }
    }
    json refused;
    std::vector<std::string> stored;
    for (int i = 0; i < 200 && refused.is_null(); ++i) {
        const auto id = "more" + std::to_string(i) + ".";
        auto answer = say_much(ana, room, id);
        if (answer.contains("ok"))
            stored.push_back(id);
        else
            refused = std::move(answer);
    }
    INFO(refused.dump());
    CHECK(refused["code"] == "unavailable");
    CHECK(refused["error"].get<std::string>().find("Free space on its disk.") != std::string::npos);

    REQUIRE(std::filesystem::remove(inside));
    json again;
    ana.run_until([&] {
        again = say_much(ana, room, "after.");
        return again.contains("ok") || !ana.is_connected();
    });
    CHECK(again.contains("ok"));

    const auto page = ana.ask({{"do", "incident"}, {"id", 1}}).dump();
    for (const auto& id : stored) CHECK(times_in(page, id) == 1);
    CHECK(times_in(page, "after.") == 1);
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
}

TEST_CASE("a file that may not grow: nothing is acknowledged that is not stored", "[crash]") {
    site at;
    asio::io_context io(1);
    auto server = at.start();
    sender ana(io, "ana");
    ana.arrive(site::address_of(server));
    const auto room = ana.declare_room();
    REQUIRE(say_much(ana, room, "first.").contains("ok"));
    rlimit before{};
    REQUIRE(::prlimit(server.id(), RLIMIT_FSIZE, nullptr, &before) == 0);
    const rlimit tight{1, before.rlim_max};
    REQUIRE(::prlimit(server.id(), RLIMIT_FSIZE, &tight, nullptr) == 0);

    const auto refused = say_much(ana, room, "second.");
    INFO(refused.dump());
    CHECK_FALSE(refused.contains("ok"));

    // It may end, if it says so; then it comes back with all it acknowledged.
    if (ana.is_connected()) {
        REQUIRE(::prlimit(server.id(), RLIMIT_FSIZE, &before, nullptr) == 0);
        ana.run_until([&] { return say_much(ana, room, "third.").contains("ok"); });
        server.signal(SIGTERM);
        CHECK(server.wait() == 0);
    } else {
        CHECK(server.wait() == 3);
        auto next = at.start();
        REQUIRE(ana.connect(site::address_of(next)));
        CHECK(say_much(ana, room, "third.").contains("ok"));
        next.signal(SIGTERM);
        CHECK(next.wait() == 0);
    }
    const auto told = at.run({"export", "INC-1"}).out;
    CHECK(times_in(told, "\"text\":\"first. ") >= 1);
    CHECK(times_in(told, "\"text\":\"third. ") >= 1);
    CHECK(at.run({"verify"}).code == 0);
}

}  // namespace bot::test
