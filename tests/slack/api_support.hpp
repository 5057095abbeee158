// A Slack that says what it is told to: each method has a list of answers, the last one stays.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/net/url.hpp"
#include "bot/platforms/slack/api/web_api.hpp"
#include "tests/net/support.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bot::test {

struct asked_of_slack {
    std::string method;
    query_pairs form;
    http_headers headers;
    std::string body;
    std::chrono::steady_clock::time_point at;

    std::string argument(std::string_view name) const {
        for (const auto& [key, value] : form)
            if (key == name) return value;
        return "";
    }
};

inline const std::string token_text = "xoxb-0000-not-a-real-token";

class told_slack {
public:
    explicit told_slack(std::chrono::milliseconds minute = std::chrono::milliseconds(600))
        : minute_(minute) {
        port = server_->listen("127.0.0.1", 0).value();
    }

    void tell(const std::string& method, std::deque<http_response> answers) {
        answers_[method] = std::move(answers);
    }
    void tell(const std::string& method, const std::string& json) {
        tell(method, {make_json(200, json)});
    }

    slack::web_api_options options() {
        slack::web_api_options made;
        made.base_url = base() + "/api/";
        made.token = &token_;
        made.deadline = std::chrono::seconds(10);
        made.minute = minute_;
        return made;
    }
    std::string base() const { return "http://127.0.0.1:" + std::to_string(port); }

    slack::api_result call(const std::string& method, slack::api_arguments arguments = {}) {
        slack::api_result got;
        world.run([&]() -> asio::awaitable<void> {
            got = co_await api().call(method, std::move(arguments));
        });
        return got;
    }
    slack::api_result read(const std::string& method, slack::api_arguments arguments = {}) {
        slack::api_result got;
        world.run([&]() -> asio::awaitable<void> {
            got = co_await api().read(method, std::move(arguments));
        });
        return got;
    }
    slack::web_api& api() {
        if (!api_) api_ = std::make_unique<slack::web_api>(world.executor(), options());
        return *api_;
    }
    void restart_with(slack::web_api_options changed) {
        api_ = std::make_unique<slack::web_api>(world.executor(), std::move(changed));
    }
    std::size_t connections() const { return server_->connections(); }
    std::size_t times(std::string_view method) const {
        std::size_t count = 0;
        for (const auto& one : asked) count += one.method == method ? 1 : 0;
        return count;
    }

    loop world;
    std::vector<asked_of_slack> asked;
    std::uint16_t port = 0;

private:
    static asio::awaitable<http_response> answer(told_slack& self, http_request request) {
        asked_of_slack one;
        one.method = request.parameter("method");
        one.form = parse_query(request.body).value_or(query_pairs{{"unreadable", ""}});
        one.headers = request.headers;
        one.body = std::move(request.body);
        one.at = std::chrono::steady_clock::now();
        auto& left = self.answers_[one.method];
        auto told = left.empty() ? make_json(200, R"({"ok":true})") : left.front();
        if (left.size() > 1) left.pop_front();
        self.asked.push_back(std::move(one));
        co_return told;
    }

    std::vector<http_route> routes() {
        const auto handler = [this](http_request request) {
            return answer(*this, std::move(request));
        };
        return {{"POST", "/api/{method}", handler, 8'000'000}};
    }

    secret token_{token_text};
    std::chrono::milliseconds minute_;
    std::map<std::string, std::deque<http_response>> answers_;
    std::unique_ptr<http_server> server_ =
        std::make_unique<http_server>(world.executor(), routes());
    std::unique_ptr<slack::web_api> api_;
};

inline http_response slow_down(const std::string& retry_after) {
    auto made = make_json(429, R"({"ok":false,"error":"ratelimited"})");
    if (retry_after != "missing") made.headers.set("Retry-After", retry_after);
    return made;
}

inline http_response no(const std::string& code) {
    return make_json(200, R"({"ok":false,"error":")" + code + R"("})");
}

}  // namespace bot::test
