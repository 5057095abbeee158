// Programs of the machine, run by the loop.
#include "bot/net/program.hpp"

#include "tests/net/support.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

using namespace bot;
using namespace std::chrono_literals;

namespace {

result<program_end> run(program_run what) {
    test::loop loop;
    result<program_end> end;
    loop.run([&]() -> test::asio::awaitable<void> { end = co_await run_program(what); });
    return end;
}

program_run shell(std::string script) {
    return {{"sh", "-c", std::move(script)}, {"PATH=/usr/bin:/bin"}};
}

std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace

TEST_CASE("a program gets its input and secret, and gives its output, errors and status") {
    auto what = shell("cat; echo wrong >&2; cat <&3; echo $NAME; exit 7");
    what.environment.push_back("NAME=value");
    what.input = std::string(200'000, 'x') + "\n";
    what.secret = "s3cret\n";
    const auto end = run(what);
    REQUIRE(end);
    CHECK(end->status == 7);
    CHECK(end->output == what.input + "s3cret\nvalue\n");
    CHECK(end->errors == "wrong\n");
}

TEST_CASE("it inherits nothing of ours: no descriptor, no variable, no ignored signal") {
    auto* const before = std::signal(SIGPIPE, SIG_IGN);
    const auto end =
        run(shell("ls /proc/self/fd | wc -l; env | wc -l; grep SigIgn /proc/self/status"));
    std::signal(SIGPIPE, before);
    REQUIRE(end);
    // Its own three, and that of the folder it looks into; PATH and what the shell adds.
    CHECK_THAT(end->output, Catch::StartsWith("4\n2\n"));
    const auto ignored = std::stoull(end->output.substr(end->output.rfind('\t') + 1), nullptr, 16);
    CHECK((ignored & (1ULL << (SIGPIPE - 1))) == 0);
}

TEST_CASE("one that takes too long is asked to end, then ended, with what it started") {
    const bool listens = GENERATE(true, false);
    test::loop loop;
    const std::string mark = "/tmp/scribe-program-" + std::to_string(::getpid());
    auto what = shell(
        std::string("trap '") + (listens ? "echo asked >" + mark + "; exit 0" : "") +
        "' TERM; sleep 60 & wait"
    );
    what.limit = 500ms;  // long enough for the shell to have set its trap
    const auto began = std::chrono::steady_clock::now();
    const auto end = run(what);
    REQUIRE_FALSE(end);
    CHECK(end.error().code == errc::timed_out);
    CHECK(std::filesystem::exists(mark) == listens);
    std::filesystem::remove(mark);
    CHECK(std::chrono::steady_clock::now() - began < 15s);
}

TEST_CASE("what is not there, and a secret no pipe holds, are refused") {
    CHECK(run({{"scribe-has-no-such-program"}, {"PATH=/bin"}}).error().code == errc::not_found);
    auto what = shell("true");
    what.secret = std::string(5'000, 's');
    CHECK(run(what).error().code == errc::invalid);
}

TEST_CASE("a hundred runs leave no descriptor and no process behind") {
    run(shell("true"));
    const auto before = open_descriptors();
    for (int i = 0; i < 100; ++i) REQUIRE(run(shell("echo x"))->output == "x\n");
    CHECK(open_descriptors() == before);
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
}
