#include "bot/platforms/mattermost/ears/listener.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace bot::mattermost {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// Nobody waits for us to have heard it: a name is worth more than the moment.
constexpr auto naming_limit = 5s;

// What has to be kept in order among itself.
std::string order_of(json event) {
    auto channel = text(event, "broadcast", "channel_id");
    if (channel.empty()) channel = text(event, "data", "channel_id");
    return std::string(channel);
}

void join(std::vector<std::string>& into, std::vector<std::string> more) {
    for (auto& id : more)
        if (std::ranges::find(into, id) == into.end()) into.push_back(std::move(id));
}

std::string moment_of(instant at) {
    return std::to_string(at.time_since_epoch() / 1ms);
}

// What one event brought, on its way into the record.
struct journey {
    std::size_t left = 0;
    bool is_lost = false;
    recorded done;
    std::optional<caller> asked;  // a command
};

}  // namespace

listener::listener(listener_parts parts)
    : parts_(std::move(parts)),
      line_(
          {parts_.tasks,
           [this](json event) { return !names_wanted(event, parts_.known).empty(); },
           [this](json event, std::chrono::milliseconds limit) {
               return parts_.known.look_up(names_wanted(event, parts_.known), limit);
           },
           [this](json event) {
               auto wanted = names_wanted(event, parts_.known);
               join(ahead_.people, std::move(wanted.people));
               join(ahead_.channels, std::move(wanted.channels));
               if (!std::exchange(is_asking_, true)) parts_.tasks.start("names", ask_ahead());
           },
           naming_limit,
           parts_.on_full,
           true,
           parts_.limits}
      ) {}

// All that came up while the last question was on its way is the next.
asio::awaitable<void> listener::ask_ahead() {
    while (!ahead_.empty()) {
        auto wanted = std::exchange(ahead_, {});
        co_await parts_.known.look_up(std::move(wanted), naming_limit);
    }
    is_asking_ = false;
}

void listener::take(const stream_event& told, recorded done) {
    const auto delivery = std::string(told.connection) + ":" + std::to_string(told.seq);
    line_.take(order_of(told.whole), told.whole, [this, delivery, done](json event) {
        record(event, delivery, done);
    });
}

void listener::record(json event, const std::string& delivery, recorded done) {
    auto told = decode_event(event, delivery, parts_.me, parts_.known);
    for (const auto& one : told.notices) parts_.on_notice(one);
    if (told.inbounds.empty()) return done();
    const auto way = std::make_shared<journey>(
        journey{told.inbounds.size(), false, std::move(done), std::move(told.asked)}
    );
    for (auto& one : told.inbounds) {
        const auto channel = one.channel;
        if (one.at > instant()) parts_.on_heard(channel, moment_of(one.at));
        // Of what has no moment of its own nothing is known but that it has just been told.
        if (one.at == instant()) one.at = parts_.in.now();
        if (const auto* reacted = std::get_if<in_reaction>(&one.what))
            parts_.on_mark(channel, reacted->id);
        if (const auto* pinned = std::get_if<in_pin>(&one.what))
            parts_.on_mark(channel, pinned->id);
        const bool is_asked = std::holds_alternative<in_command>(one.what);
        submit(std::move(one), [this, way, channel, is_asked](const result<handled>& led) {
            if (!led) {
                way->is_lost = true;
                spdlog::warn("mattermost: an event was not recorded: {}", led.error().detail);
                parts_.on_lost(channel);
            }
            if (led && is_asked && way->asked && led->reply && !led->duplicate)
                parts_.on_reply(*way->asked, *led->reply);
            if (--way->left == 0 && !way->is_lost) way->done();
        });
    }
}

void listener::submit(inbound what, std::function<void(result<handled>)> done) {
    if (!parts_.in.submit(std::move(what), std::move(done))) parts_.on_crowded();
}

}  // namespace bot::mattermost
