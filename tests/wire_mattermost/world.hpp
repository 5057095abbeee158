// Scribe in a Mattermost of its own. People of the team say and do things.
#pragma once

#include "bot/platforms/mattermost/mattermost.hpp"
#include "tests/emulators/mattermost/server.hpp"
#include "tests/support/two_sides.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bot::mattermost::test {

namespace asio = boost::asio;
using emulator::mattermost::post;

struct world_options {
    bool on_disk = false;  // a SQLite file; else in memory, and it outlives a cut as well
    bool tls = false;
    bool callbacks = true;  // slash commands, buttons and dialogs
    bool reliable = true;   // a lost connection can be resumed
    emulator::mattermost::edition is = emulator::mattermost::edition::v5_37;
    std::function<void(configuration&)> change{};
    std::function<void(event_stream_options&)> stream{};
};

class mattermost_side : public bot::test::far_side {
public:
    // ana, ben and dana are in ops and incidents; Scribe is in incidents.
    mattermost_side(bot::test::two_sides& of, world_options options);
    ~mattermost_side() override;

    // Sockets end and no new one comes up until reconnect(); REST goes on. What was missed can
    // be resumed unless the server forgets it.
    void disconnect();
    void reconnect(bool forgets = false);
    // Every socket ends at once, as the fault says ("drop", "reset", "close"); ours come again.
    void lose_sockets(const std::string& how) { mattermost->strike(how); }
    void until_connected() override;
    void until_told() override;

    // --- people ---
    std::string says(std::string_view who, std::string_view where, std::string_view text);
    void joins(std::string_view who, std::string_view where) {
        space.joins(who, where, of_.moment());
    }
    // What only they read of it; empty when that is nothing.
    std::string command(std::string who, std::string where, std::string line);
    // Declares and waits for the room to be furnished; its channel.
    std::string declare(std::string who, std::string what);
    // The button under the card of a channel; what its presser alone reads.
    std::string presses(std::string who, const std::string& channel, std::string button);
    // The dialog open for them, which they wait for.
    const emulator::mattermost::dialog& form_of(const std::string& who);
    // By what is written on its fields. What is wrong with it; empty when it closed.
    std::string submits(const std::string& who, nlohmann::json values);

    // --- what there is ---
    // "scribe: text"; without what is for one person's eyes and what the server says.
    std::vector<std::string> lines(const std::string& channel) const;
    bool reads(const std::string& channel, std::string_view words) const;
    const post* card(const std::string& channel) const;
    // Of a file shared by us in the channel; the last one.
    const emulator::mattermost::file* file_in(const std::string& channel) const;

    // Until what was missed in the channel has been read, up to this post.
    void until_caught_up(const std::string& channel, const std::string& post);

    emulator::mattermost::workspace space;
    std::unique_ptr<emulator::mattermost::server> mattermost;
    std::string ana, ben, dana, ops, incidents, heartbeat;

private:
    std::string_view platform_name() const override { return platform; }
    result<std::unique_ptr<chat_platform>> make_platform(asio::any_io_executor executor, inbox& in)
        override;
    void until_gone() override;
    std::size_t calls_made() const override { return space.journal().size() - beats_; }

    void until_beaten();
    emulator::reply wait_for(asio::awaitable<emulator::reply> what, const std::string& for_what);

    bot::test::two_sides& of_;
    world_options options_;
    std::string heard_beat_;
    std::size_t beats_ = 0;
};

// It is connected.
class world final : public bot::test::two_sides, public mattermost_side {
public:
    explicit world(world_options options = {});
    ~world() override;
};

}  // namespace bot::mattermost::test
