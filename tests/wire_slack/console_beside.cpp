#include "tests/wire_slack/console_beside.hpp"

#include "bot/net/http_client.hpp"
#include "bot/net/websocket_client.hpp"
#include "bot/platforms/console/views.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <stdexcept>

namespace bot::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

asio::awaitable<std::shared_ptr<websocket>> enter(std::string address, std::string name) {
    http_client client;
    auto signed_in = co_await client.request(
        "POST", address + "/api/sign-in", {}, json{{"name", name}}.dump(), 10s
    );
    const auto* cookie = signed_in ? signed_in->header("Set-Cookie") : nullptr;
    if (!cookie) throw std::runtime_error(name + " is not let in");
    http_headers headers{{"Cookie", cookie->substr(0, cookie->find(';'))}, {"Origin", address}};
    auto socket = co_await connect_websocket(
        "ws://" + address.substr(std::string("http://").size()) + "/api/socket", headers, {}
    );
    if (!socket) throw std::runtime_error(socket.error().detail);
    co_return *socket;
}

}  // namespace

world_options console_beside::options(world_options with) {
    with.beside = [this](asio::any_io_executor executor, post_office& office) {
        auto now = std::make_shared<life>();
        console::console_options how;
        how.key = std::string(32, 'k');
        how.files_folder = files_.path();
        how.write_rca = [](const rendered_rca& rca) -> result<std::string> {
            return rca.file_name;
        };
        now->front = std::make_unique<console::console>(executor, office, std::move(how));
        office.carry(std::string(console::platform), now->front->carrier());
        office.watch([front = now->front.get()](const change_notice& what) {
            front->on_change(what);
        });
        now->server = std::make_unique<http_server>(
            executor, now->front->routes(), now->front->websockets(), http_server_options{}
        );
        address_ =
            "http://127.0.0.1:" + std::to_string(now->server->listen("127.0.0.1", 0).value());
        return std::static_pointer_cast<void>(now);
    };
    const auto other = with.change;
    with.change = [other](configuration& config) {
        if (other) other(config);
        config.incident.follow_on = {std::string(console::platform)};
    };
    return with;
}

console_page::console_page(world& in, const console_beside& at, const std::string& name)
    : in_(in), inside_(std::make_shared<inside>()), name_(name) {
    std::exception_ptr thrown;
    asio::co_spawn(
        in.our_loop(),
        enter(at.address(), name),
        [&, inside = inside_](std::exception_ptr why, std::shared_ptr<websocket> socket) {
            thrown = why;
            inside->socket = std::move(socket);
        }
    );
    in.run_until([&] { return inside_->socket || thrown; }, name + "'s socket");
    if (thrown) std::rethrow_exception(thrown);
    asio::co_spawn(in.our_loop(), read_all(inside_), asio::detached);
}

asio::awaitable<void> console_page::read_all(std::shared_ptr<inside> in) {
    for (;;) {
        const auto frame = co_await in->socket->read();
        if (!frame) break;
        auto told = json::parse(*frame);
        if (told.contains("acks"))
            for (const auto& n : told["acks"]) in->answers[n.get<std::int64_t>()] = {{"ok", true}};
        else if (told.contains("n")) {
            // Named first: what is assigned is moved before the place for it is looked up.
            const auto n = told["n"].get<std::int64_t>();
            in->answers[n] = std::move(told);
        }
    }
    in->gone = true;
}

json console_page::ask(json request) {
    const auto n = ++last_;
    request["n"] = n;
    inside_->socket->send(request.dump());
    in_.run_until(
        [&] { return inside_->answers.contains(n) || inside_->gone; }, "an answer to " + name_
    );
    const auto found = inside_->answers.extract(n);
    if (!found) throw std::runtime_error("the socket of " + name_ + " ended");
    return found.mapped();
}

json console_page::says(
    const std::string& room,
    const std::string& id,
    const std::string& text,
    const std::string& parent
) {
    json request{{"do", "send"}, {"room", room}, {"id", id}, {"text", text}};
    if (!parent.empty()) request["parent"] = parent;
    return ask(std::move(request));
}

std::string console_page::command(const std::string& room, const std::string& line) {
    const auto answer =
        ask({{"do", "command"}, {"room", room}, {"id", "c" + std::to_string(last_)}, {"text", line}}
        );
    const auto told = answer.find("answer");
    return told == answer.end() || told->is_null() ? "" : (*told)["text"].get<std::string>();
}

std::vector<json> console_page::messages(const std::string& room) {
    std::vector<json> all;
    for (std::int64_t before = 0;;) {
        json request{{"do", "open"}, {"room", room}};
        if (before != 0) request["before"] = before;
        const auto page = ask(std::move(request));
        const auto& found = page.at("messages");
        all.insert(all.begin(), found.begin(), found.end());
        if (!page.at("more").get<bool>() || found.empty()) return all;
        before = found.front().at("seq").get<std::int64_t>();
    }
}

}  // namespace bot::test
