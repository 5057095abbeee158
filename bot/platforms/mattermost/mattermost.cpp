#include "bot/platforms/mattermost/mattermost.hpp"

#include "bot/net/backoff.hpp"
#include "bot/net/rest.hpp"
#include "bot/platforms/gate.hpp"
#include "bot/platforms/house_mark.hpp"
#include "bot/platforms/mattermost/api/refusal.hpp"
#include "bot/platforms/mattermost/ears/backfill.hpp"
#include "bot/platforms/mattermost/ears/endpoints.hpp"
#include "bot/platforms/mattermost/ears/listener.hpp"
#include "bot/platforms/mattermost/ears/replies.hpp"
#include "bot/platforms/mattermost/identify.hpp"
#include "bot/platforms/watched_rooms.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace bot::mattermost {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t key_bytes = 32;

}  // namespace

class mattermost_platform final : public chat_platform {
public:
    mattermost_platform(asio::any_io_executor executor, inbox& in, mattermost_parts parts)
        : inbox_(in),
          parts_(std::move(parts)),
          tasks_(executor),
          api_(executor, api_options(parts_)),
          known_(api_, me_),
          backfill_(in, api_, known_, me_),
          rooms_(
              {platform,
               in,
               backfill_,
               tasks_,
               compare_moments,
               moment_at,
               [this] { return draw_chance(parts_.random); },
               [this](const room_binding& one) { known_.learn_channel(one.channel, one.name); },
               parts_.on_reading}
          ),
          listener_(listener_wants()),
          stream_(
              executor,
              stream_options(),
              [this](const stream_event& told, recorded done) {
                  listener_.take(told, std::move(done));
              },
              [this] { rooms_.catch_up_with_all(); }
          ) {}

    courier& carrier() override { return gate_; }
    std::vector<http_route> routes() override;
    void on_change(const change_notice& what) override;
    void start() override { tasks_.start("mattermost", live()); }
    asio::awaitable<void> stop() override;

private:
    static rest_api_options api_options(const mattermost_parts& parts);
    event_stream_options stream_options();
    listener_parts listener_wants();
    std::string callback() const;
    asio::awaitable<void> live();
    asio::awaitable<void> learn_identity();
    asio::awaitable<bool> is_refused();

    void heed(const notice& told);
    void hold_back();
    void hold_back_for_names(bool is_full);
    void go_on();

    inbox& inbox_;
    mattermost_parts parts_;
    nursery tasks_;
    identity me_;
    secret key_{""};  // until it is found in the record
    seal seal_{key_};
    rest_api api_;
    directory known_;
    rest_replies replies_{api_, known_, me_};
    backfill backfill_;
    watched_rooms rooms_;
    listener listener_;
    gate gate_;
    std::optional<mattermost_courier> courier_;
    event_stream stream_;
    bool is_crowded_ = false, is_full_ = false;
};

rest_api_options mattermost_platform::api_options(const mattermost_parts& parts) {
    auto options = parts.api;
    options.base_url = parts.config.url;
    options.token = &*parts.config.token;
    // A thousand of the longest posts come in one answer.
    options.http.body_limit = std::max<std::size_t>(options.http.body_limit, 128 * 1024 * 1024);
    return options;
}

event_stream_options mattermost_platform::stream_options() {
    auto how = parts_.stream;
    how.base_url = parts_.config.url;
    how.token = &*parts_.config.token;
    how.socket.tls = parts_.api.http.tls;
    if (!how.random) how.random = [this] { return draw_chance(parts_.random); };
    how.is_refused = [this] { return is_refused(); };
    return how;
}

listener_parts mattermost_platform::listener_wants() {
    listener_parts wants{inbox_, known_, me_, tasks_};
    wants.on_notice = [this](const notice& told) { heed(told); };
    wants.on_heard = [this](std::string_view channel, std::string_view moment) {
        rooms_.heard(channel, moment);
        rooms_.stir(channel);
    };
    wants.on_mark = [this](std::string_view channel, std::string_view post) {
        backfill_.heard_mark(channel, post);
        rooms_.stir(channel);
    };
    wants.on_lost = [this](const std::string& channel) { rooms_.catch_up_with(channel); };
    wants.on_reply = [this](caller whom, answer told) {
        tasks_.start("answer", replies_.reply(std::move(whom), std::move(told)));
    };
    wants.on_crowded = [this] { hold_back(); };
    wants.on_full = [this](bool is_full) { hold_back_for_names(is_full); };
    return wants;
}

std::string mattermost_platform::callback() const {
    const auto& config = parts_.config;
    return config.callback_url.empty() ? std::string() : config.callback_url + config.callback_path;
}

