// Scribe in a Slack workspace of its own. People of the workspace say and do things.
//
// In HTTP mode Slack calls us, under one secret or the other; else we hold sockets.
#pragma once

#include "bot/platforms/slack/slack.hpp"
#include "tests/emulators/slack/server.hpp"
#include "tests/support/two_sides.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

using emulator::slack::shown;

class world;

struct world_options {
    bool on_disk = false;  // a SQLite file; else in memory, and it outlives a cut as well
    bool tls = false;
    bool http = false;
    std::chrono::milliseconds minute{20};  // of Slack's limits
    std::function<void(configuration&)> change{};
    std::function<void(bot::slack::socket_mode_options&)> sockets{};
    std::function<void(bot::slack::slack_parts&)> parts{};
    std::function<void(world&, store&)> before{};  // what is on record when we first start
    // Played: all that is drawn comes from here, and nothing has a thread of its own.
    std::optional<std::uint32_t> luck{};
    // Another platform on the same record; see two_sides.
    std::function<std::shared_ptr<void>(asio::any_io_executor, post_office&)> beside{};
};

inline constexpr std::string_view signing_secret = "0123456789abcdef0123456789abcdef";

class slack_side : public far_side {
public:
    // ana, ben and dana are in #ops and #incidents; Scribe is in #incidents.
    slack_side(two_sides& of, world_options options);
    ~slack_side() override;

    // Slack's sockets end and no new one comes up until reconnect(); its Web API goes on. What
    // happens meanwhile is not told later.
    void disconnect();
    void reconnect();
    void until_connected() override;

    // --- HTTP mode ---
    // Slack signs with this from now on.
    void sign_with(std::string_view secret);
    // A request of somebody's own making to our address: its status.
    int post(emulator::slack::webhook_body body, std::string_view secret, seconds age = seconds(0));

    // --- people ---
    std::string says(std::string_view who, std::string_view where, std::string_view text);
    void joins(std::string_view who, std::string_view where) {
        space.joins(who, where, of_.moment());
    }
    // What stands there for them afterwards and nobody else sees; empty when nothing does.
    std::string command(std::string_view who, std::string_view where, std::string_view line);
    // Declares and waits for the room to be furnished; its channel.
    std::string declare(std::string_view who, std::string_view what);
    // The button under the card of a channel.
    std::int64_t presses(std::string_view who, std::string_view channel, std::string_view button);
    // The form open for them, which they wait for.
    const emulator::slack::view& form_of(const std::string& who);
    // Until it is answered: closed, or with errors in it, which are given.
    std::string submits(const std::string& who, nlohmann::json values);

    // --- what there is ---
    // "scribe (app): text"; without what is for one person's eyes.
    std::vector<std::string> lines(const std::string& channel) const;
    std::vector<std::string> whispers(const std::string& channel, std::string_view to) const;
    bool reads(const std::string& channel, std::string_view words) const;
    bool hears_directly(const std::string& who, std::string_view words) const;
    std::optional<shown> card(const std::string& channel) const;
    // Of a file shared by us in the channel; the last one.
    const emulator::slack::file* file_in(const std::string& channel) const;

    void until_acked();
    void until_told() override { until_acked(); }
    // Until what was missed in the channel has been read, up to this message.
    void until_caught_up(const std::string& channel, const std::string& ts);

    emulator::slack::workspace space;
    std::unique_ptr<emulator::slack::server> slack;
    std::string ana, ben, dana, ops, incidents;

private:
    std::string_view platform_name() const override { return bot::slack::platform; }
    result<std::unique_ptr<chat_platform>> make_platform(asio::any_io_executor executor, inbox& in)
        override;
    void until_gone() override;
    std::size_t calls_made() const override { return space.journal().size(); }

    two_sides& of_;
    world_options options_;
    std::string signed_with_{signing_secret};
};

// It is connected.
class world final : public two_sides, public slack_side {
public:
    explicit world(world_options options = {});
    ~world() override;
};

}  // namespace bot::test
