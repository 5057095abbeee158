// Slack as a load generator. Prints the address of its Web API, then takes orders from stdin, one
// a line, and answers each with one JSON object:
//   wait SOCKETS               until so many are open
//   declare                    an incident, by a slash command, until its channel is made
//   run MESSAGES RATE WINDOW   messages in that channel; rate 0: closed loop, else a second
#include "tests/bench/slack_side.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <map>
#include <sys/prctl.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace bot::bench;
using namespace std::chrono_literals;
using std::chrono::duration;
using std::chrono::steady_clock;
using moment = steady_clock::time_point;

constexpr auto patience = 60s;

// The number of the message stands in its envelope's id.
constexpr std::string_view id_pattern = "0b5e55ed-0000-4000-8000-%012zx";

std::string envelope_id(std::size_t n) {
    char id[40];
    std::snprintf(id, sizeof id, id_pattern.data(), n);
    return id;
}

std::size_t number_of(std::string_view id) {
    std::size_t n = 0;
    if (id.size() == 36) std::from_chars(id.data() + 24, id.data() + 36, n, 16);
    return n;
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

// As Slack words it, with everything a reader does not need.
std::string message(std::size_t n, const std::string& channel) {
    static const auto begun = std::time(nullptr);
    char ts[32], number[16];
    std::snprintf(ts, sizeof ts, "%ld.%06zu", long(begun) + long(n / 900'000), n % 900'000 + 1);
    std::snprintf(number, sizeof number, "%08zX", n);
    const auto said = words(n), user = "U0PERSON" + std::to_string(n % 9);
    return R"({"envelope_id":")" + envelope_id(n) +
           R"(","payload":{"token":"XvBenchBenchBenchBench00","team_id":"T0BENCH01",)"
           R"("context_team_id":"T0BENCH01","context_enterprise_id":null,"api_app_id":"A0BENCH01",)"
           R"("event":{"user":")" +
           user + R"(","type":"message","ts":")" + ts +
           R"(","client_msg_id":"8f0e8f1d-4a52-4f6e-9d2e-0000)" + number + R"(","text":")" + said +
           R"(","team":"T0BENCH01","blocks":[{"type":"rich_text","block_id":"b)" + number +
           R"(","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":")" +
           said + R"("}]}]}],"channel":")" + channel + R"(","event_ts":")" + ts +
           R"(","channel_type":"channel"},"type":"event_callback","event_id":"Ev0)" + number +
           R"(","event_time":)" + std::to_string(begun + long(n / 900'000)) +
           R"(,"authorizations":[{"enterprise_id":null,"team_id":"T0BENCH01",)"
           R"("user_id":"U0SCRIBE1","is_bot":true,"is_enterprise_install":false}],)"
           R"("is_ext_shared_channel":false,"event_context":"4-eyJldCI6Im1lc3NhZ2UiLCJ0aWQiOiJU)"
           R"(MEJFTkNIMDEiLCJhaWQiOiJBMEJFTkNIMDEiLCJjaWQiOiJDMEJFTkNIMDEifQ"},)"
           R"("type":"events_api","accepts_response_payload":false,"retry_attempt":0,)"
           R"("retry_reason":""})";
}

std::string declaration(std::size_t n, std::uint16_t port) {
    return R"({"envelope_id":")" + envelope_id(n) +
           R"(","payload":{"token":"XvBenchBenchBenchBench00","team_id":"T0BENCH01",)"
           R"("team_domain":"bench","channel_id":"C0BENCH01","channel_name":"ops",)"
           R"("user_id":"U0PERSON1","user_name":"dana","command":"/incident",)"
           R"("text":"declare P3 The cache is cold","api_app_id":"A0BENCH01",)"
           R"("is_enterprise_install":"false","response_url":"http://127.0.0.1:)" +
           std::to_string(port) +
           R"(/response","trigger_id":"1.2.bench"},"type":"slash_commands",)"
           R"("accepts_response_payload":true})";
}

class load {
public:
    load()
        : slack_({
              [this](std::string_view id) { acknowledged(number_of(id)); },
              [this](int socket) { lost(socket); },
          }) {}

    void serve() {
        std::printf("http://127.0.0.1:%u\n", unsigned(slack_.port()));
        std::fflush(stdout);
        char line[200];
        std::string orders;
        for (;;) {
            if (!slack_.look(1s)) continue;
            const auto got = ::read(STDIN_FILENO, line, sizeof line);
            if (got <= 0) return;
            orders.append(line, static_cast<std::size_t>(got));
            for (auto end = orders.find('\n'); end != orders.npos; end = orders.find('\n')) {
                obey(orders.substr(0, end));
                orders.erase(0, end + 1);
            }
        }
    }

private:
    void obey(const std::string& order) {
        std::size_t count = 0, window = 0;
        double rate = 0;
        if (std::sscanf(order.c_str(), "wait %zu", &count) == 1) {
            wait(count);
        } else if (order == "declare") {
            declare();
        } else if (std::sscanf(order.c_str(), "run %zu %lf %zu", &count, &rate, &window) == 3) {
            run(count, rate, window);
        } else {
            give_up("no such order: " + order);
        }
        std::fflush(stdout);
    }

    void wait(std::size_t sockets) {
        const auto until = steady_clock::now() + patience;
        while (slack_.sockets().size() < sockets) {
            slack_.look(100ms);
            if (steady_clock::now() > until) give_up("too few sockets were opened");
        }
        std::printf("{\"sockets\":%zu}\n", slack_.sockets().size());
    }

