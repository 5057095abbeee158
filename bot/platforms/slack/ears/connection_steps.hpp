// What one event does to one connection: the table. For connection.cpp.
#pragma once

#include "bot/platforms/slack/ears/connection.hpp"

namespace bot::slack {

// One event about one connection, on its way through the table.
struct turn {
    connection_set& set;
    const connection_event& what;
    milliseconds now;
    double random;
    std::vector<connection_action>& actions;
    int id;

    template <class T>
    const T& as() const {
        return std::get<T>(what);
    }
    void count(const std::string& reason) const { ++set.reconnects[reason]; }
};

// The kinds of events, as the columns of the table.
// clang-format off
enum class told { issued, refused, opened, failed, hello, refresh, crowded, off, closed, due, stop };
// clang-format on

// Every phase answers every kind.
void take_step(const turn& now, connection& one, told kind);

}  // namespace bot::slack
