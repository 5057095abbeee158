#include "bot/platforms/console/console.hpp"

#include "bot/base/redaction.hpp"
#include "bot/base/text.hpp"
#include "bot/incident/rooms.hpp"
#include "bot/net/url.hpp"
#include "bot/platforms/console/views.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::console {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr std::size_t file_limit = 20 * 1024 * 1024;

std::string_view type_of_page(std::string_view path) {
    if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (path.ends_with(".css")) return "text/css; charset=utf-8";
    if (path.ends_with(".svg")) return "image/svg+xml";
    return "text/html; charset=utf-8";
}

std::string_view host_only(std::string_view authority) {
    if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
    return authority.substr(0, authority.find(':'));
}

// An address or localhost itself: "127.0.0.1.example.org" is a name like any other.
bool is_this_machine(std::string_view host) {
    if (host == "localhost" || host == "[::1]") return true;
    boost::system::error_code no_address;
    const auto address = asio::ip::make_address_v4(host, no_address);
    return !no_address && address.is_loopback();
}

std::string_view host_of_url(std::string_view url) {
    const auto at = url.find("://");
    auto rest = at == url.npos ? url : url.substr(at + 3);
    return rest.substr(0, rest.find('/'));
}

}  // namespace

console::console(asio::any_io_executor executor, inbox& in, console_options options)
    : executor_(std::move(executor)),
      inbox_(in),
      options_(std::move(options)),
      doorkeeper_(options_.key, options_.password, options_.tls),
      shelf_(options_.files_folder),
      hub_(in),
      shared_{
          in,
          hub_,
          shelf_,
          options_.commands,
          options_.templates,
          options_.rooms,
          options_.incident_rooms},
      courier_(in, hub_, options_.write_rca) {}

void console::decorate(const http_request&, http_response& made) {
    made.headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src "
        "'self'; connect-src 'self'; "
        "frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
    );
    made.headers.set("X-Content-Type-Options", "nosniff");
    made.headers.set("Referrer-Policy", "no-referrer");
    made.headers.set("Cross-Origin-Opener-Policy", "same-origin");
    made.headers.set("Cross-Origin-Resource-Policy", "same-origin");
    made.headers.set_if_absent("Cache-Control", "no-store");
}

result<person> console::signed_in(const http_request& asked) const {
    const auto* cookie = asked.header("Cookie");
    if (cookie)
        if (auto who = doorkeeper_.who(*cookie, inbox_.now())) return *who;
    return fail(errc::forbidden, "Sign in first.");
}

// A page of another site must not speak for the person, and without a password another name for
// this address must not lead here (DNS rebinding).
result<void> console::same_origin(const http_request& asked) const {
    const auto* host = asked.header("Host");
    if (!host) return fail(errc::invalid, "The Host header is missing.");
    const bool known_host =
        is_this_machine(host_only(*host)) ||
        (!options_.public_url.empty() && host_of_url(options_.public_url) == *host);
    if (!options_.password && !known_host)
        return fail(
            errc::forbidden,
            "This console answers on this machine only. Set console.public_url and "
            "console.password to open it."
        );
    const auto* origin = asked.header("Origin");
    if (!origin) return {};
    const bool ours =
        *origin == std::string(asked.tls ? "https://" : "http://") + *host ||
        *origin == options_.public_url ||
        std::find(options_.allowed_origins.begin(), options_.allowed_origins.end(), *origin) !=
            options_.allowed_origins.end();
    if (!ours)
        return fail(
            errc::forbidden,
            "A page of another site may not speak to this console. If it is yours, list it in "
            "console.allowed_origins."
        );
    return {};
}

std::vector<http_route> console::routes() {
    return {
        {"GET", "/", [this](http_request r) { return page(std::move(r)); }},
        {"GET", "/console/{file}", [this](http_request r) { return page(std::move(r)); }},
        {"GET", "/api/me", [this](http_request r) { return me(std::move(r)); }},
        {"POST",
         "/api/sign-in",
         [this](http_request r) { return sign_in_here(std::move(r)); },
         4096},
        {"POST", "/api/sign-out", [this](http_request r) { return sign_out(std::move(r)); }, 4096},
        {"POST",
         "/api/files",
         [this](http_request r) { return keep_file(std::move(r)); },
         file_limit},
        {"GET",
         "/files/{digest}/{name}",
         [this](http_request r) { return give_file(std::move(r)); }},
        {"GET",
         "/incidents/{id}/rca.md",
         [this](http_request r) { return give_rca(std::move(r)); }},
    };
}

std::vector<websocket_route> console::websockets() {
    return {{
        "/api/socket",
        [this](const http_request& asked) -> result<void> {
            if (auto ours = same_origin(asked); !ours) return ours;
            if (auto who = signed_in(asked); !who) return tl::unexpected(who.error());
            return {};
        },
        [this](http_request asked, std::shared_ptr<websocket> socket) -> asio::awaitable<void> {
            return converse(
                shared_, std::make_shared<client>(executor_, std::move(socket), *signed_in(asked))
            );
        },
    }};
}

