#include "bot/platforms/slack/home.hpp"

#include "bot/base/text.hpp"
#include "bot/incident/rca_model.hpp"
#include "bot/incident/rights.hpp"
#include "bot/platforms/awaiting.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/decode/names.hpp"
#include "bot/platforms/slack/show/blocks.hpp"

#include <algorithm>

namespace bot::slack {
namespace {

// Actions outlive their incident, but not for ever on somebody's home.
constexpr std::size_t incidents_looked_at = 50;

struct home_view {
    std::vector<home_incident> open;
    std::vector<home_action> mine;
};

std::string state_of(const incident& of) {
    const auto status = of.status();
    return status ? std::string(name_of(*status)) : "open";
}

home_incident open_row(archive& from, const incident& of, const std::vector<room_binding>& rooms) {
    const auto room = std::find_if(rooms.begin(), rooms.end(), [&](const room_binding& each) {
        return each.platform == platform && each.log == of.id && !each.since;
    });
    return {
        to_label(of.id),
        of.severity,
        of.title,
        state_of(of),
        of.lead() ? of.lead()->name : "",
        room == rooms.end() ? "" : room->channel,
        format_duration(from.now() - of.declared_at)};
}

bool is_owned_by(const action_item& item, const person& whose) {
    std::string_view owner = trim(item.owner);
    if (owner.starts_with('@')) owner.remove_prefix(1);
    return !owner.empty() && (owner == whose.id || equal_ignoring_case(owner, whose.name));
}

void add_actions(
    const incident& of, const settings& rules, const person& whose, std::vector<home_action>& to
) {
    for (const auto& item : of.actions) {
        if (item.done || item.removed || !is_owned_by(item, whose)) continue;
        const auto due = due_of(item, of, rules);
        to.push_back(
            {to_label(of.id), item.text, item.priority, due ? format_date(*due) : "", item.number}
        );
    }
}

home_view home_for(archive& from, const person& whose) {
    home_view shown;
    const auto rooms = from.rooms();
    std::size_t looked_at = 0;
    for (const auto& brief : from.look().briefs()) {
        const bool is_open = brief.state == lifecycle::open;
        if (!is_open && ++looked_at > incidents_looked_at) continue;
        if (!may_read(brief, from.rules(), whose)) continue;
        const auto* of = from.look().find(brief.id);
        if (!of) continue;
        if (is_open) shown.open.push_back(open_row(from, *of, rooms));
        add_actions(*of, from.rules(), whose, shown.mine);
    }
    return shown;
}

}  // namespace

boost::asio::awaitable<result<void>> publish_home(inbox& in, web_api& api, person whose) {
    const std::function<home_view(archive&)> read = [whose](archive& from) {
        return home_for(from, whose);
    };
    const auto shown = co_await ask<home_view>(in, read);
    if (!shown) co_return fail(errc::unavailable, "the house is closing");
    const auto put = co_await api.call(
        "views.publish", {{"user_id", whose.id}, {"view", home_of(shown->open, shown->mine)}}
    );
    if (put) co_return result<void>{};
    co_return fail(
        errc::refused,
        "could not show the App Home: " + outcome_of("views.publish", put.error()).reason
    );
}

}  // namespace bot::slack
