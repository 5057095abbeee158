#include "bot/platforms/slack/doctor/doctor.hpp"

#include "bot/base/digest.hpp"
#include "bot/base/text.hpp"
#include "bot/base/time.hpp"
#include "bot/net/deadline.hpp"
#include "bot/net/http_date.hpp"
#include "bot/net/websocket_client.hpp"
#include "bot/platforms/slack/api/pages.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/api/web_api.hpp"
#include "bot/platforms/slack/doctor/needs.hpp"
#include "bot/platforms/slack/doctor/rehearsal.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace bot::slack {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto noticeable_skew = 30s;
constexpr auto fatal_skew = 300s;  // beyond it no signature of Slack's is believed

finding good(std::string what, std::string detail) {
    return {finding::grade::good, "Slack: " + std::move(what), std::move(detail), {}};
}
finding advice(std::string what, std::string detail, std::string remedy) {
    return {
        finding::grade::advice, "Slack: " + std::move(what), std::move(detail), std::move(remedy)};
}
finding fault(std::string what, std::string detail, std::string remedy) {
    return {
        finding::grade::fault, "Slack: " + std::move(what), std::move(detail), std::move(remedy)};
}
finding failed(std::string what, std::string_view method, const api_failure& why) {
    return fault(std::move(what), why.detail, remedy_for(method, why));
}

void look_at_scopes(findings& found, const api_answer& answer) {
    const auto* header = answer.headers.find("x-oauth-scopes");
    if (!header) {
        found.push_back(advice(
            "scopes", "Slack did not say which the token has", "Look under OAuth & Permissions."
        ));
        return;
    }
    std::vector<std::string> given;
    for (const auto one : split(*header, ',')) given.emplace_back(trim(one));
    std::size_t missing = 0;
    for (const auto& need : scope_needs()) {
        if (std::ranges::find(given, need.scope) != given.end()) continue;
        const auto detail = "without it Scribe cannot " + std::string(need.without);
        const auto remedy = "Add it under OAuth & Permissions, Scopes, then install the app again.";
        const auto what = "scope " + std::string(need.scope) + " is missing";
        found.push_back(
            need.is_optional ? advice(what, detail, remedy) : fault(what, detail, remedy)
        );
        missing += need.is_optional ? 0 : 1;
    }
    if (missing == 0) found.push_back(good("scopes", "all that are needed"));
}

void look_at_clock(findings& found, const api_answer& answer, instant now) {
    const auto* header = answer.headers.find("date");
    const auto theirs = header ? parse_http_date(*header) : std::nullopt;
    if (!theirs) return;
    const auto skew = now > *theirs ? now - *theirs : *theirs - now;
    const auto detail = "this machine's clock is " + format_duration(skew) +
                        (now > *theirs ? " ahead of" : " behind") + " Slack's";
    const auto remedy = "Set the clock by NTP: timedatectl set-ntp true.";
    if (skew > fatal_skew)
        found.push_back(fault("clock", detail + "; signed calls are refused", remedy));
    else if (skew > noticeable_skew)
        found.push_back(advice("clock", detail, remedy));
    else
        found.push_back(good("clock", "within half a minute of Slack's"));
}

// A name that is surely taken: who may not create channels is told so, everybody else is told
// that it is taken. Nothing is made.
asio::awaitable<void> look_at_creation(findings& found, web_api& api) {
    auto list =
        co_await api.read("conversations.list", {{"types", "public_channel"}, {"limit", "1"}});
    std::string taken;
    if (list)
        for (json one : items(list->root, "channels")) taken = text(one, "name");
    if (taken.empty()) co_return;
    auto made = co_await api.call("conversations.create", {{"name", taken}});
    if (made) co_return;  // it went away this very moment; a channel of that name is what they had
    const auto& why = made.error();
    if (why.code == "name_taken")
        found.push_back(good("channels", "Scribe may open them"));
    else
        found.push_back(failed("channels", "conversations.create", why));
}

