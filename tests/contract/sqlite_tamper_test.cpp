#include "bot/incident/chain.hpp"
#include "bot/store/sqlite/sqlite.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/contract/store_contract.hpp"

#include <set>

using namespace bot;
using namespace bot::test;

namespace {

// Four records: a message, its row, an edit, a message. Changed by `sql`, then verified.
verification verified_after(const std::string& sql) {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    {
        auto s = need(open_sqlite_store(path, open_mode::read_write));
        in_batch(*s, [&] {
            record row =
                line_of(inc7, 2, row_added{row_kind::note, at_minute(1), "one", {}, "pin"});
            row.origin = 1;
            add(*s, line_of(inc7, 1, message_posted{"one"}));
            add(*s, row);
            add(*s, line_of(inc7, 3, message_edited{"uno"}));
            add(*s, line_of(inc7, 4, message_posted{"two"}));
            add(*s, line_of(inc8, 1, message_posted{"elsewhere"}));
        });
        REQUIRE(need(s->verify(inc7)).faults.empty());
    }
    auto raw = need(sqlite_database::open(path, open_mode::read_write));
    need(raw->run_script(sql));
    raw.reset();
    auto s = need(open_sqlite_store(path, open_mode::read_only));
    CHECK(need(s->verify(inc8)).faults.empty());
    return need(s->verify(inc7));
}

std::set<std::string> columns_of_record() {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    need(open_sqlite_store(path, open_mode::read_write)).reset();
    auto raw = need(sqlite_database::open(path, open_mode::read_only));
    auto asked = need(raw->prepare("SELECT name FROM pragma_table_info('record')"));
    std::set<std::string> names;
    while (need(asked.step())) names.emplace(asked.text(0));
    return names;
}

}  // namespace

TEST_CASE("changing any column of a record is a fault that names the record") {
    const std::vector<std::pair<std::string, std::string>> changes{
        {"log", "log + 100"},
        {"seq", "seq + 10"},
        {"kind", "'message_posted'"},
        {"raw", "1 - raw"},
        {"erased", "1"},
        {"at", "at + 1"},
        {"recorded_at", "recorded_at - 1"},
        {"platform", "'slack'"},
        {"channel", "channel || 'x'"},
        {"actor", "'U2'"},
        {"actor_name", "'li'"},
        {"message", "'m1'"},
        {"parent", "parent || '1'"},
        {"origin", "origin + 2"},
        {"payload", "replace(payload, 'n', 'm')"},
        {"salt", "randomblob(16)"},
        {"digest", "randomblob(32)"},
        {"hash", "randomblob(32)"}};
    std::set<std::string> tried{"id"};  // the order of writing; not part of what was said
    for (const auto& [column, to] : changes) {
        tried.insert(column);
        for (const std::string seq : {"2", "3"}) {
            CAPTURE(column, seq);
            const auto found = verified_after(
                "UPDATE record SET " + column + " = " + to + " WHERE log = 7 AND seq = " + seq
            );
            REQUIRE_FALSE(found.faults.empty());
            CHECK_THAT(found.faults[0], Catch::StartsWith("INC-7 record " + seq + ": "));
        }
    }
    CHECK(tried == columns_of_record());
}

