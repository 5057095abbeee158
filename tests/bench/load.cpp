// A load generator that speaks the console's protocol, for `scribe serve` and for the floor.
// Prints one JSON object.
#include "tests/bench/load_client.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <numeric>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <thread>

namespace {

using namespace bot::bench;
using std::chrono::duration;
using std::chrono::steady_clock;

struct plan {
    std::uint16_t port = 0;
    std::size_t clients = 1, messages = 10'000, window = 64, watchers = 0;
    double rate = 0;      // messages a second over all clients; 0: closed loop
    bool shared = false;  // all in one room
    bool signs_in = true;
    bool greets = true;       // a message of each client before the clock starts
    std::string run = "run";  // part of every id: a second run must not repeat the first
    std::string room = "load";
    std::string command;  // sent in place of messages, one at a time
};

plan read_plan(int argc, char** argv) {
    std::map<std::string, std::string> told;
    for (int i = 1; i + 1 < argc; i += 2) told[argv[i]] = argv[i + 1];
    plan made;
    const auto number = [&](const char* name, std::size_t otherwise) {
        return told.contains(name) ? std::stoul(told[name]) : otherwise;
    };
    made.port = static_cast<std::uint16_t>(number("--port", 8080));
    made.clients = number("--clients", made.clients);
    made.messages = number("--messages", made.messages);
    made.window = number("--window", made.window);
    made.watchers = number("--watchers", made.watchers);
    made.rate = double(number("--rate", 0));
    made.shared = number("--shared", 0) != 0;
    made.signs_in = number("--sign-in", 1) != 0;
    made.greets = number("--greet", 1) != 0;
    if (told.contains("--run")) made.run = told["--run"];
    if (told.contains("--room")) made.room = told["--room"];
    if (told.contains("--command")) made.command = told["--command"];
    return made;
}

// What people write: nothing in it is a secret, and one in eight is longer.
std::string words(std::size_t n) {
    std::string said = "looking at the cache hit rate of user-service, it fell to " +
                       std::to_string(n % 100) + " %";
    if (n % 8 == 0)
        said +=
            ". The deploy at 19:03 changed the key prefix, so every read goes to the database; "
            "ana rolls it back now and li watches the connection pool.";
    return said;
}

std::string request(const plan& how, std::size_t client, std::size_t n, std::string_view tag) {
    const auto room = how.shared ? how.room : how.room + "-" + std::to_string(client);
    return R"({"n":)" + std::to_string(n) + R"(,"do":")" +
           (how.command.empty() ? "send" : "command") + R"(","room":")" + room + R"(","id":")" +
           how.run + std::string(tag) + "-" + std::to_string(client) + "-" + std::to_string(n) +
           R"(","text":")" +
           (how.command.empty() ? words(n) : how.command + " " + std::to_string(n)) + "\"}";
}

class crowd {
public:
    explicit crowd(const plan& how) : how_(how), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
        for (std::size_t i = 0; i < how.clients; ++i) join("load" + std::to_string(i));
        for (std::size_t i = 0; i < how.watchers; ++i) watch("watcher" + std::to_string(i));
        if (how.greets) greet();
        for (std::size_t n = 0; n < how.messages; ++n) {
            const auto who = n % how.clients;
            clients_[who]->prepare(request(how, who, n / how.clients + 1, ""));
        }
        latencies_.reserve(how.messages);
    }

    void run() {
        const auto begun = steady_clock::now();
        if (how_.rate > 0) {
            open_loop(begun);
        } else {
            closed_loop();
        }
        seconds_ = duration<double>(steady_clock::now() - begun).count();
    }

    void print() {
        std::sort(latencies_.begin(), latencies_.end());
        const auto at = [&](double share) {
            return latencies_[static_cast<std::size_t>(share * double(latencies_.size() - 1))];
        };
        std::uint64_t watched = 0;
        for (std::size_t i = how_.clients; i < clients_.size(); ++i)
            watched += clients_[i]->bytes_received();
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        const auto in_seconds = [](const timeval& t) {
            return double(t.tv_sec) + double(t.tv_usec) / 1e6;
        };
        std::printf(
            "{\"messages\":%zu,\"seconds\":%.4f,\"per_second\":%.0f,\"p50_us\":%.0f,\"p99_us\":%."
            "0f,"
            "\"max_us\":%.0f,\"watched_bytes\":%llu,\"own_cpu\":%.3f}\n",
            latencies_.size(),
            seconds_,
            double(latencies_.size()) / seconds_,
            double(at(0.5)),
            double(at(0.99)),
            double(at(1)),
            static_cast<unsigned long long>(watched),
            in_seconds(used.ru_utime) + in_seconds(used.ru_stime)
        );
    }

