// Between the world's thread and the engine's: listeners hand in and ask here, what
// was committed and what is to be carried comes out here. Lives on the I/O thread.
#pragma once

#include "bot/engine/engine_thread.hpp"
#include "bot/ports/inbox.hpp"
#include "templates/rca_library.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bot {

struct office_parts {
    store& keep;
    const settings& rules;
    const rca_library& templates;
    std::function<instant()> clock;
    std::function<void(std::span<char>)> random;
    std::function<void(error)> on_fatal;  // on the I/O thread
    bool is_one_thread = false;  // the engine takes turns with the loop: its time is played
};

class post_office final : public inbox {
public:
    static result<std::unique_ptr<post_office>> open(
        boost::asio::any_io_executor executor, office_parts parts
    );

    bool submit(inbound what, std::function<void(result<handled>)> done) override;
    void when_room(std::function<void()> go_on) override;
    void ask(question what) override;
    instant now() const override { return parts_.clock(); }

    // Before run(): who carries for a platform, who watches commits.
    void carry(std::string platform, courier& by) { couriers_[std::move(platform)] = &by; }
    void watch(std::function<void(const change_notice&)> watcher) {
        watchers_.push_back(std::move(watcher));
    }
    void run();

    // Nothing new from here on; returns when everything that came in is recorded and answered.
    void stop();

private:
    post_office(boost::asio::any_io_executor executor, office_parts parts);
    void gather(std::size_t before, int quiet_turns);
    void hand_over();
    void drain();
    void carry_out(std::vector<delivery> what);

    boost::asio::any_io_executor executor_;
    office_parts parts_;
    std::map<std::string, courier*> couriers_;
    std::vector<std::function<void(const change_notice&)>> watchers_;
    std::vector<submission> gathered_;  // came in one burst, on its way to the engine
    bool gathering_ = false;
    std::deque<submission> waiting_;  // came while the engine's queue was full
    std::vector<std::function<void()>> held_back_;
    std::unique_ptr<engine> engine_;  // until run()
    std::unique_ptr<engine_thread> thread_;
};

}  // namespace bot
