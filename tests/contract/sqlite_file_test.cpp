#include "bot/store/sqlite/sqlite.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"
#include "bot/store/store_table.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/contract/store_contract.hpp"

#include <array>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace bot;
using namespace bot::test;

namespace {

std::unique_ptr<store> writer(const std::string& path) {
    return need(open_sqlite_store(path, open_mode::read_write));
}
std::unique_ptr<store> reader(const std::string& path) {
    return need(open_sqlite_store(path, open_mode::read_only));
}

unsigned mode_of(const std::string& path) {
    struct stat found {};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    return found.st_mode & 0777U;
}

// Runs `steps` in a process of its own, which ends where they end; waits for that.
template <class Steps>
void in_doomed_process(const Steps& steps) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        steps();
        ::_exit(9);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) == 9);
}

}  // namespace

TEST_CASE("a second writer is told who holds the file and what to do") {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    std::array<int, 2> ready{}, done{};
    REQUIRE(::pipe(ready.data()) == 0);
    REQUIRE(::pipe(done.data()) == 0);
    const pid_t holder = ::fork();
    REQUIRE(holder >= 0);
    if (holder == 0) {
        ::close(done[1]);
        const auto held = open_sqlite_store(path, open_mode::read_write);
        char byte = held ? 'y' : 'n';
        if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
        static_cast<void>(::read(done[0], &byte, 1));  // until the parent lets go
        ::_exit(0);
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    REQUIRE(byte == 'y');

    const auto second = open_sqlite_store(path, open_mode::read_write);
    CHECK(reader(path));
    ::close(done[1]);
    ::waitpid(holder, nullptr, 0);

    REQUIRE_FALSE(second);
    CHECK(second.error().code == errc::conflict);
    std::array<char, 256> host{};
    REQUIRE(::gethostname(host.data(), host.size() - 1) == 0);
    for (const auto& part :
         {path,
          "process " + std::to_string(holder),
          std::string(host.data()),
          std::string("started 20"),
          std::string("stop that one")})
        CHECK_THAT(second.error().detail, Catch::Contains(part));
    CHECK(writer(path));  // its holder is gone, so it is free
    for (const int fd : {ready[0], ready[1], done[0]}) ::close(fd);
}

TEST_CASE("files are for their owner alone, and so is a folder made for them") {
    const auto old_mask = ::umask(0);
    fresh_folder folder;
    const auto path = folder.file("state/scribe/scribe.db");
    {
        auto s = writer(path);
        say(*s, inc7, "x");
        for (const auto* ending : {"", "-wal", "-shm", ".lock"}) {
            CAPTURE(ending);
            CHECK(mode_of(path + ending) == 0600);
        }
    }
    ::umask(old_mask);
    CHECK(mode_of(folder.file("state")) == 0700);
    CHECK(mode_of(folder.file("state/scribe")) == 0700);
}

TEST_CASE("a process killed within a batch leaves the last commit") {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");

    in_doomed_process([&] {
        auto s = std::move(*open_sqlite_store(path, open_mode::read_write));
        for (const int round : {1, 2}) {
            if (!s->begin()) ::_exit(1);
            for (int i = 0; i < 1000; ++i) {
                const auto head = (*s->head(inc7)).value_or(chain_head{});
                auto line = line_of(inc7, head.seq + 1, message_posted{std::string(2000, 'x')});
                if (!s->append(line, head.hash, salt_of_16)) ::_exit(2);
            }
            if (round == 1 && !s->commit()) ::_exit(3);
        }
    });

    auto s = writer(path);
    CHECK(need(s->head(inc7))->seq == 1000);
    CHECK(need(s->verify(inc7)).faults.empty());
    CHECK(say(*s, inc7, "and on") == 1001);
}

TEST_CASE("a reader sees the last commit while another writes, and leaves the file alone") {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    auto w = writer(path);
    say(*w, inc7, "one");
    need(w->begin());
    add(*w, line_of(inc7, 1, message_posted{"not yet"}));
    const auto file = bytes_of_file(path);
    const auto wal = bytes_of_file(path + "-wal");
    REQUIRE_FALSE(wal.empty());
    {
        auto r = reader(path);
        CHECK(read_all(*r, inc7).size() == 1);
        CHECK(need(r->verify(inc7)).faults.empty());
        CHECK(need(r->logs()) == std::vector{inc7});
        CHECK(code_of(r->begin()) == errc::forbidden);

        need(w->commit());

        CHECK(read_all(*r, inc7).size() == 2);
        CHECK(need(r->verify(inc7)).records == 2);
    }
    CHECK(bytes_of_file(path) == file);
    CHECK(bytes_of_file(path + "-wal").starts_with(wal.substr(0, 32)));
    CHECK(say(*w, inc7, "three") == 3);
}

TEST_CASE("a reader opens what a killed process has left, without repairing it") {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    in_doomed_process([&] {
        auto s = std::move(*open_sqlite_store(path, open_mode::read_write));
        auto line = line_of(inc7, 1, message_posted{"last words"});
        if (!s->begin() || !s->append(line, {}, salt_of_16) || !s->commit()) ::_exit(1);
    });
    const auto file = bytes_of_file(path);

    CHECK(text_of(read_all(*reader(path), inc7).at(0)) == "last words");

    CHECK(bytes_of_file(path) == file);
    CHECK(text_of(read_all(*writer(path), inc7).at(0)) == "last words");
}

TEST_CASE("a reader opens a file that was closed well") {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    say(*writer(path), inc7, "x");
    CHECK(bytes_of_file(path + "-wal").empty());
    CHECK(read_all(*reader(path), inc7).size() == 1);
    CHECK(say(*writer(path), inc7, "y") == 2);
}

TEST_CASE("a file that is not there is said, and not made by a reader") {
    fresh_folder folder;
    const auto path = folder.file("none.db");
    const auto opened = open_sqlite_store(path, open_mode::read_only);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == errc::not_found);
    CHECK_THAT(opened.error().detail, Catch::Contains(path));
    CHECK_FALSE(std::filesystem::exists(path));
    CHECK_FALSE(std::filesystem::exists(path + ".lock"));
}

TEST_CASE("a folder that cannot be made is said with its reason") {
    fresh_folder folder;
    std::ofstream(folder.file("file")) << "not a folder";
    const auto opened = open_sqlite_store(folder.file("file/scribe.db"), open_mode::read_write);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == errc::unavailable);
    CHECK_THAT(opened.error().detail, Catch::Contains("file"));
}

TEST_CASE("a backend is found by the name the configuration uses") {
    fresh_folder folder;
    for (const auto& backend : store_backends()) {
        REQUIRE(find_store_backend(backend.name) == &backend);
        CHECK(need(backend.open(folder.file("x.db"), open_mode::read_write)));
    }
    CHECK(find_store_backend("sqlite"));
    CHECK_FALSE(find_store_backend("oracle"));
}
