// What couriers share: how a delivery is carried and ends, what is written down of it, and what was
// remembered of the ones before.
#pragma once

#include "bot/net/nursery.hpp"
#include "bot/ports/courier.hpp"
#include "bot/ports/inbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// Runs `how` as a task and answers once, whatever becomes of the task. `platform` outlives it.
void carry_as_task(
    nursery& tasks,
    std::string_view platform,
    delivery what,
    std::function<void(outcome)> answer,
    std::function<boost::asio::awaitable<outcome>(delivery)> how
);

outcome refused(std::string reason);
outcome not_now(std::string reason);

// --- receipts ---
inbound receipt_of(
    const inbox& in, std::string_view platform, std::int64_t effect, std::string channel
);
// Our words under the id they have there; the moment is the message's own.
inbound posted_there(
    const inbox& in,
    std::string_view platform,
    const effect& of,
    std::string channel,
    std::string id,
    std::optional<instant> at,
    std::string text
);
inbound noted_down(const inbox& in, std::string_view platform, std::vector<memo> notes);

// What was noted under these keys, in order; "" where nothing is.
boost::asio::awaitable<result<std::vector<std::string>>> recall(
    inbox& in, std::vector<std::string> keys
);
// "slack:card:7:C123"
std::string memo_key(
    std::string_view platform, std::string_view of, incident_id incident, std::string_view channel
);

}  // namespace bot
