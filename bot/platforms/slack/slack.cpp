#include "bot/platforms/slack/slack.hpp"

#include "bot/net/backoff.hpp"
#include "bot/net/rest.hpp"
#include "bot/platforms/gate.hpp"
#include "bot/platforms/house_mark.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/ears/backfill.hpp"
#include "bot/platforms/slack/ears/endpoints.hpp"
#include "bot/platforms/slack/ears/listener.hpp"
#include "bot/platforms/slack/home.hpp"
#include "bot/platforms/watched_rooms.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace bot::slack {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto naming_limit = 2s;
constexpr std::size_t most_glances = 20;

}  // namespace

class slack_platform final : public chat_platform {
public:
    slack_platform(asio::any_io_executor executor, inbox& in, slack_parts parts)
        : executor_(executor),
          inbox_(in),
          parts_(std::move(parts)),
          tasks_(executor),
          bot_api_(executor, api_options(parts_, &*parts_.config.bot_token)),
          known_(bot_api_),
          backfill_(in, bot_api_, known_, me_),
          rooms_(
              {platform,
               in,
               backfill_,
               tasks_,
               compare_ts,
               ts_of,
               [this] { return draw_chance(parts_.random); },
               [this](const room_binding& one) { known_.learn_channel(one.channel, one.name); },
               parts_.on_reading}
          ),
          listener_({
              in,
              bot_api_,
              known_,
              me_,
              tasks_,
              [this](const notice& told) { heed(told); },
              [this](std::string_view channel, std::string_view ts) { rooms_.heard(channel, ts); },
              [this] { hold_back(); },
              [this](std::string_view channel, std::string_view ts) {
                  backfill_.heard_mark(channel, ts);
              },
              [this](const std::string& channel) { rooms_.catch_up_with(channel); },
              [this](std::string_view channel) { rooms_.stir(channel); },
              [this](bool is_full) {
                  if (is_full)
                      spdlog::warn("slack: too much waits for names; more has to be told again");
                  names_are_missing_ = is_full;
                  pause_or_resume();
              },
              parts_.limits,
          }) {
        if (!parts_.config.app_token) return;
        app_api_.emplace(executor, api_options(parts_, &*parts_.config.app_token));
        auto how = parts_.sockets;
        how.steady = parts_.config.connections;
        how.socket.tls = parts_.api.http.tls;
        if (!how.random) how.random = [this] { return draw_chance(parts_.random); };
        how.when_connected = [this] { rooms_.catch_up_with_all(); };
        sockets_.emplace(
            executor,
            *app_api_,
            std::move(how),
            [this](const envelope& told, acknowledge ack) { listener_.take(told, std::move(ack)); },
            [this](std::chrono::milliseconds) { rooms_.catch_up_with_all(); }
        );
    }

    courier& carrier() override { return gate_; }
    std::vector<http_route> routes() override;
    void on_change(const change_notice& what) override;
    void start() override { tasks_.start("slack", live()); }
    asio::awaitable<void> stop() override;

private:
    static web_api_options api_options(const slack_parts& parts, const secret* token);
    asio::awaitable<void> live();
    asio::awaitable<void> learn_identity();

    void heed(const notice& told);
    asio::awaitable<void> show_home(std::string whose);
    void hold_back();
    void pause_or_resume();
    bool is_silent() const;
    asio::awaitable<void> mind_silence();
    void break_silence(std::size_t found);

    asio::any_io_executor executor_;
    inbox& inbox_;
    slack_parts parts_;
    nursery tasks_;
    identity me_;
    web_api bot_api_;
    std::optional<web_api> app_api_;
    directory known_;
    backfill backfill_;
    watched_rooms rooms_;
    listener listener_;
    gate gate_;
    std::optional<slack_courier> courier_;
    std::optional<socket_mode> sockets_;
    bool record_is_full_ = false, names_are_missing_ = false;
    std::chrono::steady_clock::time_point told_at_{};  // when Slack last called
};

web_api_options slack_platform::api_options(const slack_parts& parts, const secret* token) {
    auto options = parts.api;
    options.base_url = parts.config.api_url;
    options.token = token;
    return options;
}

std::vector<http_route> slack_platform::routes() {
    if (!parts_.config.signing_secret) return {};
    endpoint_options how;
    how.path = parts_.config.events_path;
    how.signing_secrets.push_back(&*parts_.config.signing_secret);
    if (parts_.config.previous_signing_secret)
        how.signing_secrets.push_back(&*parts_.config.previous_signing_secret);
    how.clock = [this] { return inbox_.now(); };
    return endpoint_routes(
        executor_,
        std::move(how),
        [this](const envelope& told, acknowledge ack) {
            // Not yet able to tell our own words from others', or much is waiting already: Slack is
            // asked to come again.
            if (me_.user.empty()) return;
            // Commands and buttons have addresses of their own, and go on when events do not.
            if (told.type == "events_api") told_at_ = std::chrono::steady_clock::now();
            if (record_is_full_ && told.type == "events_api") return;
            listener_.take(told, std::move(ack));
        }
    );
}

