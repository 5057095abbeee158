#include "bot/store/sqlite/schema.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"
#include "embedded/sqlite_migrations.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/contract/store_contract.hpp"

#include <sys/wait.h>
#include <unistd.h>

using namespace bot;
using namespace bot::test;

namespace {

std::vector<embedded::file> with_one_more(std::string_view sql) {
    const auto ours = embedded::sqlite_migrations();
    std::vector<embedded::file> all(ours.begin(), ours.end());
    static std::string name;
    name = std::to_string(10'000 + all.size() + 1).substr(1) + "_more.sql";
    all.push_back({name, sql});
    return all;
}

struct old_file {
    old_file() {
        auto s = need(open_sqlite_store(path, open_mode::read_write));
        say(*s, inc7, "from before");
    }
    std::unique_ptr<sqlite_database> open() const {
        return need(sqlite_database::open(path, open_mode::read_write));
    }
    std::int64_t number(const std::string& sql) const { return need(open()->number(sql)); }

    fresh_folder folder;
    std::string path = folder.file("scribe.db");
    std::int64_t version = static_cast<std::int64_t>(embedded::sqlite_migrations().size());
    std::string aside = path + ".before-v" + std::to_string(version + 1);
};

}  // namespace

TEST_CASE("a new file says whose it is and of which version") {
    const old_file file;
    CHECK(file.number("PRAGMA application_id") == sqlite_application_id);
    CHECK(file.number("PRAGMA user_version") == file.version);
    CHECK_FALSE(std::filesystem::exists(file.path + ".before-v" + std::to_string(file.version)));
}

TEST_CASE("an older file is copied aside, then brought up to date") {
    const old_file file;
    need(migrate(*file.open(), with_one_more("CREATE TABLE more (x); INSERT INTO more VALUES (1)"))
    );

    CHECK(file.number("PRAGMA user_version") == file.version + 1);
    CHECK(file.number("SELECT count(*) FROM more") == 1);
    CHECK(file.number("SELECT count(*) FROM record") == 1);
    auto before = need(open_sqlite_store(file.aside, open_mode::read_write));
    CHECK(text_of(read_all(*before, inc7).at(0)) == "from before");
}

TEST_CASE("a file of the newest version is left as it is") {
    const old_file file;
    const auto bytes = bytes_of_file(file.path);
    need(migrate(*file.open(), embedded::sqlite_migrations()));
    CHECK(bytes_of_file(file.path) == bytes);
}

TEST_CASE("F42 a migration that fails changes nothing", "[faults]") {
    const old_file file;
    const auto failed = migrate(
        *file.open(), with_one_more("CREATE TABLE more (x); INSERT INTO nowhere VALUES (1)")
    );
    REQUIRE_FALSE(failed);
    CHECK_THAT(failed.error().detail, Catch::Contains(file.path));
    CHECK(file.number("PRAGMA user_version") == file.version);
    CHECK(file.number("SELECT count(*) FROM sqlite_schema WHERE name = 'more'") == 0);
    CHECK(need(open_sqlite_store(file.path, open_mode::read_write)));
}

TEST_CASE("F42 a migration killed midway changes nothing and can be done again", "[faults]") {
    const old_file file;
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        auto db = std::move(*sqlite_database::open(file.path, open_mode::read_write));
        const auto die = [](sqlite3_context*, int, sqlite3_value**) { ::_exit(9); };
        sqlite3_create_function(
            db->handle(), "die", 0, SQLITE_UTF8, nullptr, die, nullptr, nullptr
        );
        // More than the cache holds, so that some of it is in the file's WAL when the end comes.
        static_cast<void>(migrate(
            *db,
            with_one_more(
                "CREATE TABLE more (x); PRAGMA cache_size = 10; "
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900) "
                "INSERT INTO more SELECT randomblob(4000) FROM n; SELECT die();"
            )
        ));
        ::_exit(1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WEXITSTATUS(status) == 9);

    CHECK(file.number("PRAGMA user_version") == file.version);
    CHECK(file.number("SELECT count(*) FROM sqlite_schema WHERE name = 'more'") == 0);
    need(migrate(*file.open(), with_one_more("CREATE TABLE more (x)")));
    CHECK(file.number("PRAGMA user_version") == file.version + 1);
    CHECK(file.number("SELECT count(*) FROM record") == 1);
}

TEST_CASE("F42 a newer file is refused with both versions and a way back", "[faults]") {
    const old_file file;
    need(migrate(*file.open(), with_one_more("CREATE TABLE more (x)")));
    const auto bytes = bytes_of_file(file.path);
    for (const auto mode : {open_mode::read_write, open_mode::read_only}) {
        const auto opened = open_sqlite_store(file.path, mode);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().code == errc::invalid);
        CHECK_THAT(
            opened.error().detail,
            Catch::Contains("schema version " + std::to_string(file.version + 1)) &&
                Catch::Contains("up to " + std::to_string(file.version)) && Catch::Contains("newer")
        );
        CHECK_THAT(opened.error().detail, Catch::Contains("restore " + file.aside + ", made"));
    }
    CHECK(bytes_of_file(file.path) == bytes);
}

TEST_CASE("a reader refuses an older file and says how to bring it up to date") {
    const old_file file;
    const auto fits = check_schema(*file.open(), with_one_more("CREATE TABLE more (x)"));
    REQUIRE_FALSE(fits);
    CHECK(fits.error().code == errc::invalid);
    CHECK_THAT(fits.error().detail, Catch::Contains("scribe serve"));
}

TEST_CASE("another program's database is refused and left as it is") {
    fresh_folder folder;
    const auto path = folder.file("other.db");
    const auto script = GENERATE(
        as<std::string>(),
        "PRAGMA application_id = 77; CREATE TABLE t (x)",
        "CREATE TABLE t (x)",
        "PRAGMA user_version = 3",
        "PRAGMA application_id = 1396929122"
    );
    need(need(sqlite_database::open(path, open_mode::read_write, true))->run_script(script));
    const auto bytes = bytes_of_file(path);
    for (const auto mode : {open_mode::read_write, open_mode::read_only}) {
        const auto opened = open_sqlite_store(path, mode);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().code == errc::invalid);
        CHECK_THAT(opened.error().detail, Catch::Contains("another program"));
    }
    CHECK(bytes_of_file(path) == bytes);
}

TEST_CASE("a file that is no database is refused and left as it is") {
    fresh_folder folder;
    const auto path = folder.file("notes.txt");
    std::ofstream(path) << std::string(5000, '#');
    for (const auto mode : {open_mode::read_write, open_mode::read_only}) {
        const auto opened = open_sqlite_store(path, mode);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().code == errc::invalid);
        CHECK_THAT(opened.error().detail, Catch::Contains("no SQLite file"));
    }
    CHECK(bytes_of_file(path) == std::string(5000, '#'));
}
