#include "tests/emulators/slack/switchboard.hpp"

#include <algorithm>

namespace emulator::slack {

namespace {

constexpr int over_http = -1;

json answer_in(const std::string& payload) {
    const auto parsed = json::parse(payload, nullptr, false);
    // An answer over HTTP may be bare text.
    if (parsed.is_discarded()) return payload.empty() ? json() : json(payload);
    return parsed;
}

}  // namespace

switchboard::switchboard(surroundings& around, workspace& space, std::uint32_t seed)
    : record(seed), around_(around), space_(space), due_(around.executor) {}

void switchboard::tell(const emitted& what) {
    const auto how = around_.fault_at(place::delivery, name_of(what.is));
    const auto is = [&](std::string_view name) { return how && how->name == name; };
    if (is("rate_limited")) {
        space_.loses_events(around_.clock());
        return;
    }
    auto& made = record.make(what, around_.now());
    if (is("reordered")) {
        held_back_.push_back({&made, how->number(1), around_.now()});
        due_.raise();
        return;
    }
    if (is("lost")) {
        record.sent(made, {around_.now(), 0, 0, {}});
    } else {
        send(made, 0, {});
    }
    if (is("twice")) send(made, 0, {});
    if (is("again")) send(record.make(what, around_.now()), 0, {});
    let_go(false);
    due_.raise();
    around_.changed.raise();
}

// What was held back goes out when enough others have, or when it has waited too long.
void switchboard::let_go(bool all) {
    for (auto& one : held_back_) --one.behind;
    std::vector<envelope*> free;
    std::erase_if(held_back_, [&](const held_back& one) {
        const bool late = around_.now() >= one.since + record.rules.ack_within;
        const bool goes = one.behind <= 0 || (all && late);
        if (goes) free.push_back(one.what);
        return goes;
    });
    for (auto* what : free) send(*what, 0, {});
}

void switchboard::send(envelope& what, int attempt, const std::string& reason) {
    if (webhook_) {
        record.sent(what, {around_.now(), over_http, attempt, reason});
        around_.tasks->start("webhook", post(&what, attempt, reason));
        return;
    }
    if (const auto socket = any_ready()) {
        send_on(*socket, what, attempt, reason);
        return;
    }
    record.sent(what, {around_.now(), 0, attempt, reason});
    if (what.is == emitted::kind::events_api) return;
    record.failed(what, "no connection", true, around_.now());
    give_up(what);
}

void switchboard::send_on(
    app_socket& socket, envelope& what, int attempt, const std::string& reason
) {
    const bool first = record.rules.says_first;
    socket.send(what.frame(first ? 0 : attempt, first ? "" : reason));
    ++socket.record().sent;
    record.sent(what, {around_.now(), socket.record().number, attempt, reason});
}

std::shared_ptr<app_socket> switchboard::any_ready() {
    const auto all = ready();
    if (all.empty()) return nullptr;
    return all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(around_.random)];
}

asio::awaitable<void> switchboard::post(envelope* what, int attempt, std::string reason) {
    header_list headers;
    if (attempt > 0) {
        headers.emplace_back("x-slack-retry-num", std::to_string(attempt));
        headers.emplace_back("x-slack-retry-reason", reason);
    }
    auto where = *webhook_;
    where.limit = record.rules.ack_within;
    auto body = body_for(what->is, json::parse(what->payload));
    auto answer =
        co_await post_to(std::move(where), std::move(body), std::move(headers), around_.clock());
    if (around_.fault_at(place::answer, name_of(what->is))) {
        answer = {};
        answer.failure = "http_timeout";
    }
    if (answer.failure.empty()) {
        accept(what->id, answer.body, over_http);
    } else {
        const bool never =
            std::ranges::find(
                answer.headers, std::pair<std::string, std::string>("x-slack-no-retry", "1")
            ) != answer.headers.end();
        record.failed(*what, answer.failure, never, around_.now());
        if (what->given_up) give_up(*what);
    }
    due_.raise();
    around_.changed.raise();
}

void switchboard::give_up(envelope& what) {
    if (what.is != emitted::kind::events_api)
        space_.unanswered(what.emitted_id, around_.clock());
    around_.changed.raise();
}

asio::awaitable<void> switchboard::keep_sending() {
    for (;;) {
        auto next = record.next_due();
        for (const auto& one : held_back_)
            next =
                std::min(next.value_or(milliseconds::max()), one.since + record.rules.ack_within);
        if (!next) {
            co_await due_.wait();
            continue;
        }
        co_await due_.wait(around_.begun + *next);
        let_go(true);
        for (const auto& [what, attempt, reason] : record.due(around_.now())) {
            if (attempt == 0) {
                give_up(*what);
            } else {
                send(*what, attempt, reason);
            }
        }
        around_.changed.raise();
    }
}

