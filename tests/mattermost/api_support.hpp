// A Mattermost that says what it is told to: each call has a list of answers, the last one stays.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/net/url.hpp"
#include "bot/platforms/mattermost/api/rest_api.hpp"
#include "tests/net/support.hpp"

#include <nlohmann/json.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bot::test {

struct asked_of_mattermost {
    std::string call;    // "POST /posts"
    std::string target;  // with the query
    http_headers headers;
    std::string body;
    std::chrono::steady_clock::time_point at;

    nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
};

inline const std::string token_text = "9xuqwrwgstrb3mzrxb83nb357a";

inline http_response no(int status, const std::string& id, const std::string& message = "No.") {
    return make_json(
        status, nlohmann::json{{"id", id}, {"message", message}, {"status_code", status}}.dump()
    );
}
inline http_response slow_down(const std::string& retry_after) {
    auto made = make_text(429, "limit exceeded\n");
    if (retry_after != "missing") made.headers.set("Retry-After", retry_after);
    return made;
}

class told_mattermost {
public:
    told_mattermost() { port = server_->listen("127.0.0.1", 0).value(); }

    void tell(const std::string& call, std::deque<http_response> answers) {
        answers_[call] = std::move(answers);
    }
    void tell(const std::string& call, const std::string& json) {
        tell(call, {make_json(200, json)});
    }

    mattermost::rest_api_options options() {
        mattermost::rest_api_options made;
        made.base_url = base() + "/";
        made.token = &token_;
        made.deadline = std::chrono::seconds(10);
        made.backoff_first = made.backoff_cap = std::chrono::milliseconds(5);
        return made;
    }
    std::string base() const { return "http://127.0.0.1:" + std::to_string(port); }

    mattermost::api_result call(
        const std::string& method, const std::string& path, const std::string& body = "{}"
    ) {
        mattermost::api_result got;
        world.run([&]() -> asio::awaitable<void> {
            got = co_await api().call(method, path, body);
        });
        return got;
    }
    mattermost::api_result read(const std::string& path, const std::string& body = {}) {
        mattermost::api_result got;
        world.run([&]() -> asio::awaitable<void> { got = co_await api().read(path, body); });
        return got;
    }
    mattermost::rest_api& api() {
        if (!api_) api_ = std::make_unique<mattermost::rest_api>(world.executor(), options());
        return *api_;
    }
    void restart_with(mattermost::rest_api_options changed) {
        api_ = std::make_unique<mattermost::rest_api>(world.executor(), std::move(changed));
    }
    std::size_t times(std::string_view call) const {
        std::size_t count = 0;
        for (const auto& one : asked) count += one.call == call ? 1 : 0;
        return count;
    }

    loop world;
    std::vector<asked_of_mattermost> asked;
    std::uint16_t port = 0;
    // Answers whatever has no list of its own.
    std::function<http_response(const asked_of_mattermost&)> otherwise =
        [](const asked_of_mattermost&) { return make_json(200, R"({"status":"OK"})"); };

private:
    static asio::awaitable<http_response> answer(told_mattermost& self, http_request request) {
        asked_of_mattermost one;
        const auto path =
            request.path.starts_with("/api/v4") ? request.path.substr(7) : request.path;
        one.call = request.method + " " + path;
        one.target = request.target;
        one.headers = request.headers;
        one.body = std::move(request.body);
        one.at = std::chrono::steady_clock::now();
        self.asked.push_back(one);
        const auto told = self.answers_.find(one.call);
        if (told == self.answers_.end() || told->second.empty()) co_return self.otherwise(one);
        auto said = told->second.front();
        if (told->second.size() > 1) told->second.pop_front();
        co_return said;
    }

    std::vector<http_route> routes() {
        std::vector<http_route> all;
        for (const auto* method : {"GET", "POST", "PUT", "DELETE"})
            all.push_back(
                {method,
                 "/{rest...}",
                 [this](http_request request) { return answer(*this, std::move(request)); },
                 8'000'000}
            );
        return all;
    }

    secret token_{token_text};
    std::map<std::string, std::deque<http_response>> answers_;
    std::unique_ptr<http_server> server_ =
        std::make_unique<http_server>(world.executor(), routes());
    std::unique_ptr<mattermost::rest_api> api_;
};

}  // namespace bot::test