private:
    load_client& join(const std::string& name) {
        const auto cookie = how_.signs_in ? sign_in(how_.port, name) : std::string();
        auto& one = *clients_.emplace_back(std::make_unique<load_client>(how_.port, cookie));
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.u64 = clients_.size() - 1;
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, one.descriptor(), &wanted);
        return one;
    }

    void watch(const std::string& name) {
        auto& one = join(name);
        one.prepare(R"({"n":1,"do":"create-room","name":")" + how_.room + "\"}");
        one.prepare(R"({"n":2,"do":"open","room":")" + how_.room + "\"}");
        one.send_up_to(1, steady_clock::now());
        settle(one, 1);
        one.send_up_to(2, steady_clock::now());
        settle(one, 2);
    }

    // Rooms are made by the first message in them: that is not what is measured.
    void greet() {
        for (std::size_t i = 0; i < how_.clients; ++i) {
            clients_[i]->prepare(request(how_, i, 1, "-hello"));
            clients_[i]->send_up_to(1, steady_clock::now());
        }
        for (std::size_t i = 0; i < how_.clients; ++i) settle(*clients_[i], 1);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        look(0);
        for (std::size_t i = 0; i < how_.clients; ++i) clients_[i]->forget_prepared();
        latencies_.clear();
    }

    void settle(load_client& one, std::size_t answers) {
        while (one.answered() < answers) look(1000);
    }

    // Those who heard something, by number.
    const std::vector<std::size_t>& look(int patience_ms) {
        epoll_event events[128];
        const int count = ::epoll_wait(poll_, events, 128, patience_ms);
        heard_.clear();
        for (int i = 0; i < count; ++i) {
            const auto who = events[i].data.u64;
            auto& one = *clients_[who];
            one.receive(latencies_);
            if (one.is_blocked()) one.flush();
            heard_.push_back(who);
        }
        return heard_;
    }

    bool is_done() const { return latencies_.size() >= how_.messages; }

    void closed_loop() {
        for (std::size_t i = 0; i < how_.clients; ++i)
            clients_[i]->send_up_to(how_.window, steady_clock::now());
        while (!is_done())
            for (const auto who : look(1000))
                if (who < how_.clients)
                    clients_[who]->send_up_to(
                        clients_[who]->answered() + how_.window, steady_clock::now()
                    );
    }

    // Latency counts from when a message was due, not from when there was time to send it.
    void open_loop(moment begun) {
        const auto every = duration<double>(1 / how_.rate);
        std::size_t next = 0;
        while (!is_done()) {
            const auto now = steady_clock::now();
            for (; next < how_.messages; ++next) {
                const auto due =
                    begun +
                    std::chrono::duration_cast<steady_clock::duration>(every * double(next));
                if (due > now) break;
                auto& one = *clients_[next % how_.clients];
                one.send_up_to(one.sent() + 1, due);
            }
            if (next == how_.messages) {
                look(1000);
                continue;
            }
            const auto due =
                begun + std::chrono::duration_cast<steady_clock::duration>(every * double(next));
            const auto left = std::max(due - steady_clock::now(), steady_clock::duration::zero());
            epoll_event events[128];
            const auto seconds = std::chrono::duration_cast<std::chrono::nanoseconds>(left);
            const timespec patience{0, static_cast<long>(seconds.count() % 1'000'000'000)};
            const int count = ::epoll_pwait2(poll_, events, 128, &patience, nullptr);
            for (int i = 0; i < count; ++i) clients_[events[i].data.u64]->receive(latencies_);
        }
    }

    const plan& how_;
    int poll_;
    std::vector<std::unique_ptr<load_client>> clients_;  // the senders, then the watchers
    std::vector<std::size_t> heard_;
    std::vector<float> latencies_;
    double seconds_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    const auto how = read_plan(argc, argv);
    crowd all(how);
    all.run();
    all.print();
}
