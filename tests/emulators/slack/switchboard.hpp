// Brings to the app what the workspace tells it: over one of its sockets, or to its own address;
// again when no ack comes. And keeps the record of both.
#pragma once

#include "tests/emulators/shared/surroundings.hpp"
#include "tests/emulators/slack/delivery.hpp"
#include "tests/emulators/slack/socket.hpp"
#include "tests/emulators/slack/webhook.hpp"

#include <memory>
#include <string>
#include <vector>

namespace emulator::slack {

// A stretch of time in which the app, once connected, had no socket that could take an envelope.
struct gap {
    milliseconds from, until;
};

class switchboard {
public:
    switchboard(surroundings& around, workspace& space, std::uint32_t seed);

    deliveries record;
    socket_rules rules;

    void tell(const emitted& what);
    // As long as the emulator runs: sends again what is due.
    asio::awaitable<void> keep_sending();
    void open(std::shared_ptr<stream> wire, std::string first_bytes, bool debug_reconnects);
    void close_all();  // cuts

    // From now on over HTTP, signed; an empty address: over sockets again.
    void use_webhook(webhook where);
    const webhook* http_mode() const { return webhook_ ? &*webhook_ : nullptr; }

    std::vector<std::shared_ptr<app_socket>> ready() const;
    std::shared_ptr<app_socket> find(int number) const;  // of those held
    int held() const;                                    // TCP connections
    int most_held() const { return most_held_; }
    std::vector<socket_record> sockets() const;  // also those that are gone
    std::vector<gap> gaps() const;               // the last one may still last

private:
    struct held_back {
        envelope* what;
        std::int64_t behind;  // so many later ones go first
        milliseconds since;
    };

    void send(envelope& what, int attempt, const std::string& reason);
    void send_on(app_socket& socket, envelope& what, int attempt, const std::string& reason);
    std::shared_ptr<app_socket> any_ready();
    asio::awaitable<void> post(envelope* what, int attempt, std::string reason);
    void give_up(envelope& what);
    void let_go(bool all);
    void answered(app_socket& socket, const std::string& text);
    void accept(std::string_view id, std::string payload, int socket);
    app_socket::owner owner();
    void look_again();
    std::string hello() const;

    surroundings& around_;
    workspace& space_;
    signal due_;
    std::optional<webhook> webhook_;
    std::vector<std::shared_ptr<app_socket>>
        sockets_;  // all there ever were: their coroutines live on
    std::vector<std::shared_ptr<app_socket>> open_;
    std::vector<held_back> held_back_;
    std::vector<gap> gaps_;
    bool was_ready_ = false, in_gap_ = false;
    int most_held_ = 0;
};

}  // namespace emulator::slack