std::vector<http_route> mattermost_platform::routes() {
    if (callback().empty()) return {};
    endpoint_parts wants{inbox_, replies_, known_, seal_, tasks_, {}, {}, {}, {}, {}};
    const auto& config = parts_.config;
    for (const auto* token : {&config.slash_token, &config.alias_slash_token})
        if (*token) wants.tokens.push_back(&**token);
    wants.path = config.callback_path;
    wants.dialog_url = callback() + "/dialog";
    // Not yet able to open what we sealed ourselves.
    wants.is_ready = [this] { return courier_.has_value(); };
    wants.look_up = [this](unnamed wanted, std::chrono::milliseconds limit) {
        return known_.look_up(std::move(wanted), limit);
    };
    wants.is_closed = [this](std::string channel, std::chrono::milliseconds limit) {
        return known_.is_closed(std::move(channel), limit);
    };
    wants.link = [this](std::string shown) { return with_links(shown, known_); };
    return endpoint_routes(std::move(wants));
}

asio::awaitable<void> mattermost_platform::live() {
    const auto house = co_await find_house_mark(inbox_, std::string(platform), parts_.random);
    const auto key =
        co_await find_or_draw(inbox_, std::string(platform) + ":key", key_bytes, parts_.random);
    key_ = secret(key);
    co_await learn_identity();
    courier_options how;
    how.house = house;
    if (!callback().empty()) how.callback_url = callback() + "/action";
    how.console_url = parts_.console_url;
    how.write_rca = parts_.write_rca;
    courier_.emplace(inbox_, api_, known_, me_, seal_, std::move(how), tasks_);
    co_await rooms_.load();
    gate_.open(*courier_);
    stream_.start();
    co_await rooms_.keep_cursors(parts_.cursor_every);
}

asio::awaitable<void> mattermost_platform::learn_identity() {
    for (unsigned attempt = 0;; ++attempt) {
        auto told = co_await identify(api_, parts_.config.team);
        if (told) {
            me_ = std::move(*told);
            api_.also_at(me_.site_url);
            spdlog::info("mattermost: team {} as {}", me_.team_name, me_.name);
            co_return;
        }
        const auto& why = told.error();
        const auto trouble = why.detail + " " + remedy_for(why);
        // What was refused stays so until somebody acts.
        if (why.is == api_failure::kind::refused) {
            spdlog::error("mattermost: {}", trouble);
            co_await rest(parts_.identity_pause);
        } else {
            spdlog::warn("mattermost: {}", trouble);
            const backoff_policy policy{500ms, 30s, 50ms};
            const auto pause =
                std::max(why.after, backoff_delay(policy, attempt, draw_chance(parts_.random)));
            co_await rest(pause);
        }
    }
}

// One question, not five: a network that is away says nothing about our token.
asio::awaitable<bool> mattermost_platform::is_refused() {
    const auto told = co_await api_.call("GET", "/users/me", {});
    co_return !told && told.error().is_about_us();
}

void mattermost_platform::heed(const notice& told) {
    known_.learn(told);
    if (const auto* joined = std::get_if<joined_channel>(&told))
        rooms_.catch_up_with(joined->channel);
    if (const auto* gone = std::get_if<thread_gone>(&told)) rooms_.catch_up_with(gone->channel);
}

void mattermost_platform::hold_back() {
    if (is_crowded_) return;
    is_crowded_ = true;
    stream_.pause();
    inbox_.when_room([this] {
        is_crowded_ = false;
        go_on();
    });
}

void mattermost_platform::hold_back_for_names(bool is_full) {
    is_full_ = is_full;
    if (is_full) return stream_.pause();
    go_on();
}

void mattermost_platform::go_on() {
    if (!is_crowded_ && !is_full_) stream_.resume();
}

void mattermost_platform::on_change(const change_notice& what) {
    // Read before we know our own words from others', they would be recorded as others'. load()
    // finds these rooms in the record.
    if (!courier_) return;
    for (const auto& one : what.rooms)
        if (one.platform == platform && is_incident(one.log))
            rooms_.add(one.channel, one.log, one.since);
    for (const auto log : what.changed) rooms_.stir(log);
}

asio::awaitable<void> mattermost_platform::stop() {
    co_await stream_.stop();
    co_await tasks_.stop();
}

result<std::unique_ptr<chat_platform>> make_mattermost(
    asio::any_io_executor executor, inbox& in, mattermost_parts parts
) {
    if (!parts.config.ca_file.empty()) {
        auto tls = make_client_tls(parts.config.ca_file);
        if (!tls) return tl::unexpected(tls.error());
        parts.api.http.tls = std::move(*tls);
    }
    return std::unique_ptr<chat_platform>(
        new mattermost_platform(std::move(executor), in, std::move(parts))
    );
}

}  // namespace bot::mattermost
