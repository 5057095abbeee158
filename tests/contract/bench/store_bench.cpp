// How many messages a second each store takes, by the size of its batches, beside a bare
// loop that inserts one row of the same words with the same durability.
#include "bot/store/memory/memory_store.hpp"
#include "bot/store/sqlite/sqlite.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"
#include "tests/contract/fresh_folder.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace bot;
using std::chrono::duration;
using std::chrono::steady_clock;

const std::string words = "looking at the cache hit rate of user-service, it fell to 3 %";

template <class T>
auto need(T made) {
    if (!made) {
        std::puts(made.error().detail.c_str());
        std::exit(1);
    }
    return made;
}

record message(std::int64_t seq) {
    record line;
    line.log = incident_id{7};
    line.seq = seq;
    line.at = line.recorded_at = instant(milliseconds(1'758'999'600'000 + seq));
    line.platform = "slack";
    line.channel = "C0123456789";
    line.actor = {"U0123456789", "dana"};
    line.message = std::to_string(1'758'999'600 + seq) + ".000100";
    line.what = message_posted{words};
    return line;
}

struct measured {
    double rows_a_second;
    std::vector<double> milliseconds;  // of each batch, sorted
    double at(double share) const {
        return milliseconds[static_cast<std::size_t>(share * double(milliseconds.size() - 1))];
    }
};

// Batches for two seconds.
template <class Batch>
measured run(int batch_size, const Batch& batch) {
    measured made{};
    const auto start = steady_clock::now();
    auto before = start;
    while (before - start < std::chrono::seconds(2)) {
        batch(batch_size);
        const auto after = steady_clock::now();
        made.milliseconds.push_back(duration<double, std::milli>(after - before).count());
        before = after;
    }
    made.rows_a_second =
        double(made.milliseconds.size()) * batch_size / duration<double>(before - start).count();
    std::ranges::sort(made.milliseconds);
    return made;
}

void show(const char* what, int batch_size, const measured& made) {
    std::printf(
        "%-8s batch %5d  %9.0f rows/s   commit p50 %6.2f ms  p99 %6.2f ms  max %6.2f ms\n",
        what,
        batch_size,
        made.rows_a_second,
        made.at(0.5),
        made.at(0.99),
        made.at(1)
    );
}

measured run_store(store& s, int batch_size) {
    std::int64_t seq = 0;
    digest last{};
    return run(batch_size, [&](int count) {
        need(s.begin());
        for (int i = 0; i < count; ++i) {
            const auto line = message(++seq);
            const auto key = "m:slack:C0123456789:" + line.message;
            if (need(s.journaled(key)).value()) std::exit(2);
            need(s.journal({key, line.log, seq, line.recorded_at, false}));
            last = *need(s.append(line, last, "0123456789abcdef"));
        }
        need(s.commit());
    });
}

measured run_bare(const std::string& path, int batch_size) {
    const auto db = std::move(*need(sqlite_database::open(path, open_mode::read_write, true)));
    need(
        db->run_script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                       "CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT)")
    );
    return run(batch_size, [&](int count) {
        need(db->run("BEGIN"));
        for (int i = 0; i < count; ++i)
            need(db->run("INSERT INTO t (words) VALUES (?1)", std::string_view(words)));
        need(db->run("COMMIT"));
    });
}

}  // namespace

int main() {
    for (const int batch_size : {1, 16, 256, 1024}) {
        const bot::test::fresh_folder folder;
        show("bare", batch_size, run_bare(folder.file("bare.db"), batch_size));
        const auto s =
            std::move(*need(open_sqlite_store(folder.file("s.db"), open_mode::read_write)));
        show("sqlite", batch_size, run_store(*s, batch_size));
    }
    const auto s = make_memory_store();
    show("memory", 16, run_store(*s, 16));
}
