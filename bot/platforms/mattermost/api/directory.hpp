// Who and what the ids are: asked for once, kept up by events. Lives on the I/O thread.
#pragma once

#include "bot/platforms/mattermost/api/rest_api.hpp"
#include "bot/platforms/mattermost/decode/decode.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bot::mattermost {

using found_id = tl::expected<std::optional<std::string>, api_failure>;

class directory final : public names {
public:
    // `me.team` is where channels are looked for by name.
    directory(rest_api& api, const identity& me);
    ~directory() override;

    std::optional<std::string> person(std::string_view id) const override;
    std::optional<std::string> channel(std::string_view id) const override;

    // The id of a channel we have met under this name.
    std::optional<std::string> channel_named(std::string_view name) const;

    void learn(const notice& told);  // renames; the rest is no business of ours
    void learn_person(std::string id, std::string name);
    void learn_channel(std::string id, std::string name);

    // Asks for what is wanted, all people in one question, each id once however many wait for it.
    // Who cannot be found keeps the id as the name. Returns at the latest after `limit`.
    boost::asio::awaitable<void> look_up(unnamed wanted, std::chrono::milliseconds limit);

    // The id behind what people write: an id, "ana", "@ana", "ana@example.org".
    boost::asio::awaitable<found_id> find_person(std::string name);
    // "incidents", "~incidents", or an id; in our team.
    boost::asio::awaitable<found_id> find_channel(std::string name);
    // That only some may read there, as the server says just now: a channel can be opened to all
    // at any time. False as well when it does not say so within `limit`.
    boost::asio::awaitable<bool> is_closed(std::string channel, std::chrono::milliseconds limit);

private:
    struct core;
    std::shared_ptr<core> core_;  // shared with what is being asked
};

// "#inc-7-db" in our words as "~inc-7-db", which Mattermost makes a link, where it is known.
std::string with_links(std::string_view shown, const directory& known);

}  // namespace bot::mattermost
