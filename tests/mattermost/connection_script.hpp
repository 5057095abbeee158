// One connection played by hand: what happens goes in, what is to be done is looked at.
#pragma once

#include "bot/platforms/mattermost/ears/connection.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace bot::mattermost::test {

struct connection_script {
    explicit connection_script(connection_rules rules = {}) { one.rules = rules; }

    connection one;
    milliseconds now{1'000'000};
    double random = 0.5;
    std::vector<connection_action> done;  // all of them

    std::vector<connection_action> tell(const connection_event& what) {
        auto actions = resume(one, what, now, random);
        done.insert(done.end(), actions.begin(), actions.end());
        return actions;
    }

    // Lets the time pass, with every deadline on its way.
    void pass(milliseconds span) {
        const auto end = now + span;
        for (auto next = next_deadline(one); next && *next <= end; next = next_deadline(one)) {
            now = std::max(now, *next);
            tell(deadline_passed{});
        }
        now = end;
    }
    // Until the next attempt has begun.
    void pass_to_attempt() {
        const auto before = one.attempt;
        for (int i = 0; i < 100 && one.attempt == before; ++i) pass(milliseconds(100));
    }

    int attempt() const { return one.attempt; }
    void open() { tell(socket_opened{one.attempt}); }
    void greet(std::string id = "first", std::int64_t seq = 0) {
        tell(said_hello{one.attempt, std::move(id), seq});
    }
    void hear(std::int64_t seq) { tell(said_event{one.attempt, seq}); }
    void answer() { tell(said_pong{one.attempt}); }
    void lose() { tell(socket_closed{one.attempt}); }
    void judge(bool refused) { tell(token_judged{one.attempt, refused}); }

    void connect(std::string id = "first") {
        tell(started{});
        open();
        greet(std::move(id));
    }
    // Lost, and open again; what it was asked for.
    open_socket redial() {
        lose();
        pass_to_attempt();
        open();
        return all<open_socket>().back();
    }

    template <class T>
    std::vector<T> all() const {
        std::vector<T> found;
        for (const auto& action : done)
            if (const auto* it = std::get_if<T>(&action)) found.push_back(*it);
        return found;
    }
    template <class T>
    int count() const {
        return static_cast<int>(all<T>().size());
    }
    std::vector<std::int64_t> handed_out() const {
        std::vector<std::int64_t> found;
        for (const auto& action : all<hand_out>()) found.push_back(action.seq);
        return found;
    }
};

}  // namespace bot::mattermost::test
