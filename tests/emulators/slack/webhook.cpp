#include "tests/emulators/slack/webhook.hpp"

#include "bot/net/deadline.hpp"
#include "bot/net/signature.hpp"
#include "bot/net/url.hpp"
#include "tests/emulators/slack/stream.hpp"

namespace emulator::slack {

namespace {

std::string form_of(const json& fields) {
    std::string form;
    for (const auto& [name, value] : fields.items()) {
        const auto text = value.is_string() ? value.get<std::string>() : value.dump();
        form +=
            (form.empty() ? "" : "&") + bot::percent_encode(name) + "=" + bot::percent_encode(text);
    }
    return form;
}

webhook_answer failure(std::string reason) {
    return {std::move(reason), 0, {}, {}};
}

boost::asio::awaitable<bot::result<webhook_answer>> converse(bot::url where, std::string bytes) {
    asio::ssl::context tls(asio::ssl::context::tls_client);
    const auto wire =
        co_await stream::dial(where.host, where.port, where.is_tls() ? &tls : nullptr);
    if (!wire) co_return failure("connection_failed");
    const bool sent = co_await wire->write(std::move(bytes));
    if (!sent) co_return failure("connection_failed");
    http_reader reader;
    for (;;) {
        const auto some = co_await wire->read_some();
        if (some.empty()) reader.end();
        reader.feed(some);
        auto got = reader.next();
        if (got) {
            const int status = got->status();
            const bool fine = status >= 200 && status < 300;
            co_return webhook_answer{
                fine ? "" : "http_error", status, std::move(got->headers), std::move(got->body)};
        }
        if (some.empty()) co_return failure("connection_failed");
    }
}

}  // namespace

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
    const auto address = bot::parse_url(where.url);
    if (!address) co_return failure("unknown_error");
    headers.emplace_back("host", address->authority());
    headers.emplace_back("user-agent", "Slackbot 1.0 (+https://api.slack.com/robots)");
    headers.emplace_back("content-type", body.type);
    headers.emplace_back("content-length", std::to_string(body.bytes.size()));
    headers.emplace_back("connection", "close");
    if (stamp) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(*stamp);
        const auto text = std::to_string(seconds.time_since_epoch().count());
        headers.emplace_back("x-slack-request-timestamp", text);
        headers.emplace_back(
            "x-slack-signature", signature_of(where.signing_secret, text, body.bytes)
        );
    }
    auto bytes = request_bytes("POST", address->target, headers, body.bytes);
    auto answer = co_await bot::within(
        where.limit, "a request of the emulator", converse(*address, std::move(bytes))
    );
    co_return answer ? std::move(*answer) : failure("http_timeout");
}

}  // namespace emulator::slack
