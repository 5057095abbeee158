#include "tests/emulators/slack/webhook.hpp"

#include "bot/net/signature.hpp"
#include "bot/net/url.hpp"

namespace emulator::slack {

webhook_body body_for(emitted::kind is, const json& payload) {
    const std::string form = "application/x-www-form-urlencoded";
    switch (is) {
        case emitted::kind::slash_commands:
            return {form, form_of(payload)};
        case emitted::kind::interactive:
            return {form, "payload=" + bot::percent_encode(payload.dump())};
        case emitted::kind::events_api:
            break;
    }
    return {"application/json", payload.dump()};
}

std::string signature_of(std::string_view secret, std::string_view stamp, std::string_view body) {
    return "v0=" + bot::to_hex(bot::hmac_sha256(secret, {"v0:", stamp, ":", body}));
}

boost::asio::awaitable<webhook_answer> post_to(
    webhook where, webhook_body body, header_list headers, std::optional<moment> stamp
) {
    headers.emplace_back("user-agent", "Slackbot 1.0 (+https://api.slack.com/robots)");
    headers.emplace_back("content-type", body.type);
    if (stamp) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(*stamp);
        const auto text = std::to_string(seconds.time_since_epoch().count());
        headers.emplace_back("x-slack-request-timestamp", text);
        headers.emplace_back(
            "x-slack-signature", signature_of(where.signing_secret, text, body.bytes)
        );
    }
    outgoing call{
        "POST", std::move(where.url), std::move(headers), std::move(body.bytes), where.limit};
    auto answer = co_await call_out(std::move(call));
    co_return answer;
}

}  // namespace emulator::slack
