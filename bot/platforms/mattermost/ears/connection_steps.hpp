// What one event does to the connection: the table. For connection.cpp.
#pragma once

#include "bot/platforms/mattermost/ears/connection.hpp"

namespace bot::mattermost {

// One event on its way through the table.
struct turn {
    connection& one;
    const connection_event& what;
    milliseconds now;
    double random;
    std::vector<connection_action>& actions;

    template <class T>
    const T& as() const {
        return std::get<T>(what);
    }
    void act(connection_action action) const { actions.push_back(std::move(action)); }
    void count(const std::string& reason) const { ++one.reconnects[reason]; }
};

// The kinds of events, as the columns of the table.
// clang-format off
enum class told { start, opened, failed, throttled, unauthorised, closed, hello, event, pong, denied, refused, accepted, due, stop };
// clang-format on

// Every phase answers every kind.
void take_step(const turn& now, told kind);

}  // namespace bot::mattermost
