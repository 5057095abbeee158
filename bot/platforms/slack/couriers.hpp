// Carries effects into Slack. Nothing is posted twice: an attempt after the first looks for what
// the one before may have left, by the mark in a message's metadata.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/platforms/slack/api/directory.hpp"
#include "bot/platforms/slack/api/web_api.hpp"
#include "bot/ports/courier.hpp"
#include "bot/ports/inbox.hpp"

#include <functional>
#include <string>

namespace bot::slack {

struct courier_options {
    std::string house;        // this installation's own mark, in every message's metadata
    bool canvas = false;      // the RCA as the channel's canvas as well
    std::string console_url;  // kept in sight of every room; empty: not
    rca_writer write_rca;     // may be empty
};

class slack_courier final : public courier {
public:
    slack_courier(
        inbox& in,
        web_api& api,
        directory& known,
        const identity& me,
        courier_options options,
        nursery& tasks
    );
    void deliver(delivery what, std::function<void(outcome)> answer) override;

private:
    inbox& inbox_;
    web_api& api_;
    directory& known_;
    const identity& me_;
    courier_options options_;
    nursery& tasks_;
    std::string canvas_trouble_;  // said once in the log
};

}  // namespace bot::slack
