// Sockets come, say who they are, resume or begin anew, ask, and go.
#include "tests/emulators/mattermost/live_socket.hpp"

#include <algorithm>
#include <charconv>

namespace emulator::mattermost {

namespace {

std::optional<std::int64_t> number_in(const std::string& text) {
    std::int64_t read = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), read);
    if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return read;
}

// Asked to resume in a way the server cannot read: it hangs up.
bool is_malformed(const http_message& asked) {
    const auto id = asked.query("connection_id");
    if (id.empty()) return false;
    return id.size() != 26 || !number_in(asked.query("sequence_number"));
}

}  // namespace

void hub::open(std::shared_ptr<stream> wire, http_message asked, std::string first_bytes) {
    socket_record begun;
    begun.number = static_cast<int>(sockets_.size()) + 1;
    begun.opened = around_.now();
    auto token = space_.token_said(asked);
    begun.by_header = !token.empty();
    begun.user = space_.user_of(token);
    if (!asked.query("connection_id").empty())
        begun.asked = number_in(asked.query("sequence_number"));
    begun.asked_connection = asked.query("connection_id");
    const bool malformed = is_malformed(asked) && is_reliable();
    web_socket::owner its{
        [this] { return around_.now(); },
        [this] { return around_.fault_at(place::frame); },
        [this] { around_.changed.raise(); },
    };
    auto socket = std::make_shared<live_socket>(
        std::move(wire),
        rules,
        around_.fault_at(place::socket),
        std::move(begun),
        std::move(its),
        *this
    );
    socket->token = std::move(token);
    sockets_.push_back(socket);
    auto& tasks = *around_.tasks;
    tasks.start("writing to a socket", socket->write());
    tasks.start("reading a socket", socket->read(std::move(first_bytes)));
    if (malformed)
        socket->cut(false);
    else
        tasks.start("the life of a socket", socket->live());
}

// Resumed without a word, or hello.
void hub::welcome(live_socket& socket) {
    auto& record = socket.record();
    known_users_.emplace(record.user, around_.now());
    if (!is_reliable() || record.asked_connection.empty() || !record.by_header || !resume(socket))
        begin(socket);
    space_.comes_online(record.user, true);
    around_.changed.raise();
}

void hub::begin(live_socket& socket) {
    auto made = std::make_unique<connection>();
    made->known.id = new_connection_id();
    made->known.user = socket.record().user;
    made->known.open = true;
    made->at = &socket;
    socket.on = made.get();
    auto& record = socket.record();
    record.connection = made->known.id;
    record.hello = around_.now();
    connections_.push_back(std::move(made));
    auto& kept = *connections_.back();
    const bool current = space_.policy().is == edition::current;
    const std::string version = current ? "11.0.0" : "5.37.0";
    event hello{
        "hello",
        {{"connection_id", is_reliable() ? kept.known.id : ""},
         {"server_version", version + "." + version + ".0123456789abcdef0123456789abcdef.false"}},
        record.user,
        "",
        ""};
    if (current) hello.data["server_hostname"] = "mattermost-1";
    say(kept, hello);
}

bool hub::resume(live_socket& socket) {
    auto& record = socket.record();
    const auto found = std::ranges::find_if(connections_, [&](const auto& each) {
        return each->known.id == record.asked_connection && !each->known.forgotten &&
               each->known.user == record.user && !each->at;
    });
    if (found == connections_.end()) return false;
    auto& on = **found;
    const auto from = *record.asked;
    const auto kept = std::ranges::find(on.dead, from, &told::seq);
    if (from != on.known.next_seq && kept == on.dead.end()) {
        forget(on);
        return false;
    }
    on.at = &socket;
    socket.on = &on;
    on.known.open = true;
    on.known.consumed = from - 1;
    record.connection = on.known.id;
    record.resumed = true;
    record.hello = around_.now();
    for (auto at = kept; at != on.dead.end(); ++at) {
        record.events.push_back(*at);
        socket.send(at->text);
    }
    auto missed = std::exchange(on.waiting, {});
    on.known.queued = 0;
    for (const auto& what : missed) say(on, what);
    return true;
}

