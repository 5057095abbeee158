// Who and what the ids are: asked for once, kept up by events. Lives on the I/O thread.
#pragma once

#include "bot/platforms/slack/api/web_api.hpp"
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/decode/names.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bot::slack {

using found_id = tl::expected<std::optional<std::string>, api_failure>;

class directory final : public names {
public:
    explicit directory(web_api& api);
    ~directory() override;

    std::optional<std::string> person(std::string_view id) const override;
    std::optional<std::string> channel(std::string_view id) const override;
    std::optional<std::string> group(std::string_view id) const override;

    // The channel of that very name, as far as it is known without asking.
    std::optional<std::string> channel_named(std::string_view name) const;

    void learn(const notice& told);  // renames; the rest is no business of ours
    void learn_person(std::string id, std::string name);
    void learn_channel(std::string id, std::string name);

    // Asks for what is wanted, each id once however many wait for it. Who cannot be found keeps
    // the id as the name. Returns at the latest after `limit`.
    boost::asio::awaitable<void> look_up(unnamed wanted, std::chrono::milliseconds limit);

    // The id behind what people write: "U123", "ana@example.org", "ana", "Ana Lopez"; nobody when
    // two are called that. Reads the whole list of users when the name is new to it, at most once
    // an hour. Fails when nobody could be asked: that is no word on whether there is such a one.
    boost::asio::awaitable<found_id> find_person(std::string name);
    // The same for "incidents", "#incidents" and "C123"; only channels we can see, read at most
    // once in ten minutes.
    boost::asio::awaitable<found_id> find_channel(std::string name);

private:
    struct core;
    std::shared_ptr<core> core_;  // shared with what is being asked
};

}  // namespace bot::slack
