// Carries effects into Mattermost. Nothing is posted twice: an attempt after the first looks for
// what the one before may have left, by pending_post_id within its 30 s and by the mark in the
// post's props beyond.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/platforms/mattermost/api/directory.hpp"
#include "bot/platforms/mattermost/api/rest_api.hpp"
#include "bot/platforms/mattermost/show/seal.hpp"
#include "bot/ports/courier.hpp"
#include "bot/ports/inbox.hpp"

#include <functional>
#include <string>

namespace bot::mattermost {

struct courier_options {
    std::string house;         // this installation's own mark, in every post's props
    std::string callback_url;  // where buttons call us, no slash at the end; empty: no buttons
    std::string console_url;   // kept in sight of every room; empty: not
    rca_writer write_rca;      // may be empty
};

class mattermost_courier final : public courier {
public:
    mattermost_courier(
        inbox& in,
        rest_api& api,
        directory& known,
        const identity& me,
        const seal& by,
        courier_options options,
        nursery& tasks
    );
    void deliver(delivery what, std::function<void(outcome)> answer) override;

private:
    inbox& inbox_;
    rest_api& api_;
    directory& known_;
    const identity& me_;
    const seal& seal_;
    courier_options options_;
    nursery& tasks_;
};

}  // namespace bot::mattermost
