#include "bot/platforms/slack/api/web_api.hpp"

#include "bot/net/backoff.hpp"
#include "bot/platforms/slack/api/judgement.hpp"
#include "bot/platforms/slack/api/web_api_core.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>

namespace bot::slack {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using kind = api_failure::kind;

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
constexpr unsigned most_attempts = 5;
constexpr milliseconds forever = std::chrono::hours(24);
constexpr backoff_policy between_attempts{milliseconds(500), milliseconds(8'000), milliseconds(50)};
// A Retry-After of about a minute belongs to the mode of one call a minute.
constexpr milliseconds least_of_slow{50'000}, most_of_slow{70'000};

milliseconds since(steady_clock::time_point then) {
    return duration_cast<milliseconds>(steady_clock::now() - then);
}

// Rounded up: who comes back after it must not be early.
milliseconds until(steady_clock::time_point then) {
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(then - steady_clock::now()));
}

std::string_view argument(const api_arguments& arguments, std::string_view name) {
    const auto found = std::ranges::find(arguments, name, &api_arguments::value_type::first);
    return found == arguments.end() ? std::string_view() : std::string_view(found->second);
}

// The page came cut to fifteen although more were asked for, and it is not the last one.
bool is_cut_page(const api_request& asked, const api_answer& got) {
    return asked.limit > static_cast<std::int64_t>(slow_page) &&
           items(got.root, "messages").size() == slow_page &&
           !text(got.root, "response_metadata", "next_cursor").empty();
}

}  // namespace

api_request make_request(std::string method, const api_arguments& arguments) {
    api_request made;
    for (const auto& [name, value] : arguments) {
        if (value.empty()) continue;
        if (!made.form.empty()) made.form += '&';
        made.form.append(percent_encode(name)).append("=").append(percent_encode(value));
    }
    made.channel = argument(arguments, "channel");
    const auto limit = argument(arguments, "limit");
    std::from_chars(limit.data(), limit.data() + limit.size(), made.limit);
    made.harmless = facts_of(method).harmless;
    made.method = std::move(method);
    return made;
}

// Stands in the line for as long as it lives and was not admitted.
struct web_api::core::waiter {
    waiter(std::shared_ptr<core> in, std::string_view method, std::string_view channel)
        : of(std::move(in)), place(of->pace.join(method, channel)), timer(of->executor) {
        of->line.emplace(place, this);
    }
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;
    ~waiter() {
        of->line.erase(place);
        if (!admitted) of->pace.leave(place);
        if (of->line.empty()) of->alarm.cancel();
    }

    std::shared_ptr<core> of;
    pacing::ticket place;
    asio::steady_timer timer;
    bool admitted = false;
};

web_api::core::core(asio::any_io_executor on, web_api_options given)
    : executor(std::move(on)),
      options(std::move(given)),
      http(options.http),
      pace(options.minute),
      alarm(executor) {
    if (!options.base_url.ends_with('/')) options.base_url += '/';
}

void web_api::core::admit() {
    for (const auto place : pace.admit(steady_clock::now())) {
        auto& next = *line.at(place);
        next.admitted = true;
        next.timer.cancel();
    }
    if (!pace.next()) return;
    alarm.expires_at(*pace.next());
    alarm.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
        const auto self = weak.lock();
        if (self && !ec) self->admit();
    });
}

asio::awaitable<bool> web_api::core::wait_turn(
    std::string method, std::string channel, milliseconds patience
) {
    const auto latest = steady_clock::now() + patience;
    if (pace.earliest(method, channel) > latest) co_return false;
    waiter me(shared_from_this(), method, channel);
    admit();
    while (!me.admitted && steady_clock::now() < latest) {
        me.timer.expires_at(latest);
        co_await me.timer.async_wait(awaiting);
    }
    co_return me.admitted;
}

