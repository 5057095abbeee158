// How the program begins, ends and stands beside itself.
#include "tests/crash/program.hpp"
#include "tests/crash/sender.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>

namespace bot::test {
namespace {

// How often each of the sender's acknowledged messages stands in the record.
bool each_once(site& at, const sender& by) {
    const auto got = at.run({"export", "INC-1"});
    REQUIRE(got.code == 0);
    return std::all_of(by.acked().begin(), by.acked().end(), [&](const std::string& id) {
        const auto words = "\"message\":\"" + id + "\"";
        const auto first = got.out.find(words);
        return first != got.out.npos && got.out.find(words, first + 1) == got.out.npos;
    });
}

}  // namespace

TEST_CASE("a polite end under load finishes what came in", "[crash]") {
    site at;
    asio::io_context io(1);
    auto server = at.start();
    sender ana(io, "ana");
    ana.arrive(site::address_of(server));
    ana.stream(ana.declare_room(), 1'000'000, 256);
    ana.run_until([&] {
        ana.push();
        return ana.acked().size() > 500;
    });

    server.signal(SIGTERM);
    ana.run_until([&] {
        ana.push();
        return !ana.is_connected();
    });

    const auto ended = server.finish();
    INFO(ended.err);
    CHECK(ended.code == 0);
    CHECK(ended.err.find("everything that came in is recorded") != std::string::npos);
    CHECK(each_once(at, ana));
    CHECK(at.run({"verify"}).code == 0);
}

TEST_CASE("a second server on the same record does not start and says who holds it", "[crash]") {
    site at;
    auto first = at.start();
    site::address_of(first);

    auto second = at.start();
    const auto ended = second.finish();

    CHECK(ended.code == 3);
    CHECK(ended.err.find("in use by process " + std::to_string(first.id())) != std::string::npos);
    CHECK(ended.out.empty());
}

TEST_CASE("the verbs that read work while the server writes", "[crash]") {
    site at;
    asio::io_context io(1);
    auto server = at.start();
    sender ana(io, "ana");
    ana.arrive(site::address_of(server));
    ana.stream(ana.declare_room(), 1'000'000, 128);
    for (const auto& verb : std::vector<std::vector<std::string>>{
             {"rca", "INC-1"}, {"export", "INC-1"}, {"verify"}, {"verify", "INC-1"}}) {
        const auto before = ana.acked().size();
        ana.run_until([&] {
            ana.push();
            return ana.acked().size() > before + 300;
        });
        const auto got = at.run(verb);
        INFO(verb.front() << ": " << got.err);
        CHECK(got.code == 0);
        CHECK_FALSE(got.out.empty());
    }
    CHECK(ana.refused().empty());
}

TEST_CASE("a port that is taken is said to be taken", "[crash]") {
    asio::io_context io(1);
    asio::ip::tcp::acceptor holder(io, {asio::ip::make_address("127.0.0.1"), 0});
    const auto place = "127.0.0.1:" + std::to_string(holder.local_endpoint().port());
    site at;
    const auto got = at.run({"serve", "--listen", place});
    CHECK(got.code == 3);
    CHECK(got.err.find(place) != std::string::npos);
    CHECK(got.err.find("choose another") != std::string::npos);
}

TEST_CASE("a wrong configuration is refused with its place", "[crash]") {
    site at("severity_levels: [P1]\n");
    for (const auto* verb : {"serve", "verify"}) {
        INFO(verb);
        const auto got = at.run({verb});
        CHECK(got.code == 2);
        CHECK(got.err.find(at.config() + ":1:1: ") != std::string::npos);
        CHECK(got.out.empty());
    }
    CHECK_FALSE(std::filesystem::exists(at.path("scribe.db")));
}

}  // namespace bot::test
