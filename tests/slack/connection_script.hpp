// A set of connections played by hand: what happens goes in, what is to be done is looked at.
#pragma once

#include "bot/platforms/slack/ears/connection.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace bot::slack::test {

struct connection_script {
    explicit connection_script(connection_rules rules = {}) { set.rules = rules; }

    connection_set set;
    milliseconds now{1'000'000};
    double random = 0.5;
    std::vector<connection_action> done;  // all of them

    std::vector<connection_action> tell(const connection_event& what) {
        auto actions = resume(set, what, now, random);
        done.insert(done.end(), actions.begin(), actions.end());
        return actions;
    }

    // Lets the time pass, with every deadline on its way.
    void pass(milliseconds span) {
        const auto end = now + span;
        for (auto next = next_deadline(set); next && *next <= end; next = next_deadline(set)) {
            now = std::max(now, *next);
            tell(deadline_passed{});
        }
        now = end;
    }

    // The attempt that is under way, from the URL to the greeting.
    int connect(std::chrono::seconds lifetime = std::chrono::seconds(0)) {
        const int id = asking();
        tell(url_issued{id, "wss://slack.test/?ticket=" + std::to_string(id)});
        tell(socket_opened{id});
        tell(said_hello{id, lifetime, 0});
        return id;
    }
    // All that are wanted; returns their ids.
    std::vector<int> connect_all(std::chrono::seconds lifetime = std::chrono::seconds(0)) {
        tell(started{});
        std::vector<int> ids;
        while (asking() != 0) ids.push_back(connect(lifetime));
        return ids;
    }

    int first(phase at) const {
        for (const auto& [id, one] : set.all)
            if (one.at == at) return id;
        return 0;
    }
    int asking() const { return first(phase::asking); }
    phase at(int id) const {
        const auto found = set.all.find(id);
        return found == set.all.end() ? phase::gone : found->second.at;
    }

    template <class T>
    std::vector<T> all() const {
        std::vector<T> found;
        for (const auto& one : done)
            if (const auto* it = std::get_if<T>(&one)) found.push_back(*it);
        return found;
    }
    template <class T>
    int count() const {
        return static_cast<int>(all<T>().size());
    }
};

}  // namespace bot::slack::test
