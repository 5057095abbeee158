// The one live card of a room: sent and pinned once, edited from then on.
#include "bot/base/digest.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/api/speaking.hpp"
#include "bot/platforms/slack/errands/history.hpp"
#include "bot/platforms/slack/show/blocks.hpp"

#include <spdlog/spdlog.h>

namespace bot::slack {
namespace {

// `id` and `print` are kept between two lives; a print is kept only of a card that is pinned.
struct card_state {
    std::string channel, id_key, print_key;
    std::string id, print;
    std::string now_text, now_blocks, now_print;
};

std::string print_of(const shown_message& shown) {
    return to_hex(sha256({shown.text, "\n", shown.blocks}));
}

// Empty when there is none, or nobody can look.
asio::awaitable<tl::expected<std::string, api_failure>> find_card(
    desk at, std::string channel, incident_id of, int attempt
) {
    std::string id;
    const auto look = [&](json message) {
        const auto found = mark_in(at, message);
        if (found && found->card == of) id = text(message, "ts");
        return id.empty();
    };
    const auto seen = co_await scan_history(at, std::move(channel), attempt, look);
    if (!seen) co_return tl::unexpected(seen.error());
    co_return id;
}

// Both the same way, except that an update needs no mark: it keeps the first one.
asio::awaitable<api_result> put_card(desk at, card_state card, std::string metadata) {
    auto arguments = message_arguments(card.channel);
    arguments.emplace_back("ts", card.id);
    arguments.emplace_back("text", card.now_text);
    arguments.emplace_back("blocks", card.now_blocks);
    arguments.emplace_back("metadata", std::move(metadata));
    if (card.id.empty()) {
        auto made = co_await post_message(at, std::move(arguments));
        co_return made;
    }
    auto changed = co_await at.api.call("chat.update", std::move(arguments));
    co_return changed;
}

// Nothing of it is lost when it is not pinned: only what may work later is tried again.
asio::awaitable<outcome> pin(desk at, std::string channel, std::string id, int attempt) {
    const auto made = co_await at.api.call("pins.add", {{"channel", channel}, {"timestamp", id}});
    if (made || is_done_already("pins.add", made.error())) co_return outcome{};
    auto end = failed(at, "pins.add", channel, made.error());
    if (end.is == outcome::verdict::retry && attempt < patience) co_return end;
    spdlog::warn("slack: could not pin the card: {}", end.reason);
    co_return outcome{};
}

}  // namespace

asio::awaitable<outcome> carry(desk at, delivery what, show_card wished) {
    const auto incident = what.what.incident;
    card_state card;
    card.channel = what.channel;
    card.id_key = memo_key("card", incident, what.channel);
    card.print_key = card.id_key + ":shown";
    const auto kept = co_await recall(at, {card.id_key, card.print_key});
    if (!kept) co_return not_now(kept.error().detail);
    card.id = kept->at(0);
    card.print = kept->at(1);
    auto shown = card_of(wished);
    card.now_print = print_of(shown);
    card.now_text = std::move(shown.text);
    card.now_blocks = std::move(shown.blocks);
    if (!card.id.empty() && card.print == card.now_print) co_return outcome{};

    // One that was sent under an effect since replaced counts as well: the mark names the card.
    if (card.id.empty()) {
        auto found = co_await find_card(at, card.channel, incident, what.attempt);
        if (!found) co_return failed(at, "conversations.history", card.channel, found.error());
        card.id = std::move(*found);
    }
    const auto metadata = metadata_of(at, {what.what.id, incident, 0});
    bool is_new = card.id.empty();
    auto put = co_await put_card(at, card, is_new ? metadata : "");
    if (!put && !is_new && put.error().code == "message_not_found") {
        card.id.clear();
        is_new = true;
        put = co_await put_card(at, card, metadata);
    }
    if (!put)
        co_return failed(
            at, is_new ? "chat.postMessage" : "chat.update", card.channel, put.error()
        );
    if (is_new) card.id = text(put->root, "ts");

    outcome end;
    if (is_new || card.print.empty()) end = co_await pin(at, card.channel, card.id, what.attempt);
    auto words = posted(at, what, card.channel, card.id, std::move(wished.text));
    if (!is_new) words.key = "fx:" + std::to_string(what.what.id);
    std::get<in_posted>(words.what).edits = true;
    end.receipts.push_back(std::move(words));
    const bool is_pinned = end.is == outcome::verdict::delivered;
    end.receipts.push_back(noted(
        at, {{card.id_key, card.id}, {card.print_key, is_pinned ? card.now_print : std::string()}}
    ));
    co_return end;
}

}  // namespace bot::slack