    // The channel has its card when nothing has been asked for a while.
    void declare() {
        begin(1);
        std::string frame;
        append_server_frame(frame, declaration(first_, slack_.port()));
        frames_[0] = std::move(frame);
        sent_ = 1;
        offer(0, steady_clock::now());
        flush();
        const auto until = steady_clock::now() + patience;
        while (slack_.channel.empty() || steady_clock::now() - slack_.last_call < 2s) {
            slack_.look(100ms);
            if (steady_clock::now() > until) give_up("no channel was made");
        }
        std::printf("{\"channel\":\"%s\"}\n", slack_.channel.c_str());
    }

    void begin(std::size_t count) {
        first_ += frames_.size();
        frames_.assign(count, {});
        due_.assign(count, {});
        by_.assign(count, 0);
        is_acked_.assign(count, false);
        sent_ = 0;
        again_.clear();
        latencies_.clear();
        latencies_.reserve(count);
    }

    void run(std::size_t count, double rate, std::size_t window) {
        begin(count);
        const auto channel = slack_.channel.empty() ? "C0BENCH11" : slack_.channel;
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const auto text = message(first_ + i, channel);
            bytes += text.size();
            append_server_frame(frames_[i], text);
        }
        const auto begun = steady_clock::now();
        while (latencies_.size() < count && steady_clock::now() - begun < patience) {
            resend();
            if (rate > 0) {
                offer_what_is_due(begun, rate);
            } else {
                const auto now = steady_clock::now();
                while (sent_ < std::min(count, latencies_.size() + window)) offer(sent_++, now);
            }
            flush();
            slack_.look(rate > 0 ? until_due(begun, rate) : 1s);
        }
        print(duration<double>(steady_clock::now() - begun).count(), bytes / count);
    }

    static moment due(moment begun, double rate, std::size_t i) {
        return begun +
               std::chrono::duration_cast<steady_clock::duration>(duration<double>(double(i) / rate)
               );
    }

    // Latency counts from when a message was due, not from when there was time to send it.
    void offer_what_is_due(moment begun, double rate) {
        const auto now = steady_clock::now();
        for (; sent_ < frames_.size() && due(begun, rate, sent_) <= now; ++sent_)
            offer(sent_, due(begun, rate, sent_));
    }

    std::chrono::nanoseconds until_due(moment begun, double rate) const {
        if (sent_ == frames_.size()) return 1s;
        const std::chrono::nanoseconds left = due(begun, rate, sent_) - steady_clock::now();
        return std::clamp<std::chrono::nanoseconds>(left, 0ns, 1s);
    }

    // To the sockets in turn: Slack promises no more than that it is one of them.
    void offer(std::size_t i, moment due) {
        due_[i] = due;
        const auto& sockets = slack_.sockets();
        if (sockets.empty()) {
            again_.push_back(i);
            return;
        }
        auto next = sockets.upper_bound(last_socket_);
        if (next == sockets.end()) next = sockets.begin();
        last_socket_ = by_[i] = next->first;
        outgoing_[last_socket_] += frames_[i];
    }

    void flush() {
        for (auto& [socket, frames] : outgoing_) {
            if (frames.empty()) continue;
            if (slack_.sockets().contains(socket)) slack_.send(socket, frames);
            frames.clear();
        }
    }

    // What a socket took with it is told again on the next one.
    void lost(int socket) {
        for (std::size_t i = 0; i < sent_; ++i)
            if (by_[i] == socket && !is_acked_[i]) again_.push_back(i);
        ++sockets_lost_;
    }
    void resend() {
        if (slack_.sockets().empty()) return;
        for (const auto i : std::exchange(again_, {})) offer(i, due_[i]);
    }

    void acknowledged(std::size_t n) {
        if (n < first_ || n - first_ >= frames_.size()) return;
        const auto i = n - first_;
        if (is_acked_[i]) return;
        is_acked_[i] = true;
        const auto took = steady_clock::now() - due_[i];
        latencies_.push_back(duration<float, std::micro>(took).count());
    }

    // What never was acknowledged took at least as long as we waited.
    void print(double seconds, std::size_t bytes) {
        const auto done = latencies_.size();
        latencies_.resize(frames_.size(), float(seconds * 1e6));
        std::sort(latencies_.begin(), latencies_.end());
        const auto at = [&](double share) {
            return double(latencies_[std::size_t(share * double(latencies_.size() - 1))]);
        };
        std::printf(
            "{\"messages\":%zu,\"acknowledged\":%zu,\"seconds\":%.4f,\"per_second\":%.0f,"
            "\"p50_us\":%.0f,\"p99_us\":%.0f,\"max_us\":%.0f,\"bytes\":%zu,\"sockets_lost\":%d}\n",
            frames_.size(),
            done,
            seconds,
            double(done) / seconds,
            at(0.5),
            at(0.99),
            at(1),
            bytes,
            std::exchange(sockets_lost_, 0)
        );
    }

    slack_side slack_;
    std::size_t first_ = 1;  // the number of frames_[0]
    std::vector<std::string> frames_;
    std::vector<moment> due_;
    std::vector<int> by_;
    std::vector<bool> is_acked_;
    std::size_t sent_ = 0;
    std::deque<std::size_t> again_;
    std::map<int, std::string> outgoing_;
    int last_socket_ = 0, sockets_lost_ = 0;
    std::vector<float> latencies_;
};

}  // namespace

int main() {
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    load().serve();
}
