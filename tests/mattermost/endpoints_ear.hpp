// Scribe's ear for Mattermost's calls on loopback, with a record that answers as it is told to.
#pragma once

#include "bot/platforms/mattermost/ears/endpoints.hpp"
#include "tests/mattermost/decode_names.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace bot::test {

inline constexpr std::string_view slash_token = "ouyz3ks1yjnqpnshk9xmqrjtyo";
inline constexpr std::string_view alias_token = "alias3ks1yjnqpnshk9xmqrjty";

// What the program logs, as long as this lives.
class kept_log {
public:
    kept_log() : before_(spdlog::default_logger()) {
        auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(words_);
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", std::move(sink)));
    }
    ~kept_log() { spdlog::set_default_logger(before_); }
    std::string take() {
        auto words = words_.str();
        words_.str({});
        return words;
    }

private:
    std::ostringstream words_;
    std::shared_ptr<spdlog::logger> before_;
};

// Takes everything, a second copy of a key without effect.
class answering_inbox final : public inbox {
public:
    using done_function = std::function<void(result<handled>)>;

    bool submit(inbound what, done_function done) override {
        handled made;
        made.duplicate = !keys_.insert(what.key).second;
        if (!made.duplicate) taken.push_back(what);
        if (!made.duplicate) made.reply = reply;
        on_submit(std::move(made), std::move(done));
        return true;
    }
    void when_room(std::function<void()>) override {}
    void ask(question) override {}
    instant now() const override { return clock; }

    std::vector<inbound> taken;
    instant clock{seconds(1'795'384'431)};
    std::optional<answer> reply = answer{"noted", false, true};
    std::function<void(handled, done_function)> on_submit = [](handled made, done_function done) {
        done(std::move(made));
    };

private:
    std::set<std::string> keys_;
};

// What would have been sent to Mattermost beside the responses.
class kept_replies final : public mattermost::replies {
public:
    asio::awaitable<bool> open_dialog(std::string dialog) override {
        dialogs.push_back(std::move(dialog));
        co_return opens;
    }
    asio::awaitable<void> tell(mattermost::caller whom, answer what) override {
        told.emplace_back(whom.response_url.empty() ? whom.person : whom.response_url, what.text);
        co_return;
    }
    asio::awaitable<void> reply(mattermost::caller whom, answer what) override {
        told.emplace_back(whom.root, what.text);
        co_return;
    }

    bool opens = true;
    std::vector<std::string> dialogs;
    std::vector<std::pair<std::string, std::string>> told;  // to whom, and what
};

struct call_request {
    std::string place = "/mattermost/command", body = {};
    std::string content_type = "application/x-www-form-urlencoded";
    std::string authorization = "Token " + std::string(slash_token);  // empty: none
    std::string method = "POST";

    std::string bytes() const {
        auto head = method + " " + place + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
        if (method != "GET") head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        if (!content_type.empty()) head += "Content-Type: " + content_type + "\r\n";
        if (!authorization.empty()) head += "Authorization: " + authorization + "\r\n";
        return head + "\r\n" + (method == "GET" ? "" : body);
    }
};

inline std::string command_form(
    std::string_view text, std::string_view token = slash_token, std::string_view trigger = "dHI"
) {
    return "channel_id=" + incidents + "&command=%2Fincident&response_url=http%3A%2F%2Fh%2Fhooks" +
           "&team_id=t1&text=" + std::string(text) + "&token=" + std::string(token) +
           "&trigger_id=" + std::string(trigger) + "&user_id=" + alice + "&user_name=alice";
}

inline call_request json_call(std::string place, std::string body) {
    return {"/mattermost" + std::move(place), std::move(body), "application/json", ""};
}

class mattermost_ear {
public:
    mattermost_ear() : tasks(world.executor()), server(world.executor(), routes()) {
        port = server.listen("127.0.0.1", 0).value();
    }

    std::string say(const call_request& request) {
        std::string answer;
        const auto bytes = request.bytes();
        world.run([&]() -> asio::awaitable<void> { answer = co_await exchange(port, bytes); });
        return answer;
    }
    std::string body_of(const call_request& request) {
        const auto answer = say(request);
        return std::to_string(status_in(answer)) + " " + body_in(answer);
    }
    // Lets what was posted run.
    void settle() {
        world.run([]() -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            for (int turn = 0; turn < 10; ++turn)
                co_await asio::post(executor, asio::use_awaitable);
        });
    }

    kept_log log;
    loop world;
    nursery tasks;
    answering_inbox in;
    kept_replies back;
    team_names known;
    secret key{"0123456789abcdef0123456789abcdef"}, token{slash_token}, alias{alias_token};
    mattermost::seal by{key};
    bool is_ready = true;
    std::vector<std::string> looked_up;
    http_server server;
    std::uint16_t port = 0;

private:
    std::vector<http_route> routes() {
        mattermost::endpoint_parts parts{in, back, known, by, tasks, {}, {}, {}, {}, {}};
        parts.tokens = {&token, &alias};
        parts.path = "/mattermost";
        parts.dialog_url = "http://scribe:8080/mattermost/dialog";
        parts.is_ready = [this] { return is_ready; };
        parts.look_up = [this](mattermost::unnamed wanted, std::chrono::milliseconds) {
            return look_up(std::move(wanted));
        };
        parts.answer_within = std::chrono::milliseconds(50);
        return mattermost::endpoint_routes(std::move(parts));
    }
    asio::awaitable<void> look_up(mattermost::unnamed wanted) {
        for (const auto& id : wanted.people) {
            looked_up.push_back(id);
            known.people[id] = "looked-up";
        }
        co_return;
    }
};

}  // namespace bot::test
