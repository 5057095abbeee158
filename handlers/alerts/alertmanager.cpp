#include "handlers/alerts/alertmanager.hpp"

#include "bot/base/redaction.hpp"
#include "bot/base/text.hpp"

#include <nlohmann/json.hpp>

namespace bot {
namespace {

using nlohmann::json;

constexpr int depth_limit = 32;
constexpr std::size_t text_limit = 2000;
constexpr std::size_t alerts_limit = 10'000;

// Labels and annotations are whatever somebody typed: cleaned like chat.
std::string text_at(const json& object, const char* member, const char* key) {
    const auto group = object.find(member);
    if (group == object.end() || !group->is_object()) return {};
    const auto found = group->find(key);
    if (found == group->end() || !found->is_string()) return {};
    return mask_secrets(shorten(repair_utf8(found->get_ref<const std::string&>()), text_limit))
        .text;
}

result<instant> time_at(const json& alert, const char* key, std::size_t index) {
    const auto found = alert.find(key);
    const auto place = "alerts[" + std::to_string(index) + "]." + key;
    if (found == alert.end() || !found->is_string())
        return fail(errc::invalid, place + " is missing; an RFC 3339 time is expected");
    auto at = parse_rfc3339(found->get_ref<const std::string&>());
    if (!at) return fail(errc::invalid, place + ": " + at.error().detail);
    return at;
}

// The service an alert is about, by the labels that teams use for it.
std::string service_of(const json& alert) {
    for (const char* label : {"service", "app", "job"})
        if (auto name = text_at(alert, "labels", label); !name.empty()) return name;
    return {};
}

result<alert_notice> notice_of(std::string_view source, const json& alert, std::size_t index) {
    if (!alert.is_object())
        return fail(errc::invalid, "alerts[" + std::to_string(index) + "] is not an object");
    const auto told = alert.find("status");
    const auto status =
        told != alert.end() && told->is_string() ? told->get<std::string>() : std::string();
    if (status != "firing" && status != "resolved")
        return fail(
            errc::invalid,
            "alerts[" + std::to_string(index) + "].status is '" + shorten(repair_utf8(status), 40) +
                "'; 'firing' or 'resolved' is expected"
        );
    auto starts = time_at(alert, "startsAt", index);
    if (!starts) return tl::unexpected(starts.error());
    alert_notice notice;
    notice.source = source;
    notice.starts_at = *starts;
    notice.firing = status == "firing";
    if (!notice.firing) {
        auto ends = time_at(alert, "endsAt", index);
        if (!ends) return tl::unexpected(ends.error());
        notice.ends_at = *ends;
    }
    if (const auto print = alert.find("fingerprint"); print != alert.end() && print->is_string())
        notice.fingerprint = shorten(repair_utf8(print->get_ref<const std::string&>()), 64);
    notice.name = text_at(alert, "labels", "alertname");
    if (notice.name.empty()) notice.name = "unnamed alert";
    notice.service = service_of(alert);
    notice.severity = text_at(alert, "labels", "severity");
    notice.summary = text_at(alert, "annotations", "summary");
    if (notice.summary.empty()) notice.summary = text_at(alert, "annotations", "description");
    if (const auto link = alert.find("generatorURL"); link != alert.end() && link->is_string())
        notice.link =
            mask_secrets(shorten(repair_utf8(link->get_ref<const std::string&>()), text_limit))
                .text;
    return notice;
}

}  // namespace

result<std::vector<alert_notice>> decode_alertmanager(
    std::string_view source, std::string_view body
) {
    bool too_deep = false;
    const auto guard = [&](int depth, json::parse_event_t, json&) {
        too_deep = too_deep || depth > depth_limit;
        return !too_deep;
    };
    json payload;
    try {
        payload = json::parse(body, guard);
    } catch (const json::exception&) {
        return fail(
            errc::invalid, "the body is not JSON; Alertmanager's webhook payload is expected"
        );
    }
    if (too_deep)
        return fail(
            errc::invalid,
            "the body is nested deeper than " + std::to_string(depth_limit) + " levels"
        );
    if (!payload.is_object())
        return fail(
            errc::invalid, "the body is not an object; Alertmanager's webhook payload is expected"
        );
    const auto alerts = payload.find("alerts");
    if (alerts == payload.end() || !alerts->is_array() || alerts->empty())
        return fail(
            errc::invalid,
            "'alerts' is missing or empty; Alertmanager's webhook payload has a list there"
        );
    if (alerts->size() > alerts_limit)
        return fail(
            errc::invalid, "more than " + std::to_string(alerts_limit) + " alerts in one payload"
        );
    std::vector<alert_notice> notices;
    for (std::size_t i = 0; i < alerts->size(); ++i) {
        auto notice = notice_of(source, (*alerts)[i], i);
        if (!notice) return tl::unexpected(notice.error());
        notices.push_back(std::move(*notice));
    }
    return notices;
}

}  // namespace bot
