// What listens: HTTP and its upgrades on one port, plain or TLS, with the faults that are armed; a
// second port for other questions. A platform's server is one of these.
#pragma once

#include "tests/emulators/shared/call_faults.hpp"
#include "tests/emulators/shared/stream.hpp"
#include "tests/emulators/shared/surroundings.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace emulator {

struct host_options {
    std::uint16_t port = 0;          // 0: any
    std::string certificate, key;    // PEM files; empty: plain
    std::string host = "127.0.0.1";  // in the addresses it gives out
    std::uint32_t seed = 1;          // of every choice it makes
    std::function<moment()> clock;   // of what is emulated; empty: the system's
};

// A request as it came, and the status it got: 0 for none.
struct request_seen {
    milliseconds at;
    http_message what;
    int status = 0;
};

class host {
public:
    host(boost::asio::any_io_executor executor, host_options options, fault_table known);
    // Only after stop(), or when the executor runs no more.
    virtual ~host() = default;
    host(const host&) = delete;
    host& operator=(const host&) = delete;

    // Listens. Throws boost::system::system_error when it cannot, for a port or a certificate.
    void start();
    // Cuts every connection. It can be started again, and has its port again then.
    asio::awaitable<void> stop();

    std::uint16_t port() const { return port_; }
    std::string origin() const;  // "http://127.0.0.1:4711"
    moment now() const { return around_.clock(); }

    bool arm(fault what) { return around_.faults.arm(std::move(what), around_.now()); }
    fault_plan& faults() { return around_.faults; }

    const std::deque<request_seen>& requests() const { return requests_; }  // the last 10,000
    // True once it holds; false when it does not after all that time. Looked at after everything
    // that happens on the wire.
    asio::awaitable<bool> until(std::function<bool()> holds, milliseconds limit);

    // One more port, plain HTTP, for another kind of questions. Before start().
    using handler = std::function<asio::awaitable<reply>(http_message)>;
    void listen_beside(std::uint16_t port, handler answer);
    std::uint16_t port_beside() const { return port_beside_; }

protected:
    virtual asio::awaitable<reply> answer_call(http_message asked) = 0;
    // What a fault's `only` is held against.
    virtual std::string subject_of_call(const http_message& asked) const = 0;
    virtual call_faults own_call_faults() const { return {}; }
    // Why a socket is not to be had; nothing: it is.
    virtual std::optional<reply> refuses(const http_message& asked) = 0;
    virtual void admitted(std::shared_ptr<stream> wire, http_message asked, std::string first) = 0;
    virtual void has_started() {}  // it knows its port, and may start tasks
    virtual void cut_sockets() = 0;

    bool is_tls() const { return tls_.has_value(); }
    surroundings around_;

private:
    // Where connections come in. Faults are the platform's only.
    struct door {
        std::optional<asio::ip::tcp::acceptor> acceptor;
        handler answer;
        bool is_platforms = true;
    };

    asio::awaitable<void> accept(door* from);
    asio::awaitable<void> converse(door* from, std::shared_ptr<stream> wire);
    asio::awaitable<bool> serve(door* from, std::shared_ptr<stream> wire, http_message asked);
    asio::awaitable<bool> give(std::shared_ptr<stream> wire, answer_plan plan);
    asio::awaitable<void> upgrade(
        std::shared_ptr<stream> wire, http_message asked, std::string first_bytes
    );
    asio::ip::tcp::acceptor listen(std::uint16_t port);
    void load_certificate();
    void note(http_message asked, int status);

    host_options options_;
    std::optional<asio::ssl::context> tls_;
    door front_, beside_;
    std::uint16_t port_ = 0, port_beside_ = 0;
    std::deque<request_seen> requests_;
};

}  // namespace emulator
