// HTTP mode: Slack calls the app. One signed request at a time, each on a connection of its own.
#pragma once

#include "tests/emulators/shared/calling.hpp"
#include "tests/emulators/slack/workspace.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace emulator::slack {

struct webhook {
    std::string url;  // the request URL of events, commands and interactivity
    std::string signing_secret;
    std::chrono::milliseconds limit{3'000};
};

// The body and its type as Slack sends them: events as JSON, commands as a form, interactivity as
// a form with one field.
struct webhook_body {
    std::string type, bytes;
};
webhook_body body_for(emitted::kind is, const json& payload);

// "v0=" and the HMAC over "v0:stamp:body".
std::string signature_of(std::string_view secret, std::string_view stamp, std::string_view body);

// Its `failure` is Slack's reason for a retry.
using webhook_answer = called_back;
// `headers` besides those that every request has; unsigned without a `stamp`.
boost::asio::awaitable<webhook_answer> post_to(
    webhook where, webhook_body body, header_list headers, std::optional<moment> stamp
);

}  // namespace emulator::slack
