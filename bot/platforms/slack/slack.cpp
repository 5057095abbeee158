#include "bot/platforms/slack/slack.hpp"

#include "bot/base/digest.hpp"
#include "bot/net/backoff.hpp"
#include "bot/net/rest.hpp"
#include "bot/platforms/awaiting.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/ears/endpoints.hpp"
#include "bot/platforms/slack/ears/listener.hpp"
#include "bot/platforms/slack/ears/watched_rooms.hpp"
#include "bot/platforms/slack/home.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

namespace bot::slack {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto naming_limit = 2s;
constexpr auto record_pause = 1s;
constexpr std::string_view house_key = "slack:house";

// Deliveries wait here until we know who we are.
class gate final : public courier {
public:
    void deliver(delivery what, std::function<void(outcome)> answer) override {
        if (behind_) return behind_->deliver(std::move(what), std::move(answer));
        waiting_.emplace_back(std::move(what), std::move(answer));
    }
    void open(courier& behind) {
        behind_ = &behind;
        for (auto& [what, answer] : std::exchange(waiting_, {}))
            behind.deliver(std::move(what), std::move(answer));
    }

private:
    courier* behind_ = nullptr;
    std::vector<std::pair<delivery, std::function<void(outcome)>>> waiting_;
};

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
              {in,
               known_,
               backfill_,
               tasks_,
               [this] { return draw_chance(parts_.random); },
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
    asio::awaitable<std::string> find_house();
    asio::awaitable<result<std::string>> make_house();
    asio::awaitable<void> learn_identity();

    void heed(const notice& told);
    asio::awaitable<void> show_home(std::string whose);
    void hold_back();

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
    bool is_held_back_ = false;
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
            // Not yet able to tell our own words from others': Slack is asked to come again.
            if (!me_.user.empty()) listener_.take(told, std::move(ack));
        }
    );
}

asio::awaitable<void> slack_platform::live() {
    const auto house = co_await find_house();
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
    // With sockets at their first hello; without, Slack may call from now on.
    if (!sockets_) rooms_.catch_up_with_all();
    co_await rooms_.keep_cursors(parts_.cursor_every);
}

// The mark of this installation, made once: by it we know our own messages again. A new one in
// place of one that could not be read would make them strangers.
asio::awaitable<std::string> slack_platform::find_house() {
    using found = result<std::optional<std::string>>;
    const std::function<found(archive&)> question = [](archive& from) {
        return from.remembered(house_key);
    };
    for (;;) {
        auto kept = co_await ask(inbox_, question);
        if (kept && *kept && **kept) co_return ***kept;
        if (kept && *kept) {
            auto made = co_await make_house();
            if (made) co_return *made;
            spdlog::warn("slack: {}", made.error().detail);
        }
        co_await rest(record_pause);
    }
}

asio::awaitable<result<std::string>> slack_platform::make_house() {
    std::array<char, 8> bytes{};
    parts_.random(bytes);
    auto made = to_hex(std::string_view(bytes.data(), bytes.size()));
    std::vector<inbound> notes(1);
    notes.front().what = in_memo{{{std::string(house_key), made}}};
    const auto done = co_await submit_all(inbox_, std::move(notes));
    if (!done) co_return tl::unexpected(done.error());
    co_return made;
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
    if (is_held_back_ || !sockets_) return;
    is_held_back_ = true;
    sockets_->pause();
    inbox_.when_room([this] {
        is_held_back_ = false;
        sockets_->resume();
    });
}

void slack_platform::on_change(const change_notice& what) {
    for (const auto& one : what.rooms)
        if (one.platform == platform && is_incident(one.log))
            rooms_.add(one.channel, one.log, one.since);
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