asio::awaitable<api_result> web_api::core::attempt(api_request asked, milliseconds patience) {
    const auto self = shared_from_this();
    const auto started = steady_clock::now();
    const bool mine = co_await wait_turn(asked.method, asked.channel, patience);
    if (!mine) {
        auto later = make_failure(asked.method, kind::throttled, "its turn comes later");
        later.code = "ratelimited";
        later.after = std::max(milliseconds(1), until(pace.earliest(asked.method, asked.channel)));
        co_return tl::unexpected(std::move(later));
    }
    http_headers headers{{"Content-Type", "application/x-www-form-urlencoded"}};
    if (options.token)
        headers.set("Authorization", "Bearer " + std::string(options.token->reveal()));
    const auto left = std::max(options.deadline - since(started), options.deadline / 2);
    auto answer = co_await http.request(
        "POST",
        options.base_url + asked.method,
        std::move(headers),
        asked.form,
        left,
        asked.harmless ? repeatable::yes : repeatable::by_method
    );
    const int status = answer ? answer->status : 0;
    api_result got = answer ? judge(asked.method, asked.harmless, std::move(*answer))
                            : tl::unexpected(judge(asked.method, answer.error()));
    learn(asked, got, status);
    co_return got;
}

// What the answer teaches about the next calls, of whoever.
void web_api::core::learn(const api_request& asked, api_result& got, int status) {
    const auto now = steady_clock::now();
    const bool may_be_slow = facts_of(asked.method).may_be_slow;
    if (got) {
        if (may_be_slow && is_cut_page(asked, *got)) pace.slow_down(asked.method, now);
        return;
    }
    auto& failure = got.error();
    if (failure.is != kind::throttled) return;
    const bool in_band = status == 200;  // "posting too fast": that channel only
    if (may_be_slow && failure.after >= least_of_slow && failure.after <= most_of_slow)
        pace.slow_down(asked.method, now);
    failure.after = std::max(milliseconds(1), scaled(failure.after));
    pace.hold(asked.method, in_band ? asked.channel : "", now + failure.after);
}

asio::awaitable<void> web_api::core::pause(unsigned attempt) {
    const double drawn = std::uniform_real_distribution<>()(random);
    asio::steady_timer timer(executor, scaled(backoff_delay(between_attempts, attempt, drawn)));
    co_await timer.async_wait(awaiting);
}

asio::awaitable<api_result> web_api::core::persist(api_request asked, milliseconds patience) {
    const auto self = shared_from_this();
    asked.harmless = true;
    for (unsigned attempt_number = 0;; ++attempt_number) {
        auto got = co_await attempt(asked, patience);
        if (got || got.error().is == kind::refused || attempt_number + 1 == most_attempts)
            co_return got;
        // Who was throttled waits for his turn in the next attempt, or hears that it comes too
        // late.
        if (got.error().is != kind::throttled) co_await pause(attempt_number);
    }
}

web_api::web_api(asio::any_io_executor executor, web_api_options options)
    : core_(std::make_shared<core>(std::move(executor), std::move(options))) {}

web_api::~web_api() = default;

asio::awaitable<api_result> web_api::call(std::string method, api_arguments arguments) {
    const auto self = core_;
    auto got =
        co_await self->attempt(make_request(std::move(method), arguments), self->usual_patience());
    co_return got;
}

asio::awaitable<api_result> web_api::read(std::string method, api_arguments arguments) {
    const auto self = core_;
    auto got =
        co_await self->persist(make_request(std::move(method), arguments), self->usual_patience());
    co_return got;
}

bool web_api::is_slow(std::string_view method) const {
    return core_->pace.is_slow(method, steady_clock::now());
}

asio::awaitable<tl::expected<void, api_failure>> web_api::pages(
    std::string method,
    api_arguments arguments,
    std::size_t limit,
    std::function<asio::awaitable<bool>(api_answer)> each
) {
    const auto self = core_;
    std::string cursor;
    bool began_again = false;
    for (;;) {
        const bool slow = self->pace.is_slow(method, steady_clock::now());
        auto page = arguments;
        page.emplace_back("limit", std::to_string(slow ? std::min(limit, slow_page) : limit));
        page.emplace_back("cursor", cursor);
        auto got = co_await self->persist(make_request(method, page), forever);
        if (!got) {
            if (got.error().code != "invalid_cursor" || began_again)
                co_return tl::unexpected(std::move(got.error()));
            began_again = true;
            cursor.clear();
            continue;
        }
        std::string next(text(got->root, "response_metadata", "next_cursor"));
        const bool go_on = co_await each(std::move(*got));
        if (!go_on || next.empty()) co_return tl::expected<void, api_failure>();
        if (next == cursor)
            co_return tl::unexpected(make_failure(
                method, kind::broken, "the cursor does not move; the pages would never end"
            ));
        cursor = std::move(next);
    }
}

}  // namespace bot::slack
