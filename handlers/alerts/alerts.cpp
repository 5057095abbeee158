#include "handlers/alerts/alerts.hpp"

#include "bot/incident/rooms.hpp"
#include "handlers/alerts/alertmanager.hpp"

#include <algorithm>

namespace bot {
namespace {

constexpr alert_decoder decoders[] = {
    {"alertmanager", decode_alertmanager},
};

bool concerns(const incident_brief& brief, const std::string& service) {
    return brief.service == service ||
           std::find(brief.services.begin(), brief.services.end(), service) != brief.services.end();
}

// The open incident of a service, the newest when there are several.
const incident* open_incident_of(const situation& here, const std::string& service) {
    if (service.empty()) return nullptr;
    for (const auto& brief : here.look.open_briefs())
        if (concerns(brief, service)) return here.look.find(brief.id);
    return nullptr;
}

// The row this alert folds into: the same alert of the same service, unless it had ended and begins
// anew.
attached_alert* known_alert(std::vector<attached_alert>& alerts, const alert_notice& told) {
    for (auto known = alerts.rbegin(); known != alerts.rend(); ++known) {
        const auto& notice = known->notice;
        if (notice.source != told.source || notice.name != told.name ||
            notice.service != told.service)
            continue;
        const bool anew =
            told.firing && !notice.firing && notice.ends_at && told.starts_at > *notice.ends_at;
        return anew ? nullptr : &*known;
    }
    return nullptr;
}

void tell_room(decision& d, const incident& in, const alert_notice& alert) {
    auto text = (alert.firing ? "**Alert** " : "**Alert over** ") + alert.name +
                (alert.summary.empty() ? "" : ": " + alert.summary);
    text +=
        (alert.firing ? ", since " : ", ended ") +
        format_date_hhmm(alert.firing ? alert.starts_at : alert.ends_at.value_or(alert.starts_at)) +
        " UTC";
    for (const auto& room : all_rooms(in)) d.effects.push_back(to_room(in, room, post{text}));
}

}  // namespace

std::span<const alert_decoder> alert_decoders() {
    return decoders;
}

const alert_decoder* find_alert_decoder(std::string_view kind) {
    for (const auto& row : decoders)
        if (row.kind == kind) return &row;
    return nullptr;
}

// All notices of one delivery are about one service; alert_inbounds saw to that.
decision on_alert(const situation& here, const inbound&, const in_alert& told) {
    decision d;
    if (told.alerts.empty()) return d;
    const auto* in = open_incident_of(here, told.alerts.front().service);
    if (!in) {
        d.alerts_wait = told.alerts;
        return d;
    }
    d.log = in->id;
    auto known = in->alerts;  // and those this delivery adds
    auto next_row = static_cast<int>(in->rows.size()) + 1;
    const auto& detected = in->reached(milestone::detected);
    bool undetected = !detected || detected->from == source::assumed;
    for (const auto& alert : told.alerts) {
        if (auto* same = known_alert(known, alert)) {
            if (same->notice.firing && !alert.firing) tell_room(d, *in, alert);
            same->notice.firing = alert.firing;
            same->notice.ends_at = alert.ends_at;
            d.facts.push_back(
                {alert_repeated{same->row, alert.firing, alert.ends_at, alert.starts_at},
                 0,
                 {},
                 {},
                 {},
                 {}}
            );
            continue;
        }
        if (!alert.firing) continue;
        const bool first_sign = undetected && alert.starts_at <= in->declared_at;
        d.facts.push_back({alert_attached{alert, first_sign}, 0, {}, {}, {}, {}});
        known.push_back({alert, next_row});
        next_row += first_sign && !detected ? 2 : 1;
        undetected = undetected && !first_sign;
        tell_room(d, *in, alert);
    }
    return d;
}

result<std::vector<inbound>> alert_inbounds(const alert_delivery& from) {
    const auto* decoder = find_alert_decoder(from.kind);
    if (!decoder)
        return fail(
            errc::invalid,
            "'" + std::string(from.kind) + "' is not a kind of alert source; there is: alertmanager"
        );
    auto notices = decoder->decode(from.source, from.body);
    if (!notices) return tl::unexpected(notices.error());
    std::vector<inbound> split;
    for (auto& notice : *notices) {
        const auto same = std::find_if(split.begin(), split.end(), [&](const inbound& group) {
            return std::get<in_alert>(group.what).alerts.front().service == notice.service;
        });
        if (same != split.end()) {
            std::get<in_alert>(same->what).alerts.push_back(std::move(notice));
            continue;
        }
        inbound group;
        group.key = std::string(from.key) + ":" + std::to_string(split.size());
        group.at = from.at;
        group.platform = "alerts";
        group.who = {"", std::string(from.source)};
        group.what = in_alert{std::string(from.source), {std::move(notice)}};
        split.push_back(std::move(group));
    }
    return split;
}

}  // namespace bot
