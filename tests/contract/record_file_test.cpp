// A record's copy: whole, checked, there or not at all.
#include "bot/store/sqlite/record_file.hpp"

#include "bot/store/sqlite/schema.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"
#include "embedded/sqlite_migrations.hpp"
#include "tests/contract/fault_vfs.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/contract/store_contract.hpp"

#include <algorithm>
#include <sys/stat.h>

using namespace bot;
using namespace bot::test;

namespace {

void tell_nobody(std::string_view) {}

result<record_copy> copied(const std::string& from, const std::string& to) {
    return record_copy::make(from, to, tell_nobody);
}

std::vector<std::string> names_in(const fresh_folder& folder) {
    std::vector<std::string> names;
    for (const auto& each : std::filesystem::directory_iterator(folder.file("")))
        names.push_back(each.path().filename().string());
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> faults_after(const std::string& sql) {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    {
        auto s = need(open_sqlite_store(path, open_mode::read_write));
        for (const auto* words : {"one", "two", "three"}) say(*s, inc7, words);
    }
    need(need(sqlite_database::open(path, open_mode::read_write))->run_script(sql));
    return need(need(copied(path, folder.file("copy.db"))).inspect(tell_nobody)).faults;
}

}  // namespace

TEST_CASE("a copy made while somebody writes is whole, one file, and its owner's alone") {
    const auto old_mask = ::umask(0);
    fresh_folder folder, to;
    auto w = need(open_sqlite_store(folder.file("scribe.db"), open_mode::read_write));
    for (int i = 0; i < 20; ++i) say(*w, inc7, std::string(1000, 'x'));
    need(w->begin());
    add(*w, line_of(inc7, 1, message_posted{"not yet"}));

    auto copy = need(copied(folder.file("scribe.db"), to.file("copy.db")));
    need(w->commit());
    const auto found = need(copy.inspect(tell_nobody));
    need(copy.put_in_place(false));
    ::umask(old_mask);

    CHECK(found.faults.empty());
    CHECK(found.holds.incidents == 1);
    CHECK(found.holds.records == 20);
    CHECK(found.holds.newest);
    CHECK(names_in(to) == std::vector<std::string>{"copy.db"});
    struct stat there {};
    REQUIRE(::stat(to.file("copy.db").c_str(), &there) == 0);
    CHECK((there.st_mode & 0777U) == 0600);
    auto again = need(open_sqlite_store(to.file("copy.db"), open_mode::read_only));
    CHECK(need(again->verify(inc7)).records == 20);
}

TEST_CASE("a copy that is not put in place leaves nothing behind") {
    fresh_folder folder, to;
    need(open_sqlite_store(folder.file("scribe.db"), open_mode::read_write)).reset();
    {
        const auto copy = need(copied(folder.file("scribe.db"), to.file("copy.db")));
        CHECK(names_in(to) == std::vector<std::string>{"copy.db.part"});
    }
    CHECK(names_in(to).empty());
}

TEST_CASE("what a copy that was killed has left is taken away by the next one") {
    fresh_folder folder, to;
    need(open_sqlite_store(folder.file("scribe.db"), open_mode::read_write)).reset();
    for (const auto& left : names_of_half_made(to.file("copy.db"))) std::ofstream(left) << "half";
    need(need(copied(folder.file("scribe.db"), to.file("copy.db"))).put_in_place(false));
    CHECK(names_in(to) == std::vector<std::string>{"copy.db"});
}

TEST_CASE("a copy takes the place of what is there only when that was said") {
    fresh_folder folder;
    need(open_sqlite_store(folder.file("scribe.db"), open_mode::read_write)).reset();
    std::ofstream(folder.file("copy.db")) << "precious";
    const auto refused =
        need(copied(folder.file("scribe.db"), folder.file("copy.db"))).put_in_place(false);
    CHECK(code_of(refused) == errc::conflict);
    CHECK(bytes_of_file(folder.file("copy.db")) == "precious");
    need(need(copied(folder.file("scribe.db"), folder.file("copy.db"))).put_in_place(true));
    CHECK(contents_of_record(folder.file("copy.db")));
}

TEST_CASE("F33 a disk that is full under a copy is said, and nothing of it stays") {
    const fault_vfs disk;
    fresh_folder folder, to;
    auto w = need(open_sqlite_store(folder.file("scribe.db"), open_mode::read_write));
    fault_vfs::fail_writes(".part", SQLITE_FULL);
    const auto failed = copied(folder.file("scribe.db"), to.file("copy.db"));
    fault_vfs::heal();
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == errc::unavailable);
    CHECK_THAT(failed.error().detail, Catch::Contains("Free space on its disk."));
    CHECK(names_in(to).empty());
    CHECK(say(*w, inc7, "and on") == 1);
}

