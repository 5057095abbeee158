#include "handlers/handlers.hpp"

#include "bot/incident/card.hpp"
#include "bot/incident/rights.hpp"
#include "bot/incident/rooms.hpp"
#include "handlers/alerts/alerts.hpp"
#include "handlers/chat/chat.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/receipts/receipts.hpp"
#include "handlers/timers/timers.hpp"
#include "handlers/views.hpp"

#include <algorithm>

namespace bot {
namespace {

// One row for each kind of inbound.
struct choosing {
    const situation& here;
    const inbound& in;

    decision operator()(const in_message& w) const { return on_message(here, in, w); }
    decision operator()(const in_edit& w) const { return on_edit(here, in, w); }
    decision operator()(const in_delete& w) const { return on_delete(here, in, w); }
    decision operator()(const in_reaction& w) const { return on_reaction(here, in, w); }
    decision operator()(const in_pin& w) const { return on_pin(here, in, w); }
    decision operator()(const in_file& w) const { return on_file(here, in, w); }
    decision operator()(const in_membership& w) const { return on_membership(here, in, w); }
    decision operator()(const in_command& w) const { return on_command(here, in, w); }
    decision operator()(const in_promote& w) const { return on_promote(here, in, w); }
    decision operator()(const in_alert& w) const { return on_alert(here, in, w); }
    decision operator()(const in_room_opened& w) const { return on_room_opened(here, in, w); }
    decision operator()(const in_room_refused& w) const { return on_room_refused(here, in, w); }
    decision operator()(const in_posted& w) const { return on_posted(here, in, w); }
    decision operator()(const in_copied& w) const { return on_copied(here, in, w); }
    decision operator()(const in_published& w) const { return on_published(here, in, w); }
    decision operator()(const in_gave_up& w) const { return on_gave_up(here, in, w); }
    decision operator()(const in_timer& w) const { return on_timer(here, in, w); }

    decision operator()(const in_memo&) const { return {}; }  // the engine keeps those itself
    decision operator()(const in_unknown& w) const {
        auto d = start_in_room(here, in);
        if (d.log != incident_id::none) d.facts.push_back({unknown_kept{w.raw}, 0, {}, {}, {}, {}});
        return d;
    }
};

bool changes_document(const decision& made) {
    const auto is_published = [](const effect& wanted) {
        const auto* how = std::get_if<publish_rca>(&wanted.what);
        return how && how->announce;
    };
    return std::none_of(made.effects.begin(), made.effects.end(), is_published) &&
           std::any_of(made.facts.begin(), made.facts.end(), [](const fact& each) {
               return !is_raw(each.what) && !std::holds_alternative<caught_up>(each.what) &&
                      !std::holds_alternative<rca_published>(each.what);
           });
}

// Where the platform builds no walls around a private incident's room, we do.
bool walled_off(const situation& here, const inbound& in) {
    if (!in.keeps_room || in.who.id.empty()) return false;
    const auto log = here.look.log_of_room(in.platform, in.channel);
    if (!log || !is_incident(*log)) return false;
    const auto* of = here.look.find(*log);
    return of && of->is_private && !may_read(brief_of(*of), here.rules, in.who);
}

}  // namespace

decision decide(const situation& here, const inbound& in) {
    if (walled_off(here, in)) {
        decision d;
        d.reply = answer{"There is no such room for you; nothing was written.", true, true};
        return d;
    }
    return std::visit(choosing{here, in}, in.what);
}

std::vector<effect> follow_up(const situation& here, const incident& in, const decision& made) {
    const auto changes_card = [](const fact& f) {
        return !is_raw(f.what) && !std::holds_alternative<caught_up>(f.what) &&
               !std::holds_alternative<row_reworded>(f.what) &&
               !std::holds_alternative<rca_published>(f.what);
    };
    if (in.state == lifecycle::none) return {};
    std::vector<effect> follows;
    if (std::any_of(made.facts.begin(), made.facts.end(), changes_card)) {
        const show_card card{card_text(in, here.rules), card_buttons(in, here.rules)};
        for (const auto& room : all_rooms(in)) {
            follows.push_back(to_room(in, room, card, "card"));
            // The topic of people's own channel is theirs.
            if (!room.is_own) continue;
            follows.push_back(to_room(in, room, set_topic{topic_text(in)}, "topic"));
        }
    }
    // What is told or deleted after the end has to reach the document that was handed over.
    if (in.state == lifecycle::resolved && changes_document(made))
        for (auto& one : rca_effects(in, here.rules, {template_of(in, here.rules), false}, "draft"))
            follows.push_back(std::move(one));
    return follows;
}

}  // namespace bot