TEST_CASE("other ways to falsify a log are found, too") {
    struct falsification {
        std::string sql, fault;
    };
    for (const auto& [sql, fault] : std::vector<falsification>{
             {"UPDATE record SET payload = 'due' WHERE log = 7 AND seq = 3",
              "INC-7 record 3: its words"},
             {"UPDATE record SET payload = X'' WHERE log = 7 AND seq = 3",
              "INC-7 record 3: its words"},
             {"UPDATE record SET erased = 2 WHERE log = 7 AND seq = 1",
              "INC-7 record 1: it is marked"},
             {"UPDATE record SET payload = zeroblob(3) WHERE log = 7 AND seq = 1",
              "INC-7 record 1: its words"},
             {"UPDATE record SET payload = substr(CAST(salt AS BLOB), 16) || payload, "
              "salt = substr(salt, 1, 15) WHERE log = 7 AND seq = 1",
              "INC-7 record 1: its words"},
             {"DELETE FROM record WHERE log = 7 AND seq = 1", "INC-7 record 1: it is missing"},
             {"DELETE FROM record WHERE log = 7 AND seq IN (2, 3)", "INC-7 record 2: it and those"},
             {"DELETE FROM record WHERE log = 7 AND seq = 4", "INC-7 record 4: it is missing"},
             {"DELETE FROM record WHERE log = 7", "INC-7 record 1: it is missing"},
             {"UPDATE log SET seq = 3 WHERE id = 7", "INC-7 record 4: it was added"},
             {"DELETE FROM log WHERE id = 7", "INC-7 record 4: it was added"},
             {"UPDATE log SET hash = randomblob(32) WHERE id = 7", "INC-7 record 4: its link"},
             {"UPDATE record SET seq = -1 WHERE log = 7 AND seq = 1",
              "INC-7 record -1: a log has no"},
             {"UPDATE record SET kind = 'row_sung' WHERE log = 7 AND seq = 2",
              "INC-7 record 2: this program"},
             {"UPDATE record SET seq = CASE seq WHEN 1 THEN -4 WHEN 4 THEN -1 END "
              "WHERE log = 7 AND seq IN (1, 4); UPDATE record SET seq = -seq WHERE seq < 0",
              "INC-7 record 1: its head or its link"}}) {
        CAPTURE(sql);
        const auto found = verified_after(sql);
        REQUIRE_FALSE(found.faults.empty());
        CHECK_THAT(found.faults[0], Catch::StartsWith(fault));
    }
}

TEST_CASE("words changed with their digest and link recomputed break the next link") {
    const auto digest_of = payload_digest(salt_of_16, "due");
    const auto found = verified_after(
        "UPDATE record SET payload = 'due', digest = X'" + to_hex(digest_of) +
        "' WHERE log = 7 AND seq = 3"
    );
    REQUIRE(found.faults.size() == 1);
    CHECK_THAT(found.faults[0], Catch::StartsWith("INC-7 record 3: its head or its link"));

    const auto next = verified_after(
        "UPDATE record SET hash = X'" + to_hex(digest_of) + "' WHERE log = 7 AND seq = 3"
    );
    REQUIRE(next.faults.size() == 2);
    CHECK_THAT(next.faults[1], Catch::StartsWith("INC-7 record 4: its head or its link"));
}

TEST_CASE("one changed record is one fault, not a tail of them") {
    CHECK(verified_after("UPDATE record SET at = 0 WHERE log = 7 AND seq = 1").faults.size() == 1);
    CHECK(
        verified_after("UPDATE record SET payload = 'x' WHERE log = 7 AND seq = 1").faults.size() ==
        1
    );
}

TEST_CASE("a log damaged as a whole is told in a page") {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    {
        auto s = need(open_sqlite_store(path, open_mode::read_write));
        in_batch(*s, [&] {
            for (int i = 0; i < 500; ++i) add(*s, line_of(inc7, 1, message_posted{"x"}));
        });
    }
    auto raw = need(sqlite_database::open(path, open_mode::read_write));
    need(raw->run_script("UPDATE record SET at = at + 1"));
    raw.reset();

    const auto found = need(need(open_sqlite_store(path, open_mode::read_only))->verify(inc7));

    CHECK(found.records == 500);
    CHECK(found.faults.size() == 101);
    CHECK_THAT(found.faults.back(), Catch::Contains("not listed"));
}

TEST_CASE("a damaged payload is an error that names the record, not a wrong answer") {
    fresh_folder folder;
    const auto path = folder.file("scribe.db");
    {
        auto s = need(open_sqlite_store(path, open_mode::read_write));
        in_batch(*s, [&] { add(*s, line_of(inc7, 1, titled("Cache"))); });
    }
    auto raw = need(sqlite_database::open(path, open_mode::read_write));
    need(raw->run_script("UPDATE record SET payload = '{\"title\":'"));
    raw.reset();
    auto s = need(open_sqlite_store(path, open_mode::read_only));

    const auto read = s->read_one(inc7, 1);

    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::internal);
    CHECK_THAT(read.error().detail, Catch::Contains("INC-7 record 1 (declared)"));
}
