#include "bot/platforms/mattermost/api/rest_api.hpp"

#include "bot/base/text.hpp"
#include "bot/net/backoff.hpp"
#include "bot/platforms/mattermost/api/judgement.hpp"
#include "bot/platforms/mattermost/api/rest_api_core.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace bot::mattermost {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using kind = api_failure::kind;

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
constexpr unsigned most_attempts = 5;
constexpr milliseconds least_pause{50};
constexpr milliseconds lane_wait{1'000};

// Rounded up: who comes back after it must not be early.
milliseconds until(steady_clock::time_point then) {
    return std::max(milliseconds(1), std::chrono::ceil<milliseconds>(then - steady_clock::now()));
}

api_failure comes_later(std::string_view call, std::string_view why, milliseconds after) {
    auto later = make_failure(call, kind::throttled, why);
    later.after = after;
    return later;
}

}  // namespace

struct rest_api::core::place {
    place(std::shared_ptr<core> in, std::string lane)
        : of(std::move(in)),
          line(of->lanes.try_emplace(std::move(lane)).first),
          timer(of->executor) {
        line->second.push_back(this);
    }
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    ~place() {
        line->second.remove(this);
        if (line->second.empty())
            of->lanes.erase(line);
        else
            line->second.front()->timer.cancel();
    }

    bool is_first() const { return line->second.front() == this; }
    asio::awaitable<bool> wait(steady_clock::time_point latest) {
        while (!is_first() && steady_clock::now() < latest) {
            timer.expires_at(latest);
            co_await timer.async_wait(awaiting);
        }
        co_return is_first();
    }

    std::shared_ptr<core> of;
    decltype(core::lanes)::iterator line;
    asio::steady_timer timer;
};

rest_api::core::core(asio::any_io_executor on, rest_api_options given)
    : executor(std::move(on)), options(std::move(given)), http(options.http) {
    if (!options.base_url.ends_with('/')) options.base_url += '/';
}

asio::awaitable<bool> rest_api::core::wait_turn(pacing::moment latest) {
    for (;;) {
        if (pace.earliest(steady_clock::now()) > latest) co_return false;
        const auto mine = pace.take(steady_clock::now());
        if (mine <= steady_clock::now()) co_return true;
        asio::steady_timer timer(executor, mine);
        co_await timer.async_wait(awaiting);
        // Somebody was told to wait meanwhile: that goes for all.
        if (!pace.is_held(steady_clock::now())) co_return true;
    }
}

asio::awaitable<api_result> rest_api::core::attempt(api_request asked) {
    const auto self = shared_from_this();
    const auto call = shown_call(asked.method, asked.path);
    const auto latest = steady_clock::now() + options.deadline / 2;
    std::optional<place> mine;
    if (!asked.lane.empty()) {
        mine.emplace(self, asked.lane);
        const bool is_first = co_await mine->wait(latest);
        if (!is_first)
            co_return tl::unexpected(
                comes_later(call, "the calls before it for this channel take long", lane_wait)
            );
    }
    const bool may = co_await wait_turn(latest);
    if (!may) {
        const auto after = until(pace.earliest(steady_clock::now()));
        co_return tl::unexpected(comes_later(call, "its turn comes later", after));
    }
    auto got = co_await ask(std::move(asked));
    if (!got && got.error().is == kind::throttled)
        pace.hold(steady_clock::now(), got.error().after);
    co_return got;
}

asio::awaitable<api_result> rest_api::core::ask(api_request asked) {
    const auto call = shown_call(asked.method, asked.path);
    const bool harmless = asked.harmless || asked.method == "GET";
    http_headers headers{{"Accept", "application/json"}};
    if (!asked.body.empty()) headers.set("Content-Type", std::move(asked.content_type));
    if (options.token)
        headers.set("Authorization", "Bearer " + std::string(options.token->reveal()));
    auto answer = co_await http.request(
        std::move(asked.method),
        options.base_url + "api/v4" + asked.path,
        std::move(headers),
        std::move(asked.body),
        options.deadline,
        harmless ? repeatable::yes : repeatable::by_method
    );
    api_result got = answer ? judge(call, harmless, std::move(*answer))
                            : tl::unexpected(judge(call, answer.error()));
    if (!got) got.error().detail = without_token(std::move(got.error().detail));
    co_return got;
}

std::string rest_api::core::without_token(std::string words) const {
    if (!options.token || options.token->reveal().empty()) return words;
    return replace_all(std::move(words), options.token->reveal(), "[masked: token]");
}

asio::awaitable<void> rest_api::core::pause(unsigned attempt) {
    const backoff_policy policy{
        options.backoff_first, options.backoff_cap, std::min(least_pause, options.backoff_first)};
    const double drawn = std::uniform_real_distribution<>()(random);
    asio::steady_timer timer(executor, backoff_delay(policy, attempt, drawn));
    co_await timer.async_wait(awaiting);
}

asio::awaitable<api_result> rest_api::core::persist(api_request asked) {
    const auto self = shared_from_this();
    asked.harmless = true;
    for (unsigned attempt_number = 0;; ++attempt_number) {
        auto got = co_await attempt(asked);
        if (got || got.error().is == kind::refused || attempt_number + 1 == most_attempts)
            co_return got;
        // Who was throttled waits for his turn in the next attempt, or hears that it comes too
        // late.
        if (got.error().is != kind::throttled) co_await pause(attempt_number);
    }
}

rest_api::rest_api(asio::any_io_executor executor, rest_api_options options)
    : core_(std::make_shared<core>(std::move(executor), std::move(options))) {}

rest_api::~rest_api() = default;

asio::awaitable<api_result> rest_api::call(
    std::string method, std::string path, std::string body, std::string lane
) {
    const auto self = core_;
    api_request asked;
    asked.method = std::move(method);
    asked.path = std::move(path);
    asked.body = std::move(body);
    asked.lane = std::move(lane);
    auto got = co_await self->attempt(std::move(asked));
    co_return got;
}

asio::awaitable<api_result> rest_api::read(std::string path, std::string body) {
    const auto self = core_;
    api_request asked;
    asked.method = body.empty() ? "GET" : "POST";
    asked.path = std::move(path);
    asked.body = std::move(body);
    auto got = co_await self->persist(std::move(asked));
    co_return got;
}

}  // namespace bot::mattermost
