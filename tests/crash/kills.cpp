// kill -9 at any moment: what was acknowledged is there, once, in order.
#include "tests/crash/program.hpp"
#include "tests/crash/sender.hpp"
#include "tests/support/seed.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <deque>
#include <iostream>
#include <random>
#include <sstream>

namespace bot::test {
namespace {

constexpr int kills = 50;
constexpr int senders = 2;
constexpr int messages_each = 5'000;
constexpr std::size_t window = 32;

std::uint32_t seed_of_today() {
    const auto seed = drawn_seed();
    std::cout << "crash: SCRIBE_SEED=" << seed << std::endl;
    return seed;
}

// The ids of all messages of people in the room, oldest first.
std::vector<std::string> history(sender& by, const std::string& room) {
    std::vector<std::string> ids;
    std::int64_t before = 0;
    for (;;) {
        json request{{"do", "open"}, {"room", room}};
        if (before > 0) request["before"] = before;
        const auto page = by.ask(request);
        if (!page.contains("messages")) throw std::runtime_error(page.dump());
        const auto& messages = page["messages"];
        std::vector<std::string> older;
        for (const auto& message : messages)
            if (!message["bot"].get<bool>()) older.push_back(message["id"].get<std::string>());
        ids.insert(ids.begin(), older.begin(), older.end());
        if (!page["more"].get<bool>()) return ids;
        before = messages.front()["seq"].get<std::int64_t>();
    }
}

std::vector<std::string> exported(site& at) {
    const auto got = at.run({"export", "INC-1"});
    REQUIRE(got.code == 0);
    std::vector<std::string> ids;
    std::istringstream lines(got.out);
    for (std::string line; std::getline(lines, line);) {
        const auto told = json::parse(line);
        if (told["kind"] == "message_posted") ids.push_back(told["message"].get<std::string>());
    }
    return ids;
}

// Each sender's messages, every one once, in the order they were written.
void check_complete(const std::vector<std::string>& ids, const std::deque<sender>& all) {
    REQUIRE(ids.size() == all.size() * messages_each);
    for (const auto& one : all) {
        int next = 0;
        bool in_order = true;
        for (const auto& id : ids)
            if (id.starts_with(one.name() + "-"))
                in_order = in_order && id == one.name() + "-" + std::to_string(next++);
        CHECK(in_order);
        CHECK(next == messages_each);
    }
}

class day {
public:
    day(asio::io_context& io, std::uint64_t seed) : dice_(seed) {
        for (const auto* name : {"ana", "bob"}) all_.emplace_back(io, name);
        static_assert(senders == 2);
    }

    void begin() {
        auto server = at_.start();
        const auto address = site::address_of(server);
        for (auto& one : all_) one.sign_in(address);
        REQUIRE(all_.front().connect(address));
        room_ = all_.front().declare_room();
        for (auto& one : all_) one.stream(room_, messages_each, window);
        server.signal(SIGKILL);
        server.wait();
    }

    // One life of the server, ended after so many acknowledgements.
    void live_and_die(int of_them) {
        auto server = at_.start();
        // Some die while they rise.
        if (of_them < 0) {
            server.signal(SIGKILL);
            server.wait();
            return;
        }
        connect(site::address_of(server));
        const auto before = acked();
        until([&] { return acked() >= before + of_them || is_done(); });
        server.signal(SIGKILL);
        server.wait();
    }

    void end() {
        auto server = at_.start();
        connect(site::address_of(server));
        until([&] { return is_done(); });
        for (const auto& one : all_) {
            INFO(one.name());
            CHECK(one.refused().empty());
            CHECK(one.acked().size() == messages_each);
        }
        check_complete(history(all_.front(), room_), all_);
        check_complete(exported(at_), all_);
        const auto verified = at_.run({"verify"});
        INFO(verified.out << verified.err);
        CHECK(verified.code == 0);
        server.signal(SIGTERM);
        CHECK(server.wait() == 0);
        const auto alone = at_.run({"verify"});
        CHECK(alone.code == 0);
    }

    // Where the next life ends: mostly within what is left of the stream, at times at once.
    int draw(int lives_left) {
        const int left = senders * messages_each - acked();
        const int share = std::max(1, left / (lives_left + 1));
        const auto rising = std::uniform_int_distribution(0, 9)(dice_) == 0;
        return rising ? -1 : std::uniform_int_distribution(0, 2 * share - 1)(dice_);
    }

    int acked() const {
        std::size_t sum = 0;
        for (const auto& one : all_) sum += one.acked().size();
        return static_cast<int>(sum);
    }
    bool is_done() const {
        return std::all_of(all_.begin(), all_.end(), [](const auto& one) { return one.is_done(); });
    }

private:
    void connect(const std::string& address) {
        for (auto& one : all_) REQUIRE(one.connect(address));
    }
    void until(const std::function<bool()>& is_so) {
        all_.front().run_until([&] {
            for (auto& one : all_) one.push();
            return is_so();
        });
    }

    std::mt19937_64 dice_;
    site at_;
    std::string room_;
    std::deque<sender> all_;
};

}  // namespace

TEST_CASE("F1 10,000 messages survive 50 kills, each once and in order", "[crash]") {
    asio::io_context io(1);
    day one(io, seed_of_today());
    one.begin();
    for (int life = 0; life < kills; ++life) {
        INFO("life " << life << ", " << one.acked() << " acknowledged");
        one.live_and_die(one.draw(kills - life));
    }
    std::cout << "crash: " << one.acked() << " acknowledged within " << kills << " lives"
              << std::endl;
    one.end();
}

}  // namespace bot::test
