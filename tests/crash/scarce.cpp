// Less of what a process needs than it would like, and somebody in a hurry.
#include "tests/crash/program.hpp"
#include "tests/crash/sender.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <unistd.h>
#include <vector>

namespace bot::test {
namespace {

// So far, in seconds.
double cpu_time_of(const process& server) {
    std::ifstream stat("/proc/" + std::to_string(server.id()) + "/stat");
    std::string all((std::istreambuf_iterator<char>(stat)), {});
    std::istringstream fields(all.substr(all.rfind(')') + 2));
    std::string skipped;
    for (int field = 3; field < 14; ++field) fields >> skipped;
    long user = 0, system = 0;
    fields >> user >> system;
    return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::size_t descriptors_of(const process& server) {
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(server.id()) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

bool writes_a_note(sender& by, const std::string& room, const std::string& id) {
    const auto answer =
        by.ask({{"do", "command"}, {"room", room}, {"id", id}, {"text", "/incident note " + id}});
    return answer.contains("ok");
}

}  // namespace

TEST_CASE(
    "F6 without descriptors those who are in are served, and others when some go", "[crash]"
) {
    site at;
    asio::io_context io(1);
    constexpr std::size_t most = 48;
    auto server = at.start({"prlimit", "--nofile=" + std::to_string(most)});
    const auto address = site::address_of(server);
    sender ana(io, "ana");
    ana.arrive(address);
    const auto room = ana.declare_room();

    // Beyond the last descriptor they stand in the kernel's queue.
    const auto colon = address.rfind(':');
    const asio::ip::tcp::endpoint door(
        asio::ip::make_address(address.substr(0, colon)),
        static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1)))
    );
    std::vector<asio::ip::tcp::socket> crowd;
    while (crowd.size() < most) crowd.emplace_back(io).connect(door);
    ana.run_until([&] { return descriptors_of(server) + 1 >= most; });

    const auto before = cpu_time_of(server);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    int notes = 0;
    while (std::chrono::steady_clock::now() < until) {
        REQUIRE(writes_a_note(ana, room, "n" + std::to_string(notes++)));
        ana.run_until([&,
                       next = std::chrono::steady_clock::now() + std::chrono::milliseconds(100)] {
            return std::chrono::steady_clock::now() > next;
        });
    }
    CHECK(cpu_time_of(server) - before < 0.5);

    crowd.clear();
    sender late(io, "late");
    CHECK_NOTHROW(late.arrive(address));
    server.signal(SIGTERM);
    const auto ended = server.finish();
    CHECK(ended.code == 0);
    CHECK(ended.err.find("cannot accept connections") != std::string::npos);
}

TEST_CASE("F4 a second signal ends it at once, and what was acknowledged stays", "[crash]") {
    site at;
    asio::io_context io(1);
    auto server = at.start();
    sender ana(io, "ana");
    ana.arrive(site::address_of(server));
    const auto room = ana.declare_room();
    for (int n = 0; n < 20; ++n)
        REQUIRE(writes_a_note(ana, room, "note-" + std::to_string(n) + "."));

    server.signal(SIGTERM);
    server.signal(SIGTERM);
    const auto code = server.wait();

    // Two signals that came as one are one.
    CHECK((code == 0 || code == 130));
    const auto told = at.run({"export", "INC-1"});
    for (int n = 0; n < 20; ++n)
        CHECK(told.out.find("note-" + std::to_string(n) + ".") != std::string::npos);
    CHECK(at.run({"verify"}).code == 0);
}

}  // namespace bot::test