asio::awaitable<void> slack_platform::live() {
    const auto house = co_await find_house_mark(inbox_, std::string(platform), parts_.random);
    co_await learn_identity();
    courier_options how;
    how.house = house;
    how.canvas = parts_.config.canvas;
    how.console_url = parts_.console_url;
    how.write_rca = parts_.write_rca;
    courier_.emplace(inbox_, bot_api_, known_, me_, std::move(how), tasks_);
    co_await rooms_.load();
    gate_.open(*courier_);
    if (sockets_) sockets_->start();
    told_at_ = std::chrono::steady_clock::now();
    tasks_.start("minding silence", mind_silence());
    // With sockets at their first hello; without, Slack may call from now on.
    if (!sockets_) rooms_.catch_up_with_all();
    co_await rooms_.keep_cursors(parts_.cursor_every);
}

asio::awaitable<void> slack_platform::learn_identity() {
    for (unsigned attempt = 0;; ++attempt) {
        auto told = co_await bot_api_.call("auth.test", {});
        // Not knowing our own words from others' would put them into the record twice.
        if (told && (text(told->root, "user_id").empty() || text(told->root, "bot_id").empty()))
            told = tl::unexpected(api_failure{
                api_failure::kind::broken,
                {},
                {},
                {},
                {},
                "auth.test: Slack did not say which bot this token is for"});
        if (told) {
            const auto& root = told->root;
            me_ = {
                std::string(text(root, "team_id")),
                std::string(text(root, "user_id")),
                std::string(text(root, "bot_id")),
                std::string(text(root, "app_id")),
                std::string(text(root, "url"))};
            spdlog::info("slack: {} as {}", text(root, "team"), text(root, "user"));
            co_return;
        }
        const auto& why = told.error();
        const auto trouble = why.detail + " " + remedy_for("auth.test", why);
        if (why.is_about_us()) {
            spdlog::error("slack: {}", trouble);
            co_await rest(parts_.identity_pause);
        } else {
            spdlog::warn("slack: {}", trouble);
            const backoff_policy policy{500ms, 30s, 50ms};
            const auto pause =
                std::max(why.after, backoff_delay(policy, attempt, draw_chance(parts_.random)));
            co_await rest(pause);
        }
    }
}

void slack_platform::heed(const notice& told) {
    known_.learn(told);
    if (const auto* opened = std::get_if<home_opened>(&told))
        tasks_.start("home", show_home(opened->person));
    if (std::holds_alternative<throttled>(told)) {
        spdlog::warn("slack: more events than Slack tells; reading what was left out");
        rooms_.catch_up_with_all();
    }
    if (const auto* gone = std::get_if<revoked>(&told)) spdlog::error("slack: {}", gone->why);
}

asio::awaitable<void> slack_platform::show_home(std::string whose) {
    co_await known_.look_up({{whose}, {}, {}}, naming_limit);
    const auto shown =
        co_await publish_home(inbox_, bot_api_, {whose, known_.person(whose).value_or(whose)});
    if (!shown) spdlog::warn("slack: {}", shown.error().detail);
}

void slack_platform::hold_back() {
    if (std::exchange(record_is_full_, true)) return;
    pause_or_resume();
    inbox_.when_room([this] {
        record_is_full_ = false;
        pause_or_resume();
    });
}

void slack_platform::pause_or_resume() {
    if (!sockets_) return;
    if (record_is_full_ || names_are_missing_) return sockets_->pause();
    sockets_->resume();
}

bool slack_platform::is_silent() const {
    if (record_is_full_ || names_are_missing_) return false;  // it is us who do not read
    if (!sockets_) return std::chrono::steady_clock::now() - told_at_ >= parts_.quiet;
    const auto now = sockets_->state();
    return now.ready > 0 && now.last_frame_age >= parts_.quiet;
}

// A peer may answer every ping and tell nothing, and whoever is called notices no missing call.
// While an incident is open somebody speaks, or we do and hear it; so after a long silence we look
// for ourselves.
asio::awaitable<void> slack_platform::mind_silence() {
    for (;;) {
        co_await rest(parts_.quiet);
        if (!is_silent()) continue;
        const std::size_t most = bot_api_.is_slow("conversations.history") ? 1 : most_glances;
        const auto found = co_await rooms_.glance(most);
        if (found == 0) continue;
        // It may be about to be told.
        co_await rest(parts_.quiet_grace);
        if (is_silent()) break_silence(found);
    }
}

void slack_platform::break_silence(std::size_t found) {
    if (sockets_) {
        spdlog::error("slack: connected, but not told of {} things; connecting anew", found);
        return sockets_->start_over();
    }
    spdlog::error(
        "slack: not told of {} things; reading what was left out. Look at the Request URL under "
        "Event Subscriptions: Slack switches it off when too many calls fail",
        found
    );
    rooms_.catch_up_with_all();
}

void slack_platform::on_change(const change_notice& what) {
    for (const auto& one : what.rooms)
        if (one.platform == platform && is_incident(one.log))
            rooms_.add(one.channel, one.log, one.since);
    for (const auto log : what.changed) rooms_.stir(log);
}

asio::awaitable<void> slack_platform::stop() {
    if (sockets_) co_await sockets_->stop();
    co_await tasks_.stop();
}

result<std::unique_ptr<chat_platform>> make_slack(
    asio::any_io_executor executor, inbox& in, slack_parts parts
) {
    if (!parts.config.ca_file.empty()) {
        auto tls = make_client_tls(parts.config.ca_file);
        if (!tls) return tl::unexpected(tls.error());
        parts.api.http.tls = std::move(*tls);
    }
    return std::unique_ptr<chat_platform>(
        new slack_platform(std::move(executor), in, std::move(parts))
    );
}

}  // namespace bot::slack
