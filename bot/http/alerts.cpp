#include "bot/http/alerts.hpp"

#include "bot/base/digest.hpp"
#include "bot/net/signature.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>

namespace bot {
namespace {

namespace asio = boost::asio;

constexpr std::size_t body_limit = 4 * 1024 * 1024;

// RFC 4648; nothing when it is not base64.
std::optional<std::string> from_base64(std::string_view text) {
    std::string bytes;
    unsigned held = 0;
    int bits = 0;
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    for (const char c : text) {
        unsigned six = 0;
        if (c >= 'A' && c <= 'Z')
            six = static_cast<unsigned>(c - 'A');
        else if (c >= 'a' && c <= 'z')
            six = static_cast<unsigned>(c - 'a') + 26;
        else if (c >= '0' && c <= '9')
            six = static_cast<unsigned>(c - '0') + 52;
        else if (c == '+')
            six = 62;
        else if (c == '/')
            six = 63;
        else
            return std::nullopt;
        held = (held << 6U | six) & 0xFFFFU;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(held >> static_cast<unsigned>(bits) & 0xFFU);
    }
    return bytes;
}

// The bearer token or the basic password; empty when there is none.
std::string token_of(const http_request& asked) {
    const auto* header = asked.header("Authorization");
    if (!header) return {};
    const std::string_view told = *header;
    if (told.starts_with("Bearer ")) return std::string(told.substr(7));
    if (!told.starts_with("Basic ")) return {};
    const auto pair = from_base64(told.substr(6));
    if (!pair) return {};
    const auto colon = pair->find(':');
    return colon == std::string::npos ? std::string() : pair->substr(colon + 1);
}

// One request's inbounds on their way: the last one home answers.
struct journey {
    explicit journey(asio::any_io_executor executor)
        : home(std::move(executor), asio::steady_timer::time_point::max()) {}
    asio::steady_timer home;
    std::size_t out = 0;
    std::optional<error> trouble;
};

asio::awaitable<http_response> take(
    asio::any_io_executor executor,
    inbox& in,
    const std::vector<alert_source>& sources,
    const alert_reader& read,
    http_request asked
) {
    const auto& name = asked.parameter("source");
    const auto source = std::find_if(sources.begin(), sources.end(), [&](const alert_source& one) {
        return one.name == name;
    });
    const auto told = token_of(asked);
    // An unknown source and a wrong token look alike from outside.
    const bool known = source != sources.end();
    if (!known || (!source->token.empty() && !equal_constant_time(told, source->token))) {
        spdlog::warn(
            "alerts: refused a delivery from {} for '{}': {}",
            asked.peer,
            known ? name : "an unknown source",
            told.empty() ? "no token" : "wrong token"
        );
        auto refused = make_problem(
            401,
            "forbidden",
            "This needs the token of a configured alert source, as bearer or as basic password."
        );
        refused.headers.add("WWW-Authenticate", "Bearer");
        co_return refused;
    }
    const auto now = in.now();
    // Sources give no delivery id, and an alert that is told again is the same bytes: the moment
    // tells them apart.
    const auto key = "alert:" + name + ":" + to_hex(sha256(asked.body)).substr(0, 32) + ":" +
                     std::to_string(now.time_since_epoch().count());
    auto inbounds = read(*source, asked.body, key, now);
    if (!inbounds) {
        spdlog::warn("alerts: '{}' sent what cannot be read: {}", name, inbounds.error().detail);
        co_return make_problem(400, "invalid", inbounds.error().detail);
    }
    const auto trip = std::make_shared<journey>(executor);
    trip->out = inbounds->size();
    for (auto& one : *inbounds)
        in.submit(std::move(one), [trip](result<handled> done) {
            if (!done) trip->trouble = done.error();
            if (--trip->out == 0) trip->home.cancel();
        });
    const auto waited = co_await trip->home.async_wait(asio::as_tuple(asio::use_awaitable));
    (void)waited;
    if (trip->trouble) {
        auto later = make_problem(
            503, "unavailable", "Not stored: " + trip->trouble->detail + " Come again."
        );
        later.headers.add("Retry-After", "1");
        co_return later;
    }
    co_return make_json(200, R"({"ok":true})");
}

}  // namespace

std::vector<http_route> alert_routes(
    asio::any_io_executor executor, inbox& in, std::vector<alert_source> sources, alert_reader read
) {
    const auto shared = std::make_shared<const std::vector<alert_source>>(std::move(sources));
    http_route route;
    route.method = "POST";
    route.path = "/alerts/{source}";
    route.body_limit = body_limit;
    route.handler = [executor, &in, shared, read = std::move(read)](http_request asked) {
        return take(executor, in, *shared, read, std::move(asked));
    };
    return {std::move(route)};
}

}  // namespace bot
