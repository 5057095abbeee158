// A Slack that listens: the Web API, uploads, files and response_urls of a workspace, Socket Mode
// and HTTP mode, with faults at will. In a program of its own (main.cpp), or in a test on the
// thread of what is tested. None of Scribe's own HTTP or WebSocket code is in it.
#pragma once

#include "tests/emulators/shared/host.hpp"
#include "tests/emulators/slack/switchboard.hpp"

#include <memory>
#include <optional>
#include <string>

namespace emulator::slack {

using server_options = host_options;

class server : public host {
public:
    // Sets the workspace's addresses (rules::api_base, …) and its on_emitted.
    server(boost::asio::any_io_executor executor, workspace& space, server_options options);
    ~server() override;

    std::string api_url() const { return origin() + "/api/"; }

    // --- what goes wrong ---
    // A fault of the place "frame" at once, on a socket or on all (0), with a frame that is no
    // envelope; or one of: "ping", "reset", "close", or the reason of a disconnect frame.
    void strike(const std::string& what, const std::string& value = {}, int socket = 0);
    socket_rules& socket_policy() { return board_.rules; }  // of sockets opened from now on
    delivery_rules& delivery_policy() { return board_.record.rules; }
    // Every time both have is multiplied by it.
    void scale_time(double factor);

    // --- HTTP mode ---
    void use_webhook(webhook where);  // an empty url: sockets again
    asio::awaitable<webhook_answer> verify_url(std::string challenge);
    asio::awaitable<webhook_answer> check_ssl();

    // --- the oracle ---
    const deliveries& record() const { return board_.record; }
    const switchboard& board() const { return board_; }

private:
    asio::awaitable<reply> answer_call(http_message asked) override;
    std::string subject_of_call(const http_message& asked) const override;
    emulator::call_faults own_call_faults() const override;
    std::optional<reply> refuses(const http_message& asked) override;
    void admitted(std::shared_ptr<stream> wire, http_message asked, std::string first) override;
    void has_started() override;
    void cut_sockets() override { board_.close_all(); }

    workspace& space_;
    switchboard board_;
};

}  // namespace emulator::slack
