#include "bot/platforms/mattermost/ears/connection.hpp"

#include "bot/platforms/mattermost/ears/connection_steps.hpp"

#include <algorithm>

namespace bot::mattermost {
namespace {

constexpr int unauthorized = 401;
constexpr int too_many_requests = 429;

told kind_of(const socket_failed& one) {
    if (one.status == too_many_requests) return told::throttled;
    return one.status == unauthorized ? told::unauthorised : told::failed;
}
// clang-format off
told kind_of(const socket_opened&) { return told::opened; }
told kind_of(const socket_closed&) { return told::closed; }
told kind_of(const said_hello&) { return told::hello; }
told kind_of(const said_event&) { return told::event; }
told kind_of(const said_pong& one) { return one.denied ? told::denied : told::pong; }
told kind_of(const token_judged& one) { return one.refused ? told::refused : told::accepted; }
// clang-format on

bool expects_socket(phase at) {
    return at == phase::opening || at == phase::greeting || at == phase::ready;
}

}  // namespace

std::vector<connection_action> resume(
    connection& one, const connection_event& what, milliseconds now, double random
) {
    std::vector<connection_action> actions;
    const turn whole{one, what, now, random, actions};
    std::visit(
        [&](const auto& told_us) {
            using T = std::decay_t<decltype(told_us)>;
            if constexpr (std::is_same_v<T, started>) {
                take_step(whole, told::start);
            } else if constexpr (std::is_same_v<T, stopped>) {
                take_step(whole, told::stop);
            } else if constexpr (std::is_same_v<T, deadline_passed>) {
                const auto due = next_deadline(one);
                if (due && *due <= now) take_step(whole, told::due);
            } else {
                const bool is_ours = told_us.attempt == one.attempt;
                // A socket nobody waits for must not stay open.
                if (std::is_same_v<T, socket_opened> && !(is_ours && expects_socket(one.at)))
                    actions.push_back(close_socket{told_us.attempt});
                if (is_ours) take_step(whole, kind_of(told_us));
            }
        },
        what
    );
    return actions;
}

std::optional<milliseconds> next_deadline(const connection& one) {
    std::optional<milliseconds> soonest;
    for (const auto& moment : {one.due, one.proven_at, one.ping_due, one.pong_due})
        if (moment) soonest = soonest ? std::min(*soonest, *moment) : moment;
    return soonest;
}

std::string address_of(
    std::string_view base_url, std::string_view connection, std::int64_t sequence_number
) {
    std::string address = base_url.starts_with("https") ? "wss" : "ws";
    address.append(base_url.substr(std::min(base_url.find(':'), base_url.size())));
    address.append("api/v4/websocket?connection_id=").append(connection);
    return address.append("&sequence_number=").append(std::to_string(sequence_number));
}

}  // namespace bot::mattermost