std::string hub::new_connection_id() {
    auto mixed = ++ids_given_ * 0x9e3779b97f4a7c15u ^ 0xc0ffee;
    std::string text;
    for (int i = 0; i < 26; ++i) {
        mixed ^= mixed >> 29;
        mixed *= 0xbf58476d1ce4e5b9u;
        text += "ybndrfg8ejkmcpqxot1uwisza345h769"[mixed >> 59];
    }
    return text;
}

void hub::took(live_socket& socket, const std::string& text) {
    const auto said = json::parse(text, nullptr, false);
    if (!said.is_object()) {
        socket.record().strange.push_back("no JSON: " + text.substr(0, 80));
        socket.cut(false);
        return;
    }
    if (socket.is_dead()) return;
    const auto action = said.value("action", "");
    const auto seq = said.value("seq", std::int64_t{0});
    const auto data = said.value("data", json::object());
    socket.record().actions.push_back(action);
    if (action == "authentication_challenge") {
        challenge(socket, seq, data.is_object() ? data.value("token", "") : "");
        return;
    }
    // Who has not said who it is hears nothing, not even to a ping.
    if (!socket.is_ready()) return;
    const auto how = around_.fault_at(place::delivery, "action:" + action);
    if (how && how->name == "lost") return;
    answer(socket, seq, action, data);
}

void hub::answer(
    live_socket& socket, std::int64_t seq, const std::string& action, const json& data
) {
    json back;
    if (seq <= 0)
        back = {
            {"error",
             {{"id", "api.web_socket_router.bad_seq.app_error"},
              {"message", "Invalid sequence for WebSocket message."},
              {"detailed_error", ""},
              {"status_code", 400}}}};
    else if (action.empty())
        back = {
            {"error",
             {{"id", "api.web_socket_router.no_action.app_error"},
              {"message", "No action."},
              {"detailed_error", ""},
              {"status_code", 400}}}};
    else
        back = space_.act(socket.token, action, data, around_.clock());
    if (seq > 0) back["seq_reply"] = seq;
    back["status"] = back.contains("error") ? "FAIL" : "OK";
    socket.send(back.dump());
}

void hub::challenge(live_socket& socket, std::int64_t seq, const std::string& token) {
    auto& record = socket.record();
    if (record.hello || !record.user.empty()) return;  // a second one: silence
    record.user = space_.user_of(token);
    if (record.user.empty()) {
        socket.cut(false);
        return;
    }
    record.by_header = false;
    socket.token = token;
    if (socket.says_no_hello()) return;
    begin(socket);
    // Its answer comes between hello and everything else.
    socket.send(json{{"status", "OK"}, {"seq_reply", seq}}.dump());
    known_users_.emplace(record.user, around_.now());
    space_.comes_online(record.user, true);
    around_.changed.raise();
}

void hub::ended(live_socket& socket) {
    auto* on = std::exchange(socket.on, nullptr);
    if (!on) return;
    on->at = nullptr;
    on->known.open = false;
    if (!is_reliable()) forget(*on);
    const auto& user = on->known.user;
    const bool last = std::ranges::none_of(connections_, [&](const auto& each) {
        return each->known.user == user && each->at;
    });
    if (last && !closing_) space_.comes_online(user, false);
}

void hub::close_all() {
    closing_ = true;
    for (auto& each : connections_) forget(*each);
    for (std::size_t at = 0; at < sockets_.size(); ++at) sockets_[at]->cut(false);
    for (const auto& [user, since] : known_users_) space_.comes_online(user, false);
    closing_ = false;
}

void hub::crash(int number) {
    for (const auto& socket : find(number)) {
        socket->record().crashed = true;
        if (socket->on) forget(*socket->on);
    }
}

}  // namespace emulator::mattermost
