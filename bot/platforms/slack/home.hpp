// The App Home of one person: what is open, and what they have to do.
#pragma once

#include "bot/platforms/slack/api/web_api.hpp"
#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace bot::slack {

// Reads both from the record, as far as this person may, and shows them. An error is a sentence
// for the log.
boost::asio::awaitable<result<void>> publish_home(inbox& in, web_api& api, person whose);

}  // namespace bot::slack
