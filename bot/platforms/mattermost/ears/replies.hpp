// How words reach whoever asked something, beside the response of the call itself.
#pragma once

#include "bot/incident/decision.hpp"
#include "bot/platforms/mattermost/api/directory.hpp"
#include "bot/platforms/mattermost/api/rest_api.hpp"
#include "bot/platforms/mattermost/decode/calls.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace bot::mattermost {

class replies {
public:
    virtual ~replies() = default;
    // The body for /actions/dialogs/open. False: it did not open, and why is logged.
    virtual boost::asio::awaitable<bool> open_dialog(std::string dialog) = 0;
    // What came too late for the response: to the call's response_url, five times at most, or in a
    // direct message.
    virtual boost::asio::awaitable<void> tell(caller whom, answer what) = 0;
    // To a command that was written as a message: in its thread, or in a direct message when it is
    // for its asker alone.
    virtual boost::asio::awaitable<void> reply(caller whom, answer what) = 0;
};

class rest_replies final : public replies {
public:
    // All outlive it.
    rest_replies(rest_api& api, const directory& known, const identity& me)
        : api_(api), known_(known), me_(me) {}

    boost::asio::awaitable<bool> open_dialog(std::string dialog) override;
    boost::asio::awaitable<void> tell(caller whom, answer what) override;
    boost::asio::awaitable<void> reply(caller whom, answer what) override;

private:
    boost::asio::awaitable<bool> whisper(std::string person, std::string words);
    boost::asio::awaitable<bool> post(std::string channel, std::string root, std::string words);

    rest_api& api_;
    const directory& known_;
    const identity& me_;
};

}  // namespace bot::mattermost
