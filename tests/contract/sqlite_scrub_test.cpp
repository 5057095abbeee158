#include "bot/store/sqlite/sqlite.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/contract/store_contract.hpp"

using namespace bot;
using namespace bot::test;

namespace {

constexpr int message_count = 3000;

// A word for each message that stands nowhere else; every hundredth message is a long one.
std::string word_of(int message) {
    return "zq" + std::to_string(100'000 + message) + "qz";
}
std::string words_of_message(int message) {
    const std::string gap(message % 100 == 0 ? 9000 : 700, '.');
    return word_of(message) + gap + word_of(message);
}
incident_id log_of(int message) {
    return incident_id{message % 3 - 1};  // a room's log, none, an incident
}

int traces(const std::string& bytes, const std::function<bool(int)>& wanted) {
    int found = 0;
    for (auto at = bytes.find("zq1"); at != std::string::npos; at = bytes.find("zq1", at + 1))
        if (wanted(std::stoi(bytes.substr(at + 2, 6)) - 100'000)) ++found;
    return found;
}

struct told_store {
    told_store() {
        for (int first = 0; first < message_count; first += 50)
            in_batch(*s, [&] {
                for (int i = first; i < first + 50; ++i)
                    add(*s, line_of(log_of(i), 1, message_posted{words_of_message(i)}));
            });
    }
    void erase(int message) { need(s->erase(log_of(message), message / 3 + 1)); }
    std::string everything() const { return bytes_of_file(path) + bytes_of_file(path + "-wal"); }

    fresh_folder folder;
    std::string path = folder.file("scribe.db");
    std::unique_ptr<store> s = need(open_sqlite_store(path, open_mode::read_write));
};

bool is_any(int) {
    return true;
}

}  // namespace

TEST_CASE("no trace of erased words stays in the file or its WAL") {
    told_store told;
    const auto is_erased = [](int message) { return message % 7 < 4; };
    REQUIRE(traces(told.everything(), is_erased) >= message_count * 4 / 7);

    for (int first = 0; first < 50; ++first)
        in_batch(*told.s, [&] {
            for (int i = first; i < message_count; i += 50)
                if (is_erased(i)) told.erase(i);
        });

    const auto left = told.everything();
    CHECK(traces(left, is_erased) == 0);
    CHECK(traces(left, is_any) >= message_count * 3 / 7);

    in_batch(*told.s, [&] {
        for (int i = 0; i < message_count; ++i) told.erase(i);
    });
    CHECK(traces(told.everything(), is_any) == 0);
    for (const int log : {-1, 0, 1}) CHECK(need(told.s->verify(incident_id{log})).faults.empty());
}

TEST_CASE("erased words leave the WAL with the first commit after a reader is gone") {
    told_store told;
    auto reading = need(sqlite_database::open(told.path, open_mode::read_only));
    need(reading->run_script("BEGIN; SELECT count(*) FROM record"));
    in_batch(*told.s, [&] { told.erase(5); });
    const auto is_five = [](int message) { return message == 5; };
    CHECK(traces(told.everything(), is_five) > 0);
    reading.reset();

    say(*told.s, incident_id{1}, "anything");

    CHECK(traces(told.everything(), is_five) == 0);
}

TEST_CASE("an erasure that was rolled back takes no words away") {
    told_store told;
    need(told.s->begin());
    told.erase(5);
    told.s->rollback();
    CHECK(text_of(*need(told.s->read_one(log_of(5), 2))) == words_of_message(5));
}