TEST_CASE("F36 whatever does not fit together in a copy is found") {
    CHECK(faults_after("").empty());
    for (const auto* sql :
         {"UPDATE record SET payload = 'uno' WHERE seq = 1",
          "DELETE FROM record WHERE seq = 3",
          "DELETE FROM record WHERE seq = 1",
          "DELETE FROM record",
          "DELETE FROM log",
          "UPDATE log SET seq = 4",
          "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'record_place'"}) {
        CAPTURE(sql);
        CHECK_FALSE(faults_after(sql).empty());
    }
}

TEST_CASE("F36 a damaged page in a copy is found, wherever it is") {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    {
        auto s = need(open_sqlite_store(path, open_mode::read_write));
        for (int i = 0; i < 40; ++i) say(*s, inc7, std::string(500, 'x') + std::to_string(i));
    }
    const auto whole = bytes_of_file(path);
    const std::size_t page = 4096;
    std::size_t found = 0;
    for (std::size_t at = 0; at < whole.size(); at += page) {
        auto damaged = whole;
        std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(at), page, '\x5A');
        std::ofstream(folder.file("damaged.db"), std::ios::binary) << damaged;
        const auto copy = copied(folder.file("damaged.db"), folder.file("copy.db"));
        const auto looked =
            copy ? copy->inspect(tell_nobody) : result<inspection>(tl::unexpected(copy.error()));
        const bool is_told = !looked || !looked->faults.empty();
        CAPTURE(at / page);
        CHECK(is_told);
        found += is_told ? 1 : 0;
    }
    CHECK(found == whole.size() / page);
}

TEST_CASE("a copy tells which files people shared, without those that were erased") {
    fresh_folder folder;
    auto w = need(open_sqlite_store(folder.file("scribe.db"), open_mode::read_write));
    in_batch(*w, [&] {
        add(*w, line_of(inc7, 1, file_shared{"a.png", "aa", "image/png", 1, ""}));
        add(*w, line_of(inc7, 2, file_shared{"b.png", "bb", "image/png", 1, ""}));
        add(*w, line_of(inc8, 1, file_shared{"b again.png", "bb", "image/png", 1, ""}));
    });
    in_batch(*w, [&] { need(w->erase(inc7, 1)); });
    const auto copy = need(copied(folder.file("scribe.db"), folder.file("copy.db")));
    CHECK(need(copy.inspect(tell_nobody)).uploads == std::vector<std::string>{"bb"});
}

TEST_CASE("F42 an older record is copied as it is, a newer and a foreign one are refused") {
    fresh_folder folder;
    const auto ours = embedded::sqlite_migrations();
    const auto path = folder.file("old.db");
    need(
        migrate(*need(sqlite_database::open(path, open_mode::read_write, true)), ours.subspan(0, 1))
    );
    const auto copy = need(copied(path, folder.file("copy.db")));
    CHECK(need(copy.inspect(tell_nobody)).faults.empty());

    for (const auto* sql : {"PRAGMA user_version = 99", "PRAGMA application_id = 77"}) {
        CAPTURE(sql);
        need(need(sqlite_database::open(path, open_mode::read_write))->run_script(sql));
        CHECK(code_of(copied(path, folder.file("other.db"))) == errc::invalid);
        CHECK_FALSE(std::filesystem::exists(folder.file("other.db.part")));
    }
    CHECK(code_of(copied(folder.file("none.db"), folder.file("x.db"))) == errc::not_found);
}
