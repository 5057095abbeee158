// What size costs: fills a record through the engine, times one command in it, and renders
// RCAs of many rows. Prints one JSON object.
//   bench_record fill FILE MESSAGES     an incident with so many messages in its room
//   bench_record cost FILE COMMANDS     `/incident note` in that incident, so many times
//   bench_record rca ROWS TIMES         model and default template of so many rows
#include "bot/engine/engine.hpp"
#include "bot/store/store_table.hpp"
#include "handlers/handlers.hpp"
#include "templates/rca_library.hpp"
#include "tests/support/incident_builder.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

namespace {

using namespace bot;
using std::chrono::duration;
using std::chrono::steady_clock;

constexpr std::size_t batch_size = 1024;

template <class T>
T need(result<T> made) {
    if (made) return std::move(*made);
    std::fprintf(stderr, "bench_record: %s\n", made.error().detail.c_str());
    std::exit(1);
}

void random_bytes(std::span<char> into) {
    static std::minstd_rand numbers(7);
    for (auto& one : into) one = static_cast<char>(numbers());
}

double median(std::vector<double>& of) {
    std::ranges::nth_element(of, of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2));
    return of[of.size() / 2];
}

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

class house {
public:
    explicit house(const std::string& file)
        : keep_(need(find_store_backend("sqlite")->open(file, open_mode::read_write))),
          engine_(need(engine::open({*keep_, decide, follow_up, rules_, random_bytes, {}}))) {}

    void process(std::vector<work_item> items) { need(engine_->process(items, now_)); }

    // Everything that waits to go out is delivered, until nothing does.
    void deliver() {
        for (auto going = engine_->take_deliveries(now_); !going.empty();
             going = engine_->take_deliveries(now_)) {
            std::vector<work_item> ends;
            for (const auto& one : going) ends.emplace_back(settled(one));
            process(std::move(ends));
        }
    }

    inbound said(std::string channel, std::string key) {
        inbound in;
        in.key = std::move(key);
        now_ += milliseconds(1);
        in.at = now_;
        in.platform = "console";
        in.channel = std::move(channel);
        in.who = {"dana", "dana"};
        in.keeps_room = true;
        return in;
    }
    inbound command(std::string channel, std::string key, std::string text) {
        auto in = said(std::move(channel), std::move(key));
        in.what = in_command{std::move(text)};
        return in;
    }

    std::string room() {
        const auto all = engine_->look().briefs();
        if (all.empty()) need<int>(fail(errc::not_found, "there is no incident in it; fill it"));
        now_ = std::max(now_, all.front().declared_at + std::chrono::days(1));
        return all.front().room_name;
    }

private:
    // As the console does it: the room is made, words become visible in it.
    settlement settled(const delivery& one) {
        settlement end{one.what.id, {}};
        auto in = said(one.channel, "fx:" + std::to_string(one.what.id));
        if (const auto* opens = std::get_if<open_room>(&one.what.what)) {
            in.channel = opens->name;
            in.what = in_room_opened{one.what.incident, opens->name, opens->name};
        } else if (const auto* words = std::get_if<post>(&one.what.what)) {
            in.what = in_posted{
                one.what.incident, "fx-" + std::to_string(one.what.id), words->text, false};
        } else {
            return end;
        }
        end.how.receipts.push_back(std::move(in));
        return end;
    }

    settings rules_;
    std::unique_ptr<store> keep_;
    std::unique_ptr<engine> engine_;
    instant now_{milliseconds(1'758'999'600'000)};
};

void fill(const std::string& file, std::size_t messages) {
    house all(file);
    all.process({all.command("ops", "command:declare", "/incident declare P3 A long outage")});
    all.deliver();
    const auto room = all.room();
    const auto start = steady_clock::now();
    for (std::size_t n = 0; n < messages;) {
        std::vector<work_item> batch;
        for (; n < messages && batch.size() < batch_size; ++n) {
            const auto id = "old-" + std::to_string(n);
            auto in = all.said(room, message_key("console", room, id));
            in.what = in_message{
                id, "", "looking at the cache hit rate, it fell to " + std::to_string(n % 100)};
            batch.emplace_back(std::move(in));
        }
        all.process(std::move(batch));
    }
    std::printf("{\"seconds\":%.3f}\n", duration<double>(steady_clock::now() - start).count());
}

void cost(const std::string& file, std::size_t commands) {
    house all(file);
    const auto room = all.room();
    std::vector<double> wall, cpu, whole;
    const auto tag = std::to_string(std::random_device()());
    // The first finds nothing in memory; it is shown apart.
    double first = 0;
    for (std::size_t n = 0; n <= commands; ++n) {
        auto note =
            all.command(room, tag + std::to_string(n), "/incident note failing over to replica 2");
        std::vector<work_item> one;
        one.emplace_back(std::move(note));
        const auto start = steady_clock::now();
        const auto used = cpu_seconds();
        all.process(std::move(one));
        const auto spent = cpu_seconds() - used;
        const auto took = duration<double>(steady_clock::now() - start).count();
        all.deliver();
        if (n == 0) {
            first = took;
            continue;
        }
        wall.push_back(took);
        cpu.push_back(spent);
        whole.push_back(cpu_seconds() - used);
    }
    std::printf(
        "{\"first_ms\":%.3f,\"wall_us\":%.1f,\"cpu_us\":%.1f,\"cpu_with_deliveries_us\":%.1f}\n",
        first * 1e3,
        median(wall) * 1e6,
        median(cpu) * 1e6,
        median(whole) * 1e6
    );
}

void rca(std::size_t rows, std::size_t times) {
    auto build = test::complete_incident();
    for (std::size_t n = 0; n < rows; ++n)
        build.promoted(
            row_kind::note, "the hit rate | fell to " + std::to_string(n % 100) + " % on *replica*"
        );
    const rca_library templates("");
    const settings rules;
    std::vector<double> took;
    std::size_t size = 0;
    for (std::size_t n = 0; n < times; ++n) {
        const auto start = steady_clock::now();
        size = need(templates.render(build.made(), rules, "default", std::nullopt)).text.size();
        took.push_back(duration<double>(steady_clock::now() - start).count());
    }
    std::printf("{\"ms\":%.3f,\"bytes\":%zu}\n", median(took) * 1e3, size);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc == 4 ? argv[1] : "";
    const std::size_t count = argc == 4 ? std::strtoul(argv[3], nullptr, 10) : 0;
    if (what == "fill") {
        fill(argv[2], count);
    } else if (what == "cost") {
        cost(argv[2], count);
    } else if (what == "rca") {
        rca(std::strtoul(argv[2], nullptr, 10), count);
    } else {
        std::fputs("bench_record: fill FILE N | cost FILE N | rca ROWS TIMES\n", stderr);
        return 2;
    }
}
