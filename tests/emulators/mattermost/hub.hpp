// Brings to every WebSocket what its user is told, counts its seq, keeps what a lost connection
// missed until it resumes. And keeps the record of all of it.
#pragma once

#include "tests/emulators/mattermost/workspace.hpp"
#include "tests/emulators/shared/surroundings.hpp"
#include "tests/emulators/shared/web_socket.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace emulator::mattermost {

struct socket_rules {
    milliseconds auth_within{5'000};
    milliseconds ping_every{60'000};  // 0: never
    milliseconds pong_within{100'000};
    std::size_t most_bytes = 8'192;  // of a client's frame
    std::size_t dead_queue = 128;    // delivered events that are kept for a resume
    std::size_t queue = 256;         // more than that wait for nobody
};

// Said to a connection; `text` as it went out.
struct told {
    std::int64_t seq = 0;
    std::string name, text;
    milliseconds at{0};
};

// A WebSocket from its upgrade to its end.
struct socket_record : wire_record {
    std::string user, connection;       // connection: empty until hello
    bool by_header = false;             // authenticated on the upgrade
    bool resumed = false;               // no hello
    std::string asked_connection;       // of the upgrade, as it came
    std::optional<std::int64_t> asked;  // its sequence_number
    std::optional<milliseconds> hello;  // or the moment it was resumed
    std::vector<told> events;           // sent on this socket, replays included
    std::vector<std::string> actions;   // of the client: "ping", "user_typing", …
    bool crashed = false;
};

// Outlives its sockets, as far as the server remembers.
struct connection_record {
    std::string id, user;
    std::int64_t next_seq = 0;
    std::int64_t consumed = -1;  // as far as the client has said so, by resuming
    std::size_t queued = 0;      // waiting for it to come back
    bool open = false, forgotten = false;
    std::vector<told> events;  // each once, however often it was sent
};

class live_socket;
struct connection;  // live_socket.hpp

class hub {
public:
    hub(surroundings& around, workspace& space);
    ~hub();

    socket_rules rules;

    void tell(const event& what);
    void open(std::shared_ptr<stream> wire, http_message asked, std::string first_bytes);
    void close_all();            // cuts, and forgets every connection
    void crash(int number = 0);  // that socket, or all that are ready, hear nothing any more
    std::vector<std::shared_ptr<live_socket>> find(int number) const;  // 0: all that are ready

    int ready(std::string_view user = {}) const;  // sockets that have said hello, and can hear
    int held() const;                             // TCP connections
    std::vector<socket_record> sockets() const;   // also those that are gone
    std::vector<connection_record> connections() const;
    // Posts that a user, once known here, should have been told and was on no socket: ids. Some of
    // them may wait for a resume; the others are to be found by REST alone.
    std::vector<std::string> untold(std::string_view user) const;

private:
    friend class live_socket;
    struct posted {
        std::string id;
        std::set<std::string> owed;  // users who have not been told on any socket
    };

    void say(connection& to, const event& what);
    void note_told(const connection& to, const event& what);
    void welcome(live_socket& socket);
    void begin(live_socket& socket);
    bool resume(live_socket& socket);
    void took(live_socket& socket, const std::string& text);
    void challenge(live_socket& socket, std::int64_t seq, const std::string& token);
    void answer(live_socket& socket, std::int64_t seq, const std::string& action, const json& data);
    void ended(live_socket& socket);
    void forget(connection& one);
    bool is_reliable() const;
    std::string new_connection_id();

    surroundings& around_;
    workspace& space_;
    std::vector<std::shared_ptr<live_socket>> sockets_;  // all there ever were
    std::vector<std::unique_ptr<connection>> connections_;
    std::map<std::string, milliseconds> known_users_;  // who has ever had a socket, and since when
    std::vector<posted> posted_;
    std::uint64_t ids_given_ = 0;
    bool closing_ = false;
};

}  // namespace emulator::mattermost
