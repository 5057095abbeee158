#include "bot/platforms/slack/slack.hpp"

#include "bot/base/digest.hpp"
#include "bot/net/backoff.hpp"
#include "bot/platforms/awaiting.hpp"
#include "bot/platforms/slack/backfill.hpp"
#include "bot/platforms/slack/endpoints.hpp"
#include "bot/platforms/slack/home.hpp"
#include "bot/platforms/slack/listener.hpp"
#include "bot/platforms/slack/refusal.hpp"

#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <set>

namespace bot::slack {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// A resolved incident's channel is still read for this long: the talk afterwards belongs to it.
constexpr auto lively = std::chrono::hours(24 * 14);
constexpr auto naming_limit = 2s;
constexpr auto record_pause = 1s;
constexpr std::string_view house_key = "slack:house";

std::string cursor_key(std::string_view channel) {
    return "slack:cursor:" + std::string(channel);
}

asio::awaitable<void> rest(std::chrono::milliseconds span) {
    asio::steady_timer timer(co_await asio::this_coro::executor, span);
    co_await timer.async_wait(asio::use_awaitable);
}

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
          listener_({
              in,
              bot_api_,
              known_,
              me_,
              tasks_,
              [this](const notice& told) { heed(told); },
              [this](std::string_view channel, std::string_view ts) { heard(channel, ts); },
              [this] { hold_back(); },
              [this](std::string_view channel, std::string_view ts) {
                  backfill_.heard_mark(channel, ts);
              },
              [this](const std::string& channel) {
                  if (rooms_.contains(channel)) catch_up_with(channel);
              },
          }) {
        if (!parts_.config.app_token) return;
        app_api_.emplace(executor, api_options(parts_, &*parts_.config.app_token));
        auto how = parts_.sockets;
        how.steady = parts_.config.connections;
        how.socket.tls = parts_.api.http.tls;
        if (!how.random) how.random = [this] { return draw(); };
        how.when_connected = [this] { catch_up_with_all(); };
        sockets_.emplace(
            executor,
            *app_api_,
            std::move(how),
            [this](const envelope& told, acknowledge ack) { listener_.take(told, std::move(ack)); },
            [this](std::chrono::milliseconds) { catch_up_with_all(); }
        );
    }

    courier& carrier() override { return gate_; }
    std::vector<http_route> routes() override;
    void on_change(const change_notice& what) override;
    void start() override { tasks_.start("slack", live()); }
    asio::awaitable<void> stop() override;
    std::string trouble() const override;

private:
    struct room {
        incident_id log = incident_id::none;
        std::string cursor, saved;  // of what was heard, and of what is remembered of it
        bool is_missing = true;     // something may have been missed
        bool is_reading = false;
        bool reads_old = false;  // nothing new is missing; it looks at what is old, for hours
    };

    static web_api_options api_options(const slack_parts& parts, const secret* token);
    double draw();
    asio::awaitable<void> live();
    asio::awaitable<std::string> find_house();
    asio::awaitable<result<std::string>> make_house();
    asio::awaitable<void> learn_identity();
    asio::awaitable<void> load_rooms();
    asio::awaitable<void> keep_cursors();

    void heed(const notice& told);
    asio::awaitable<void> show_home(std::string whose);
    void heard(std::string_view channel, std::string_view ts);
    void hold_back();
    void watch(const std::string& channel, incident_id log);
    void catch_up_with_all();
    void catch_up_with(const std::string& channel);
    asio::awaitable<void> read_back(std::string channel);
    asio::awaitable<bool> is_live(incident_id log);

    asio::any_io_executor executor_;
    inbox& inbox_;
    slack_parts parts_;
    nursery tasks_;
    identity me_;
    web_api bot_api_;
    std::optional<web_api> app_api_;
    directory known_;
    backfill backfill_;
    listener listener_;
    gate gate_;
    std::optional<slack_courier> courier_;
    std::optional<socket_mode> sockets_;
    std::map<std::string, room, std::less<>> rooms_;  // by channel
    std::string trouble_;
    bool is_held_back_ = false;
};

web_api_options slack_platform::api_options(const slack_parts& parts, const secret* token) {
    auto options = parts.api;
    options.base_url = parts.config.api_url;
    options.token = token;
    return options;
}

double slack_platform::draw() {
    std::uint32_t bits = 0;
    char bytes[sizeof bits];
    parts_.random(bytes);
    std::memcpy(&bits, bytes, sizeof bits);
    return bits / 4294967296.0;
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
    co_await load_rooms();
    gate_.open(*courier_);
    if (sockets_) sockets_->start();
    // With sockets at their first hello; without, Slack may call from now on.
    if (!sockets_) catch_up_with_all();
    co_await keep_cursors();
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
            trouble_.clear();
            spdlog::info("slack: {} as {}", text(root, "team"), text(root, "user"));
            co_return;
        }
        const auto& why = told.error();
        trouble_ = why.detail + " " + remedy_for("auth.test", why);
        if (why.is_about_us()) {
            spdlog::error("slack: {}", trouble_);
            co_await rest(parts_.identity_pause);
        } else {
            spdlog::warn("slack: {}", trouble_);
            const backoff_policy policy{500ms, 30s, 50ms};
            const auto pause = std::max(why.after, backoff_delay(policy, attempt, draw()));
            co_await rest(pause);
        }
    }
}

