// The one live card of a room: sent once, pinned as it is, edited from then on.
#include "bot/base/digest.hpp"
#include "bot/platforms/mattermost/errands/posting.hpp"
#include "bot/platforms/mattermost/show/posts.hpp"

namespace bot::mattermost {
namespace {

// `id` and `print` are kept between two lives.
struct card_state {
    std::string id_key, print_key;
    std::string id, print, now_print;
    new_post now;
};

asio::awaitable<tl::expected<std::string, api_failure>> find_pinned(
    desk at, std::string channel, incident_id of
) {
    const auto got = co_await at.api.read("/channels/" + channel + "/pinned");
    if (!got) co_return tl::unexpected(got.error());
    const auto posts = member(got->root, "posts");
    for (json id : items(got->root, "order")) {
        std::string_view name;
        if (!posts || id.get(name) != simdjson::SUCCESS) continue;
        const auto one = member(*posts, name);
        const auto mine = one ? mark_in(at, *one) : std::nullopt;
        if (mine && mine->card == of) co_return std::string(name);
    }
    co_return std::string();
}

// One that was sent under an effect since replaced counts as well: the mark names the card. It may
// have been unpinned.
asio::awaitable<tl::expected<std::string, api_failure>> find_card(
    desk at, std::string channel, incident_id of
) {
    auto id = co_await find_pinned(at, channel, of);
    if (!id || !id->empty()) co_return id;
    const auto read = co_await scan_posts(at, std::move(channel), [&](json each) {
        const auto mine = mark_in(at, each);
        if (mine && mine->card == of) *id = text(each, "id");
        return id->empty();
    });
    if (!read) co_return tl::unexpected(read.error());
    co_return id;
}

// The id under which it stands now; a new one where there was none, or it was deleted.
asio::awaitable<said> put_card(desk at, card_state card) {
    if (!card.id.empty()) {
        const auto changed = co_await edit_post(at, card.id, card.now);
        if (changed) co_return there{card.id, {}};
        const bool is_deleted = co_await is_gone(at, card.id, changed.error());
        if (!is_deleted) co_return tl::unexpected(changed.error());
    }
    card.now.is_pinned = true;
    auto made = co_await put_post(at, std::move(card.now));
    co_return made;
}

}  // namespace

asio::awaitable<outcome> carry(desk at, delivery what, show_card wished) {
    const auto incident = what.what.incident;
    card_state card;
    card.id_key = memo_key("card", incident, what.channel);
    card.print_key = card.id_key + ":shown";
    const auto kept = co_await recall(at.in, {card.id_key, card.print_key});
    if (!kept) co_return not_now(kept.error().detail);
    card.id = kept->at(0);
    card.print = kept->at(1);
    auto shown = card_of(wished, at.options.callback_url, what.channel, at.by);
    card.now_print = to_hex(sha256({shown.message, "\n", shown.attachments}));
    if (!card.id.empty() && card.print == card.now_print) co_return outcome{};

    const bool is_lookup = card.id.empty();
    if (is_lookup) {
        auto id = co_await find_card(at, what.channel, incident);
        if (!id && !is_unreadable(id.error()))
            co_return failed(at, "look for the card", what.channel, id.error());
        if (id) card.id = std::move(*id);
    }
    const auto before = card.id;
    card.now.channel = what.channel;
    card.now.message = std::move(shown.message);
    card.now.attachments = std::move(shown.attachments);
    card.now.of = {what.what.id, incident, 0};
    // People may unpin it: it is pinned again only where nobody knows whether it ever was.
    card.now.is_pinned = is_lookup;
    const auto put = co_await put_card(at, card);
    if (!put) co_return failed(at, "show the card", what.channel, put.error());

    outcome end;
    auto words = posted_there(
        at.in, platform, what.what, what.channel, put->id, put->at, std::move(wished.text)
    );
    if (put->id == before) words.key = "fx:" + std::to_string(what.what.id);
    std::get<in_posted>(words.what).edits = true;
    end.receipts.push_back(std::move(words));
    end.receipts.push_back(noted(at, {{card.id_key, put->id}, {card.print_key, card.now_print}}));
    co_return end;
}

}  // namespace bot::mattermost
