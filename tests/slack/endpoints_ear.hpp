// A Slack endpoint on loopback, and requests as Slack would sign them.
#pragma once

#include "bot/net/signature.hpp"
#include "bot/platforms/slack/ears/endpoints.hpp"
#include "tests/net/support.hpp"

#include <string>
#include <utility>
#include <vector>

namespace bot::test {

inline constexpr std::string_view signing_secret = "0123456789abcdef0123456789abcdef";
inline constexpr std::int64_t signed_at = 1'700'000'000;

struct signed_request {
    std::string body;
    std::string content_type = "application/json";
    std::string stamp = std::to_string(signed_at);
    std::string signature = {};  // made from the rest when empty
    std::string method = "POST", path = "/slack/events";
    std::vector<std::pair<std::string, std::string>> more = {};
    bool has_stamp = true, has_signature = true;

    std::string bytes() const {
        auto proof = signature;
        if (proof.empty())
            proof = "v0=" + to_hex(hmac_sha256(signing_secret, {"v0:", stamp, ":", body}));
        auto head = method + " " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
        const auto add = [&head](const std::string& name, const std::string& value) {
            head.append(name).append(": ").append(value).append("\r\n");
        };
        add("Content-Length", std::to_string(body.size()));
        if (!content_type.empty()) add("Content-Type", content_type);
        if (has_stamp) add("X-Slack-Request-Timestamp", stamp);
        if (has_signature) add("X-Slack-Signature", proof);
        for (const auto& [name, value] : more) add(name, value);
        return head + "\r\n" + body;
    }
};

inline signed_request form_request(std::string body) {
    signed_request request;
    request.body = std::move(body);
    request.content_type = "application/x-www-form-urlencoded";
    return request;
}

// Acknowledges at once, unless told otherwise.
struct slack_ear {
    struct heard {
        std::string id, type, payload;
        bool takes_answer = false;
        int retry_attempt = 0;
    };

    explicit slack_ear(std::vector<std::string> secrets = {std::string(signing_secret)})
        : kept(secrets.begin(), secrets.end()), server(world.executor(), routes()) {
        port = server.listen("127.0.0.1", 0).value();
    }

    std::vector<http_route> routes() {
        slack::endpoint_options options;
        for (const auto& one : kept) options.signing_secrets.push_back(&one);
        options.clock = [this] { return now; };
        options.answer_within = milliseconds(50);
        return slack::endpoint_routes(
            world.executor(),
            std::move(options),
            [this](const slack::envelope& got, slack::acknowledge answer) {
                all.push_back(
                    {std::string(got.id),
                     std::string(got.type),
                     to_text(got.payload),
                     got.takes_answer,
                     got.retry_attempt}
                );
                on_envelope(std::move(answer));
            }
        );
    }

    std::string say(const signed_request& request) {
        std::string answer;
        const auto bytes = request.bytes();
        world.run([&]() -> asio::awaitable<void> { answer = co_await exchange(port, bytes); });
        return answer;
    }
    int status(const signed_request& request) { return status_in(say(request)); }

    loop world;
    std::vector<secret> kept;
    instant now{seconds(signed_at)};
    std::vector<heard> all;
    std::function<void(slack::acknowledge)> on_envelope = [](const slack::acknowledge& answer) {
        answer("");
    };
    http_server server;
    std::uint16_t port = 0;
};

}  // namespace bot::test
