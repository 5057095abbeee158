#include "bot/platforms/console/couriers.hpp"

#include "bot/platforms/console/views.hpp"
#include "bot/platforms/rca_words.hpp"

namespace bot::console {
namespace {

inbound receipt(const delivery& what, std::string channel, instant now) {
    inbound in;
    in.key = "fx:" + std::to_string(what.what.id);
    in.at = now;
    in.platform = platform;
    in.channel = std::move(channel);
    in.who = {"", "scribe"};
    in.keeps_room = true;
    return in;
}

// Words that become visible in a room.
outcome said(const delivery& what, const std::string& channel, std::string text, instant now) {
    outcome done;
    auto in = receipt(what, channel, now);
    in.key = message_key(platform, channel, "fx-" + std::to_string(what.what.id));
    in.what =
        in_posted{what.what.incident, "fx-" + std::to_string(what.what.id), std::move(text), false};
    done.receipts.push_back(std::move(in));
    return done;
}

std::string room_of_person(const to_person& whom) {
    return "@" + whom.who.name;
}

std::string channel_of(const delivery& what) {
    if (const auto* named = std::get_if<to_channel>(&what.what.where)) return named->name;
    if (const auto* whom = std::get_if<to_person>(&what.what.where)) return room_of_person(*whom);
    return what.channel;
}

}  // namespace

// A room of that name may have been made by somebody: it is never taken over, the next name is.
void console_courier::open(delivery what, std::function<void(outcome)> answer) {
    inbox_.ask([what, answer](archive& from) -> std::function<void()> {
        const auto& wished = std::get<open_room>(what.what.what);
        auto name = wished.name;
        for (int suffix = 2;; ++suffix) {
            const auto log = from.look().log_of_room(platform, name);
            if (!log || *log == what.what.incident) break;
            name = wished.name + "-" + std::to_string(suffix);
        }
        outcome done;
        auto in = receipt(what, name, from.now());
        in.what = in_room_opened{what.what.incident, name, name};
        done.receipts.push_back(std::move(in));
        return [answer, done] { answer(done); };
    });
}

outcome console_courier::publish(const delivery& what) {
    const auto& rca = *what.rca;
    const auto& wished = std::get<publish_rca>(what.what.what);
    const auto link = "/incidents/" + std::to_string(number_of(what.what.incident)) +
                      "/rca.md?template=" + wished.template_name;
    const bool preview = std::holds_alternative<to_person>(what.what.where);
    std::string path;
    if (!preview && !wished.only_shown) {
        auto written = write_(rca);
        if (!written) {
            outcome refused;
            refused.is = written.error().code == errc::unavailable ? outcome::verdict::retry
                                                                   : outcome::verdict::refused;
            refused.reason = written.error().detail;
            return refused;
        }
        path = std::move(*written);
    }
    // The draft follows what is told later; the room heard of it once.
    if (!preview && !wished.announce) return {};
    const std::string title = preview ? "**RCA preview**: [" : "**RCA draft**: [";
    auto words = rca_words(title + rca.file_name + "](" + link + ")", rca, path);
    return said(what, channel_of(what), std::move(words), inbox_.now());
}

// The first showing is a message, found under its id from then on; later ones edit it.
void console_courier::show(delivery what, std::function<void(outcome)> answer) {
    inbox_.ask([what, answer](archive& from) -> std::function<void()> {
        const auto id = "card-" + std::to_string(number_of(what.what.incident));
        const auto channel = channel_of(what);
        auto in = receipt(what, channel, from.now());
        if (!from.look().message(platform, channel, id))
            in.key = message_key(platform, channel, id);
        in.what = in_posted{what.what.incident, id, std::get<show_card>(what.what.what).text, true};
        outcome done;
        done.receipts.push_back(std::move(in));
        return [answer, done] { answer(done); };
    });
}

// The room shows the message's own words wherever it is drawn; all that is kept is that it does.
void console_courier::copy(delivery what, std::function<void(outcome)> answer) {
    const auto& wanted = std::get<show_copy>(what.what.what);
    const bool is_new = what.copy->ids.empty();
    if (is_new && what.copy->gone) return answer({});
    const auto channel = channel_of(what);
    const auto id =
        "copy-" + std::to_string(number_of(what.what.incident)) + "-" + std::to_string(wanted.of);
    auto in = receipt(what, channel, inbox_.now());
    if (is_new) in.key = message_key(platform, channel, id);
    in.what = in_copied{
        what.what.incident, wanted.of, what.copy->as_of, id, what.copy->parent, what.copy->gone};
    outcome done;
    done.receipts.push_back(std::move(in));
    answer(std::move(done));
}

void console_courier::deliver(delivery what, std::function<void(outcome)> answer) {
    const auto now = inbox_.now();
    if (std::holds_alternative<open_room>(what.what.what))
        return open(std::move(what), std::move(answer));
    if (what.rca) return answer(publish(what));
    if (what.copy) return copy(std::move(what), std::move(answer));
    if (const auto* words = std::get_if<post>(&what.what.what)) {
        if (const auto* whom = std::get_if<to_person>(&what.what.where))
            hub_.tell_privately(
                whom->who.name, whom->channel, bot::answer{words->text, false, true}
            );
        return answer(said(what, channel_of(what), words->text, now));
    }
    if (std::holds_alternative<show_card>(what.what.what))
        return show(std::move(what), std::move(answer));
    outcome done;
    if (const auto* mark = std::get_if<react_back>(&what.what.what)) {
        auto in = receipt(what, channel_of(what), now);
        in.what = in_reaction{mark->message, "👀", mark->add};
        done.receipts.push_back(std::move(in));
    }
    // Topic and invitations have nothing to show here: the panel beside the chat does.
    answer(std::move(done));
}

}  // namespace bot::console
