// Words to a room, a channel or one person.
#include "bot/platforms/mattermost/errands/posting.hpp"

namespace bot::mattermost {

asio::awaitable<outcome> carry(desk at, delivery what, post wished) {
    // Only an admin's account may show something to one person in a channel: the two of us talk.
    const auto* whom = std::get_if<to_person>(&what.what.where);
    if (whom) {
        auto direct = co_await direct_channel(at, whom->who);
        if (!direct) co_return direct.error();
        what.channel = std::move(*direct);
    }
    const auto told = co_await say(at, what.channel, {what.what.id, what.attempt, wished.text});
    if (!told) co_return failed(at, "post", what.channel, told.error());
    outcome done;
    if (!whom && !told->empty())
        done.receipts.push_back(posted_there(
            at.in,
            platform,
            what.what,
            what.channel,
            told->front().id,
            told->front().at,
            std::move(wished.text)
        ));
    co_return done;
}

}  // namespace bot::mattermost
