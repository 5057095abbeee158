#include "tests/emulators/slack/server.hpp"

#include "tests/emulators/slack/call_faults.hpp"
#include "tests/emulators/slack/routes.hpp"

namespace emulator::slack {

server::server(asio::any_io_executor executor, workspace& space, server_options options)
    : host(executor, options, fault_kinds()), space_(space), board_(around_, space, options.seed) {
    space.on_emitted([this](const emitted& what) { board_.tell(what); });
}

server::~server() {
    space_.on_emitted({});
}

void server::has_started() {
    auto& rules = space_.policy();
    rules.api_base = rules.hooks_base = rules.files_base = rules.team_base = origin();
    rules.socket_base = (is_tls() ? "wss" : "ws") + origin().substr(origin().find(':'));
    around_.tasks->start("sending again", board_.keep_sending());
}

asio::awaitable<reply> server::answer_call(http_message asked) {
    co_return answer(asked, space_, now());
}

std::string server::subject_of_call(const http_message& asked) const {
    return subject_of(asked);
}

emulator::call_faults server::own_call_faults() const {
    return answers_gone_wrong();
}

// A ticket is good for one socket: who uses it twice hears 401.
std::optional<reply> server::refuses(const http_message& asked) {
    if (space_.takes_ticket(asked.query("ticket"))) return std::nullopt;
    return reply{401, "no socket for you", {}};
}

void server::admitted(std::shared_ptr<stream> wire, http_message asked, std::string first) {
    const bool debug = asked.query("debug_reconnects") == "true";
    board_.open(std::move(wire), std::move(first), debug);
}

void server::strike(const std::string& what, const std::string& value, int number) {
    const auto one = board_.find(number);
    const auto sockets = one ? std::vector{one} : board_.ready();
    for (const auto& socket : sockets) {
        const bool known = socket->strike(faults(), what, value);
        if (!known) socket->send_disconnect(what);
    }
}

void server::scale_time(double factor) {
    auto& sockets = board_.rules;
    auto& delivery = board_.record.rules;
    const auto scale = [&](milliseconds& one) {
        one = std::chrono::duration_cast<milliseconds>(one * factor);
    };
    for (auto* one :
         {&sockets.lives,
          &sockets.debug_lives,
          &sockets.warning,
          &sockets.leaves,
          &sockets.ping_every,
          &delivery.ack_within})
        scale(*one);
    for (auto& one : delivery.again_after) scale(one);
}

void server::use_webhook(webhook where) {
    board_.use_webhook(std::move(where));
}

asio::awaitable<webhook_answer> server::verify_url(std::string challenge) {
    const json asked{
        {"type", "url_verification"}, {"token", "deprecated"}, {"challenge", std::move(challenge)}};
    auto body = body_for(emitted::kind::events_api, asked);
    auto answer = co_await post_to(*board_.http_mode(), std::move(body), {}, now());
    co_return answer;
}

asio::awaitable<webhook_answer> server::check_ssl() {
    webhook_body body{"application/x-www-form-urlencoded", "ssl_check=1&token=deprecated"};
    auto answer = co_await post_to(*board_.http_mode(), std::move(body), {}, std::nullopt);
    co_return answer;
}

}  // namespace emulator::slack
