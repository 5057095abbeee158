#include "bot/platforms/mattermost/doctor/doctor.hpp"

#include "bot/platforms/mattermost/api/refusal.hpp"
#include "bot/platforms/mattermost/doctor/looks.hpp"

#include <boost/asio/this_coro.hpp>

#include <optional>

namespace bot::mattermost {
namespace {

rest_api_options options_for(const examination& what, const secret* token, tls_context tls) {
    rest_api_options options;
    options.base_url = what.config.url;
    options.token = token;
    options.http.tls = std::move(tls);
    options.deadline = what.patience;
    options.backoff_cap = std::chrono::milliseconds(1'000);
    return options;
}

asio::awaitable<void> look_around(look& at, rest_api& stranger) {
    const bool is_there = co_await look_at_server(at, stranger);
    if (!is_there) co_return;
    const bool is_us = co_await look_at_token(at);
    if (!is_us) co_return;
    const bool is_in = co_await look_at_team(at);
    if (is_in) {
        co_await look_at_rights(at);
        co_await look_at_broadcast(at);
        co_await look_at_commands(at);
    }
    co_await look_at_callback(at);
    if (is_in && at.what.rehearses) co_await rehearse(at);
}

}  // namespace

finding good(std::string what, std::string detail) {
    return {finding::grade::good, "Mattermost: " + std::move(what), std::move(detail), {}};
}
finding advice(std::string what, std::string detail, std::string remedy) {
    return {
        finding::grade::advice,
        "Mattermost: " + std::move(what),
        std::move(detail),
        std::move(remedy)};
}
finding fault(std::string what, std::string detail, std::string remedy) {
    return {
        finding::grade::fault,
        "Mattermost: " + std::move(what),
        std::move(detail),
        std::move(remedy)};
}
finding failed(std::string what, const api_failure& why) {
    return fault(std::move(what), why.detail, remedy_for(why));
}

asio::awaitable<findings> examine(examination what) {
    findings found;
    tls_context tls;
    if (!what.config.ca_file.empty()) {
        auto made = make_client_tls(what.config.ca_file);
        if (!made) {
            found.push_back(fault("roots", made.error().detail, "Mend mattermost.ca_file."));
            co_return found;
        }
        tls = std::move(*made);
    }
    const auto executor = co_await asio::this_coro::executor;
    rest_api stranger(executor, options_for(what, nullptr, tls));
    rest_api api(executor, options_for(what, &*what.config.token, tls));
    look at{what, api, found};
    co_await look_around(at, stranger);
    co_return found;
}

}  // namespace bot::mattermost