asio::awaitable<void> look_at_broadcast(findings& found, web_api& api, std::string name) {
    if (name.empty()) co_return;
    bool is_there = false, is_in = false, is_private = false;
    auto done = co_await read_pages(
        api,
        "conversations.list",
        {{"types", "public_channel,private_channel"}, {"exclude_archived", "true"}},
        [&](const api_answer& page) {
            for (json one : items(page.root, "channels")) {
                if (text(one, "name") != name && text(one, "id") != name) continue;
                is_there = true;
                is_in = flag(one, "is_member");
                is_private = flag(one, "is_private");
            }
            return !is_there;
        }
    );
    if (!done) {
        found.push_back(failed("broadcast channel", "conversations.list", done.error()));
    } else if (!is_there) {
        found.push_back(fault(
            "broadcast channel",
            "there is no #" + name + " that Scribe can see",
            "Create it, or invite Scribe when it is private, or set broadcast_channel to another "
            "one (\"\" for none)."
        ));
    } else if (is_private && !is_in) {
        found.push_back(
            fault("broadcast channel", "Scribe is not in #" + name, "Write /invite @scribe there.")
        );
    } else {
        found.push_back(good("broadcast channel", "#" + name));
    }
}

// The first frame of a connection: how many there are with it.
asio::awaitable<result<std::string>> say_hello(std::string url, tls_context tls) {
    websocket_client_options how;
    how.tls = std::move(tls);
    auto socket = co_await connect_websocket(std::move(url), {}, std::move(how));
    if (!socket) co_return tl::unexpected(socket.error());
    auto frame = co_await within(10s, "waiting for Slack's hello", (*socket)->read());
    if (!frame) co_return tl::unexpected(frame.error());
    (*socket)->close();
    document parser;
    const auto told = parser.parse(*frame);
    if (!told || text(*told, "type") != "hello")
        co_return fail(errc::refused, "Slack did not say hello first");
    const auto others = number(*told, "num_connections", 1) - 1;
    if (others <= 0) co_return std::string("a connection opens; there is no other one");
    co_return "a connection opens; " + std::to_string(others) + " of this app open beside it";
}

asio::awaitable<void> look_at_sockets(findings& found, web_api& app_api, tls_context tls) {
    auto url = co_await app_api.call("apps.connections.open", {});
    if (!url) {
        found.push_back(failed("Socket Mode", "apps.connections.open", url.error()));
        co_return;
    }
    const auto heard = co_await say_hello(std::string(text(url->root, "url")), std::move(tls));
    if (heard) {
        found.push_back(good("Socket Mode", *heard));
        co_return;
    }
    found.push_back(fault(
        "Socket Mode",
        heard.error().detail,
        "Scribe calls Slack on port 443 (wss://): let it through proxies and firewalls."
    ));
}

// Unlike that of any rehearsal before: names of archived channels stay taken.
std::string draw_mark(const std::function<void(std::span<char>)>& random) {
    std::array<char, 4> bytes{};
    random(bytes);
    return to_hex(std::string_view(bytes.data(), bytes.size()));
}

web_api_options options_for(const examination& what, const secret& token, tls_context tls) {
    web_api_options options;
    options.base_url = what.config.api_url;
    options.token = &token;
    options.http.tls = std::move(tls);
    return options;
}

}  // namespace

asio::awaitable<findings> examine(examination what) {
    findings found;
    tls_context tls;
    if (!what.config.ca_file.empty()) {
        auto made = make_client_tls(what.config.ca_file);
        if (!made) {
            found.push_back(fault("roots", made.error().detail, "Mend slack.ca_file."));
            co_return found;
        }
        tls = std::move(*made);
    }
    const auto executor = co_await asio::this_coro::executor;
    web_api api(executor, options_for(what, *what.config.bot_token, tls));
    auto who = co_await api.read("auth.test", {});
    if (!who) {
        found.push_back(failed("bot token", "auth.test", who.error()));
        co_return found;
    }
    found.push_back(good(
        "bot token",
        "user " + std::string(text(who->root, "user")) + " in " +
            std::string(text(who->root, "team"))
    ));
    look_at_scopes(found, *who);
    look_at_clock(found, *who, what.clock());
    co_await look_at_creation(found, api);
    co_await look_at_broadcast(found, api, what.broadcast_channel);
    if (what.config.app_token) {
        web_api app_api(executor, options_for(what, *what.config.app_token, tls));
        co_await look_at_sockets(found, app_api, tls);
        if (what.rehearses) {
            rehearsal how{api, app_api, {}, what.random, draw_mark(what.random)};
            how.socket.tls = tls;
            how.patience = what.patience;
            auto more = co_await rehearse(std::move(how));
            std::ranges::move(more, std::back_inserter(found));
        }
    }
    if (!what.rehearses)
        found.push_back(advice(
            "events",
            "which of them the app is told cannot be read from outside",
            "scribe doctor --rehearse tries them, in two channels that it archives again."
        ));
    co_return found;
}

}  // namespace bot::slack