asio::awaitable<void> slack_platform::load_rooms() {
    struct kept_room {
        room made;
        std::string name;
    };
    using kept_rooms = std::map<std::string, kept_room>;
    const std::function<kept_rooms(archive&)> question = [](archive& from) {
        kept_rooms kept;
        for (const auto& one : from.rooms()) {
            if (one.platform != platform || !is_incident(one.log)) continue;
            kept_room found{{}, one.name};
            found.made.log = one.log;
            found.made.cursor = from.remembered(cursor_key(one.channel))
                                    .value_or(std::nullopt)
                                    .value_or(std::string());
            found.made.saved = found.made.cursor;
            kept.emplace(one.channel, std::move(found));
        }
        return kept;
    };
    auto kept = co_await ask(inbox_, question);
    if (kept)
        for (auto& [channel, one] : *kept) {
            known_.learn_channel(channel, one.name);
            rooms_.insert_or_assign(channel, std::move(one.made));
        }
}

// Not with every message: after a crash what came since is read again, and changes nothing.
asio::awaitable<void> slack_platform::keep_cursors() {
    for (;;) {
        co_await rest(parts_.cursor_every);
        in_memo kept;
        for (auto& [channel, one] : rooms_) {
            const bool is_behind = one.is_missing || (one.is_reading && !one.reads_old);
            if (is_behind || one.cursor == one.saved) continue;
            kept.notes.push_back({cursor_key(channel), one.cursor});
            one.saved = one.cursor;
        }
        if (kept.notes.empty()) continue;
        inbound note;
        note.what = std::move(kept);
        inbox_.submit(std::move(note), [](const result<handled>&) {});
    }
}

void slack_platform::heed(const notice& told) {
    known_.learn(told);
    if (const auto* opened = std::get_if<home_opened>(&told))
        tasks_.start("home", show_home(opened->person));
    if (std::holds_alternative<throttled>(told)) {
        spdlog::warn("slack: more events than Slack tells; reading what was left out");
        catch_up_with_all();
    }
    if (const auto* gone = std::get_if<revoked>(&told)) {
        trouble_ = gone->why;
        spdlog::error("slack: {}", trouble_);
    }
}

asio::awaitable<void> slack_platform::show_home(std::string whose) {
    co_await known_.look_up({{whose}, {}, {}}, naming_limit);
    const auto shown =
        co_await publish_home(inbox_, bot_api_, {whose, known_.person(whose).value_or(whose)});
    if (!shown) spdlog::warn("slack: {}", shown.error().detail);
}

void slack_platform::heard(std::string_view channel, std::string_view ts) {
    const auto found = rooms_.find(channel);
    if (found == rooms_.end()) return;
    auto& cursor = found->second.cursor;
    if (cursor.empty() || compare_ts(cursor, ts) < 0) cursor = ts;
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
        if (one.platform == platform && is_incident(one.log)) watch(one.channel, one.log);
}

// A new channel may have had a word in it before we knew that it was ours.
void slack_platform::watch(const std::string& channel, incident_id log) {
    const auto [place, is_new] = rooms_.try_emplace(channel);
    if (!is_new) return;
    place->second.log = log;
    catch_up_with(channel);
}

// The newest incident first: Slack lets us read so much a minute, and people work in that one.
void slack_platform::catch_up_with_all() {
    std::vector<std::pair<incident_id, std::string>> in_order;
    for (auto& [channel, one] : rooms_) {
        one.is_missing = true;
        in_order.emplace_back(one.log, channel);
    }
    std::ranges::sort(in_order, std::greater<>());
    for (const auto& [log, channel] : in_order) catch_up_with(channel);
}

void slack_platform::catch_up_with(const std::string& channel) {
    auto& one = rooms_.find(channel)->second;
    one.is_missing = true;
    if (one.is_reading) return backfill_.hurry(channel);
    one.is_reading = true;
    if (parts_.on_reading) parts_.on_reading(channel, true);
    tasks_.start("catching up in " + channel, read_back(channel));
}

asio::awaitable<bool> slack_platform::is_live(incident_id log) {
    const std::function<bool(archive&)> question = [log](archive& from) {
        const auto* of = from.look().find(log);
        if (!of || of->state == lifecycle::open) return true;
        const auto& end = of->reached(milestone::resolved);
        return !end || from.now() - end->at < lively;
    };
    const auto told = co_await ask(inbox_, question);
    co_return told.value_or(true);
}

// Until nothing is missing, however long Slack is away.
asio::awaitable<void> slack_platform::read_back(std::string channel) {
    bool is_thorough = false;
    for (unsigned attempt = 0;; ++attempt) {
        // A map's places stay, but a room may be gone by now.
        auto& one = rooms_.find(channel)->second;
        one.is_missing = false;
        one.reads_old = is_thorough;
        watched_room wanted{one.log, channel, one.saved, true, is_thorough};
        wanted.is_live = co_await is_live(wanted.log);
        auto done = co_await backfill_.catch_up(std::move(wanted));
        auto& now = rooms_.find(channel)->second;
        if (done) {
            if (now.cursor.empty() || compare_ts(now.cursor, done->cursor) < 0)
                now.cursor = done->cursor;
            if (done->changes > 0)
                spdlog::info("slack: found {} things missed in {}", done->changes, channel);
            attempt = 0;
            now.is_missing = now.is_missing || done->again;
            if (!now.is_missing && !done->is_partial) break;
            is_thorough = !now.is_missing;
            continue;
        }
        now.is_missing = true;
        const auto& why = done.error();
        spdlog::warn("slack: could not catch up in {}: {}", channel, why.detail);
        // The channel is gone, or not ours to read any more: nothing to wait for.
        if (why.is == api_failure::kind::refused && !why.is_about_us()) break;
        const backoff_policy policy{1s, 60s, 50ms};
        co_await rest(std::max(why.after, backoff_delay(policy, attempt, draw())));
    }
    rooms_.find(channel)->second.is_reading = false;
    if (parts_.on_reading) parts_.on_reading(channel, false);
}

std::string slack_platform::trouble() const {
    if (!trouble_.empty()) return trouble_;
    return sockets_ ? sockets_->state().trouble : std::string();
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
