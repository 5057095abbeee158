// HTTP mode: Slack calls us. Signed events, commands and interactivity on one address.
#pragma once

#include "bot/base/time.hpp"
#include "bot/net/http_server.hpp"
#include "bot/platforms/slack/ears/socket_mode.hpp"
#include "config/secret.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

// X-Slack-Signature over the raw body, with any of the secrets (two while one is rotated), within
// five minutes of `now` both ways. An error is one sentence for the log; the answer is always 401.
result<void> verify_signature(
    const http_request& asked, const std::vector<const secret*>& secrets, instant now
);

struct endpoint_options {
    std::string path = "/slack/events";
    std::vector<const secret*> signing_secrets;  // at least one, none of them empty
    std::function<instant()> clock;
    std::chrono::milliseconds answer_within{2'500};  // then 200 without an answer; 503 for an event
};

// The same envelopes as over a socket (`id` is the event's, where it has one); the acknowledgement
// is the response. One that is dropped uncalled says that nothing was recorded: 503, and Slack
// sends an event again. It is called, or dropped, on the executor's thread.
std::vector<http_route> endpoint_routes(
    boost::asio::any_io_executor executor,
    endpoint_options options,
    std::function<void(const envelope&, acknowledge)> on_envelope
);

}  // namespace bot::slack
