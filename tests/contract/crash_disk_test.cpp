#include "bot/store/sqlite/sqlite.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/contract/store_contract.hpp"
#include "tests/support/crash_vfs.hpp"

#include <algorithm>
#include <set>

using namespace bot;
using namespace bot::test;

namespace {

// What a file may hold after a power loss, over many seeds.
template <class Steps>
std::set<std::string> seen_after(const Steps& steps) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        crash_disk disk(seed);
        steps(disk);
        disk.lose_power();
        const auto left = disk.find("f");
        seen.insert(left ? left->now : "(gone)");
    }
    return seen;
}

crash_disk::file synced_file(crash_disk& disk, const std::string& content) {
    auto made = disk.create("f");
    crash_disk::write(*made, 0, content);
    crash_disk::sync(*made);
    disk.sync_names();
    return made;
}

}  // namespace

TEST_CASE("what was synced survives a power loss, the rest in any part and order") {
    const auto seen = seen_after([](crash_disk& disk) {
        const auto file = synced_file(disk, "aaaa");
        crash_disk::write(*file, 0, "b");
        crash_disk::write(*file, 1, "c");
        crash_disk::write(*file, 0, "d");
    });
    // The last may come first and be written over.
    CHECK(seen == std::set<std::string>{"aaaa", "baaa", "daaa", "acaa", "bcaa", "dcaa"});
}

TEST_CASE("a write is torn at sectors and nowhere else") {
    const std::string old_one(1024, 'o'), new_one(1024, 'n');
    const auto seen = seen_after([&](crash_disk& disk) {
        crash_disk::write(*synced_file(disk, old_one), 0, new_one);
    });
    const auto half = crash_disk::sector;
    CHECK(
        seen ==
        std::set<std::string>{
            old_one,
            new_one,
            old_one.substr(half) + new_one.substr(half),
            new_one.substr(half) + old_one.substr(half)}
    );
}

TEST_CASE("a name is there for certain once its folder was synced, and gone likewise") {
    const auto made = [](crash_disk& disk) { crash_disk::sync(*disk.create("f")); };
    CHECK(seen_after(made) == std::set<std::string>{"", "(gone)"});
    const auto removed = [](crash_disk& disk) {
        synced_file(disk, "x");
        disk.remove("f");
    };
    CHECK(seen_after(removed) == std::set<std::string>{"x", "(gone)"});
    const auto for_certain = [&](crash_disk& disk) {
        removed(disk);
        disk.sync_names();
    };
    CHECK(seen_after(for_certain) == std::set<std::string>{"(gone)"});
}

TEST_CASE("what a failed sync has let go is not made good by the next one") {
    const auto seen = seen_after([](crash_disk& disk) {
        const auto file = synced_file(disk, "a");
        crash_disk::write(*file, 0, "b");
        disk.fail_sync(*file);
        crash_disk::sync(*file);
    });
    CHECK(seen == std::set<std::string>{"a", "b"});
}

TEST_CASE("the same seed leaves the same disk") {
    const auto left = [](std::uint64_t seed) {
        crash_vfs disk(seed);
        fresh_folder folder(folder_in_memory());
        std::string all;
        for (int nth = 1; nth < 60; ++nth) {
            disk.lose_power_at(nth);
            const auto path = folder.file("x" + std::to_string(nth));
            {
                auto db = sqlite_database::open(path, open_mode::read_write, true);
                if (db)
                    static_cast<void>((*db)->run_script(
                        "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);"
                        "INSERT INTO t VALUES (randomblob(9000))"
                    ));
            }
            disk.power_loss();
            auto again = sqlite_database::open(path, open_mode::read_write);
            const auto rows =
                again ? (*again)->number("SELECT count(*) FROM t") : result<std::int64_t>(-1);
            all += rows ? std::to_string(*rows) : "x";
        }
        return all;
    };
    const auto first = left(7);
    CHECK(first == left(7));
    CHECK(std::ranges::count(first, '2') > 0);
    CHECK(std::ranges::count(first, '1') > 0);
    CHECK(std::ranges::count(first, '0') > 0);
}