void switchboard::open(
    std::shared_ptr<stream> wire, std::string first_bytes, bool debug_reconnects
) {
    socket_record begun;
    begun.number = static_cast<int>(sockets_.size()) + 1;
    begun.opened = around_.now();
    begun.debug_reconnects = debug_reconnects;
    const bool crowded = held() >= rules.most;
    const auto socket = std::make_shared<app_socket>(
        std::move(wire), rules, around_.fault_at(place::socket), std::move(begun), owner()
    );
    sockets_.push_back(socket);
    open_.push_back(socket);
    most_held_ = std::max(most_held_, held());
    auto& tasks = *around_.tasks;
    tasks.start("writing to a socket", socket->write());
    tasks.start("reading a socket", socket->read(std::move(first_bytes)));
    tasks.start("the life of a socket", socket->live(crowded));
}

app_socket::owner switchboard::owner() {
    return {
        {
            [this] { return around_.now(); },
            [this] { return around_.fault_at(place::frame); },
            [this] { look_again(); },
        },
        [this] { return hello(); },
        [this](app_socket& socket, std::string text) { answered(socket, text); },
    };
}

std::string switchboard::hello() const {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(rules.lives).count();
    const json said{
        {"type", "hello"},
        {"num_connections", ready().size()},
        {"debug_info",
         {{"host", "applink-1"}, {"build_number", 1}, {"approximate_connection_time", seconds}}},
        {"connection_info", {{"app_id", space_.app_id()}}},
    };
    return said.dump();
}

void switchboard::answered(app_socket& socket, const std::string& text) {
    const auto said = json::parse(text, nullptr, false);
    if (!said.is_object() || !said.value("envelope_id", json()).is_string()) {
        socket.record().strange.push_back(text);
        return;
    }
    ++socket.record().acks;
    const auto payload = said.contains("payload") ? said["payload"] : json();
    const auto id = said["envelope_id"].get<std::string>();
    const auto* asked = record.find(id);
    if (asked && !asked->takes_answer && !payload.empty())
        socket.record().strange.push_back("an answer to what takes none: " + text);
    accept(id, said.contains("payload") ? payload.dump() : "", socket.record().number);
}

void switchboard::accept(std::string_view id, std::string payload, int socket) {
    const auto* what = record.find(id);
    const bool late = what && what->given_up;
    const auto answer = what && what->takes_answer ? answer_in(payload) : json();
    const auto how = record.acknowledged(id, std::move(payload), socket, around_.now());
    if (how == deliveries::ack::first && !late && what->is != emitted::kind::events_api)
        space_.answered(what->emitted_id, answer, around_.clock());
    around_.changed.raise();
}

void switchboard::use_webhook(webhook where) {
    webhook_.reset();
    if (!where.url.empty()) webhook_ = std::move(where);
}

void switchboard::close_all() {
    for (const auto& socket : sockets_) socket->cut(false);
}

std::vector<std::shared_ptr<app_socket>> switchboard::ready() const {
    std::vector<std::shared_ptr<app_socket>> found;
    for (const auto& socket : open_)
        if (socket->is_ready()) found.push_back(socket);
    return found;
}

std::shared_ptr<app_socket> switchboard::find(int number) const {
    for (const auto& socket : open_)
        if (socket->record().number == number) return socket;
    return nullptr;
}

int switchboard::held() const {
    return static_cast<int>(std::ranges::count_if(open_, &web_socket::is_held));
}

std::vector<socket_record> switchboard::sockets() const {
    std::vector<socket_record> all;
    for (const auto& socket : sockets_) all.push_back(socket->record());
    return all;
}

std::vector<gap> switchboard::gaps() const {
    auto all = gaps_;
    if (in_gap_) all.back().until = around_.now();
    return all;
}

void switchboard::look_again() {
    std::erase_if(open_, [](const auto& socket) { return !socket->is_held(); });
    const bool is_ready = !ready().empty();
    if (was_ready_ && !is_ready && !in_gap_) gaps_.push_back({around_.now(), around_.now()});
    if (is_ready && in_gap_) gaps_.back().until = around_.now();
    in_gap_ = was_ready_ && !is_ready;
    was_ready_ = was_ready_ || is_ready;
    around_.changed.raise();
}

}  // namespace emulator::slack
