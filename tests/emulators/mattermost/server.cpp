#include "tests/emulators/mattermost/server.hpp"

#include "tests/emulators/mattermost/call_faults.hpp"
#include "tests/emulators/mattermost/live_socket.hpp"
#include "tests/emulators/mattermost/rest.hpp"

namespace emulator::mattermost {

namespace {

constexpr std::string_view socket_path = "/api/v4/websocket";

std::string without_slash(std::string path) {
    if (path.ends_with('/')) path.pop_back();
    return path;
}

}  // namespace

server::server(asio::any_io_executor executor, workspace& space, host_options options)
    : host(executor, std::move(options), fault_kinds()), space_(space), board_(around_, space) {
    space.on_event([this](const event& what) { board_.tell(what); });
}

server::~server() {
    space_.on_event({});
}

std::string server::socket_url() const {
    return (is_tls() ? "wss" : "ws") + origin().substr(origin().find(':')) +
           std::string(socket_path);
}

void server::has_started() {
    space_.policy().site_url = origin();
}

std::string server::subject_of_call(const http_message& asked) const {
    const auto way = match(asked.method(), asked.path());
    if (!way.row) return asked.path();
    return std::string(way.row->method) + " " + std::string(way.row->pattern);
}

call_faults server::own_call_faults() const {
    return answers_gone_wrong();
}

std::optional<reply> server::refuses(const http_message& asked) {
    if (without_slash(asked.path()) != socket_path) return reply{404, "404 page not found\n", {}};
    const auto from = asked.header("origin");
    if (!from.empty() && from != origin()) return reply{403, "Forbidden\n", {}};
    return space_.slows_down(asked, now());
}

void server::admitted(std::shared_ptr<stream> wire, http_message asked, std::string first) {
    board_.open(std::move(wire), std::move(asked), std::move(first));
}

asio::awaitable<reply> server::answer_call(http_message asked) {
    co_await make_it_take_time(asked);
    auto begun = space_.handle(asked, now());
    auto answer = co_await finish(std::move(begun));
    // To the letter: Mattermost's own client takes nothing else for JSON.
    if (!answer.body.is_string()) answer.headers.emplace_back("content-type", "application/json");
    co_return answer;
}

// A post is in flight for a while: who sends it again meanwhile is told to wait.
asio::awaitable<void> server::make_it_take_time(const http_message& asked) {
    const auto takes = space_.policy().posts_take;
    if (takes.count() == 0 || subject_of_call(asked) != "POST /posts") co_return;
    const auto said = json::parse(asked.body, nullptr, false);
    const auto key = said.is_object() ? said.value("pending_post_id", "") : "";
    const bool held = space_.hold(key);
    if (!held) co_return;
    asio::steady_timer timer(around_.executor, takes);
    co_await timer.async_wait(asio::use_awaitable);
    space_.let_go(key);
}

asio::awaitable<reply> server::finish(outcome begun) {
    if (!begun.first) co_return std::move(begun.answer);
    const auto what = std::shared_ptr<errand>(std::move(begun.first));
    auto back = co_await call_out(what->call);
    auto answer = what->then(back, now());
    calls_made_.push_back({what->is, what->call, std::move(back)});
    around_.changed.raise();
    co_return answer;
}

asio::awaitable<reply> server::runs_command(
    std::string who, std::string channel, std::string line, std::string root
) {
    auto begun = space_.runs_command(who, channel, line, now(), root);
    auto answer = co_await finish(std::move(begun));
    co_return answer;
}

asio::awaitable<reply> server::clicks(
    std::string who, std::string post, std::string action, std::string selected
) {
    auto begun = space_.clicks(who, post, action, now(), selected);
    auto answer = co_await finish(std::move(begun));
    co_return answer;
}

asio::awaitable<reply> server::submits(std::string who, json submission) {
    auto begun = space_.submits(who, std::move(submission), now());
    auto answer = co_await finish(std::move(begun));
    co_return answer;
}

asio::awaitable<reply> server::cancels(std::string who) {
    auto begun = space_.cancels(who, now());
    auto answer = co_await finish(std::move(begun));
    co_return answer;
}

void server::strike(const std::string& what, const std::string& value, int number) {
    if (what == "hub_crash") board_.crash(number);
    for (const auto& socket : board_.find(number)) {
        const bool known = socket->strike(faults(), what, value);
        if (!known && what == "drop") socket->cut(false);
    }
}

void server::scale_time(double factor) {
    const auto scale = [&](milliseconds& one) {
        one = std::chrono::duration_cast<milliseconds>(one * factor);
    };
    auto& sockets = board_.rules;
    auto& rules = space_.policy();
    for (auto* one :
         {&sockets.auth_within,
          &sockets.ping_every,
          &sockets.pong_within,
          &rules.deduplicates,
          &rules.trigger_lives,
          &rules.integration_limit,
          &rules.response_url_lives})
        scale(*one);
}

}  // namespace emulator::mattermost