console::awaited console::page(http_request asked) {
    const auto file = asked.path == "/" ? std::string("index.html") : asked.parameter("file");
    for (const auto& one : options_.pages) {
        if (one.path != file) continue;
        http_response made;
        made.headers.set("Content-Type", std::string(type_of_page(file)));
        made.headers.set("Cache-Control", "no-cache");
        made.body = one.bytes;
        co_return made;
    }
    co_return make_problem(404, "not_found", "There is no such page.");
}

console::awaited console::me(http_request asked) {
    const auto who = signed_in(asked);
    if (who) co_return make_json(200, json{{"name", who->name}}.dump());
    co_return make_json(
        401, json{{"error", who.error().detail}, {"password", doorkeeper_.asks_password()}}.dump()
    );
}

console::awaited console::sign_in_here(http_request asked) {
    if (const auto ours = same_origin(asked); !ours) co_return make_problem(ours.error());
    const auto told = json::parse(asked.body, nullptr, false);
    const auto text = [&](const char* field) {
        return told.is_object() && told.contains(field) && told[field].is_string()
                   ? told[field].get<std::string>()
                   : std::string();
    };
    const auto who = doorkeeper_.check(text("name"), text("password"));
    if (!who) {
        // Guessing costs time, for the one who guesses.
        if (who.error().code == errc::forbidden) {
            asio::steady_timer pause(executor_, std::chrono::milliseconds(500));
            const auto waited = co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
            (void)waited;
            co_return make_problem(401, "forbidden", who.error().detail);
        }
        co_return make_problem(400, name_of(who.error().code), who.error().detail);
    }
    auto made = make_json(200, json{{"name", who->name}}.dump());
    made.headers.add("Set-Cookie", doorkeeper_.cookie_for(*who, inbox_.now()));
    co_return made;
}

console::awaited console::sign_out(http_request asked) {
    if (const auto ours = same_origin(asked); !ours) co_return make_problem(ours.error());
    http_response made;
    made.status = 204;
    made.headers.add("Set-Cookie", doorkeeper_.farewell_cookie());
    co_return made;
}

console::awaited console::keep_file(http_request asked) {
    if (const auto ours = same_origin(asked); !ours) co_return make_problem(ours.error());
    if (const auto who = signed_in(asked); !who)
        co_return make_problem(401, "forbidden", who.error().detail);
    const auto* told = asked.find_query("name");
    auto name = told ? shorten(mask_secrets(repair_utf8(*told)).text, 200) : std::string();
    std::erase_if(name, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '/' || c == '\\';
    });
    if (name.empty())
        co_return make_problem(400, "invalid", "Say the file's name: /api/files?name=…");
    if (asked.body.empty())
        co_return make_problem(400, "invalid", "The file is empty; nothing was stored.");
    const auto digest = shelf_.keep(asked.body);
    if (!digest) co_return make_problem(digest.error());
    co_return make_json(
        200,
        json{{"file",
              {{"name", name},
               {"sha256", *digest},
               {"size", asked.body.size()},
               {"media_type", media_type_of(name)},
               {"url", "/files/" + *digest + "/" + percent_encode(name)}}}}
            .dump()
    );
}

console::awaited console::give_file(http_request asked) {
    if (const auto who = signed_in(asked); !who)
        co_return make_problem(401, "forbidden", who.error().detail);
    auto bytes = shelf_.read(asked.parameter("digest"));
    if (!bytes) co_return make_problem(404, "not_found", "There is no such file.");
    http_response made;
    const auto type = media_type_of(asked.parameter("name"));
    made.headers.set("Content-Type", type);
    // Only pictures are shown in place; whatever else it is, the browser saves it.
    if (!type.starts_with("image/"))
        made.headers.set(
            "Content-Disposition", "attachment; filename=\"" + slug(asked.parameter("name")) + "\""
        );
    made.headers.set("Cache-Control", "private, max-age=86400");
    made.body = std::move(*bytes);
    co_return made;
}

console::awaited console::give_rca(http_request asked) {
    const auto who = signed_in(asked);
    if (!who) co_return make_problem(401, "forbidden", who.error().detail);
    const auto id = parse_label("#" + asked.parameter("id"));
    if (!id)
        co_return make_problem(404, "not_found", "An incident has a number: /incidents/7/rca.md");
    const auto* wanted = asked.find_query("template");
    const auto made = std::make_shared<result<rendered_rca>>(
        fail(errc::not_found, "There is no " + to_label(*id) + ".")
    );
    const auto ready =
        std::make_shared<asio::steady_timer>(executor_, asio::steady_timer::time_point::max());
    inbox_.ask(
        [=, name = wanted ? *wanted : std::string(), reader = *who](archive& from
        ) -> std::function<void()> {
            if (const auto* of = readable_incident(from, *id, reader))
                *made = from.render(*of, template_of(*of, from.rules(), name));
            return [ready] { ready->cancel(); };
        }
    );
    const auto waited = co_await ready->async_wait(asio::as_tuple(asio::use_awaitable));
    (void)waited;
    if (!*made) co_return make_problem(made->error());
    http_response response;
    response.headers.set("Content-Type", "text/markdown; charset=utf-8");
    response.headers.set(
        "Content-Disposition", "attachment; filename=\"" + (*made)->file_name + "\""
    );
    response.body = (*made)->text;
    co_return response;
}

}  // namespace bot::console
