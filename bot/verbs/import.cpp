// `scribe import`: an incident nobody recorded, played through the very same engine from what the
// export of a chat has kept of it.
#include "bot/base/redaction.hpp"
#include "bot/base/text.hpp"
#include "bot/incident/form.hpp"
#include "bot/platforms/mattermost/export/bulk_export.hpp"
#include "bot/platforms/slack/export/slack_export.hpp"
#include "bot/verbs/export_list.hpp"
#include "bot/verbs/exported_incident.hpp"
#include "bot/verbs/handing_over.hpp"
#include "bot/verbs/player.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bot {
namespace {

constexpr std::size_t title_length = 200;
// "2025-09-27" is its first moment, or its last; "2025-09-27 19:03" is UTC; or RFC 3339.
result<std::optional<instant>> read_moment(
    std::string_view option, const std::string& words, milliseconds into_day
) {
    if (words.empty()) return std::nullopt;
    if (const auto day = parse_date(words)) return instant(*day) + into_day;
    auto text = words;
    std::replace(text.begin(), text.end(), ' ', 'T');
    for (const auto& way : {text, text + "Z"})
        if (const auto at = parse_rfc3339(way)) return *at;
    return fail(
        errc::invalid,
        std::string(option) + ": '" + shorten(words, 40) +
            "' is no time. Write 2025-09-27 or \"2025-09-27 19:03\" (UTC)."
    );
}

result<span_wanted> read_span(const import_options& how) {
    constexpr auto last_moment = std::chrono::days(1) - milliseconds(1);
    const auto from = read_moment("--from", how.from, milliseconds(0));
    const auto to = read_moment("--to", how.to, last_moment);
    if (!from) return tl::unexpected(from.error());
    if (!to) return tl::unexpected(to.error());
    if (*from && *to && **to < **from) return fail(errc::invalid, "--to is before --from.");
    return span_wanted{*from, *to};
}

// Settings of a house that answers to nobody: whoever imports may do all, and nobody is reminded.
void settle_for_import(settings& rules) {
    rules.console_url.clear();
    rules.broadcast_channel.clear();
    rules.update_every = {};
    rules.may_declare.clear();
    rules.may_resolve.clear();
}

result<std::string> severity_of(const import_options& how, const settings& rules) {
    std::vector<std::string> known;
    for (const auto& level : rules.severities) {
        if (equal_ignoring_case(level.name, how.severity)) return level.name;
        known.push_back(level.name);
    }
    if (how.severity.empty()) return rules.default_severity;
    return fail(
        errc::invalid,
        "--severity: there is no '" + shorten(how.severity, 40) + "'. Known: " + join(known, ", ") +
            "."
    );
}

std::string clean(std::string_view typed) {
    return mask_secrets(repair_utf8(typed)).text;
}

std::string title_of(const import_options& how, const exported_room& channel) {
    if (!how.title.empty()) return clean(how.title);
    for (const auto& told : {channel.topic, channel.purpose})
        if (!told.empty()) return shorten(told, title_length);
    return shorten(channel.name, title_length);
}

void complain_of(const std::vector<std::string>& remarks) {
    for (const auto& one : remarks) complain(one);
}

int stop(std::string_view why) {
    complain(why);
    return exit_input;
}

std::string unknown_channel(const chat_export& in, const std::string& typed) {
    std::vector<std::string_view> names;
    for (const auto& one : in.rooms()) names.push_back(one.name);
    const auto meant = nearest(typed, names);
    return "There is no channel '" + shorten(typed, 80) + "' in the export." +
           (meant.empty() ? std::string() : " Did you mean '" + std::string(meant) + "'?") +
           " Without --channel all are listed.";
}

std::string declaration_of(
    const import_options& how, const std::string& severity, const exported_room& channel
) {
    auto text = "declare " + severity;
    if (!how.service.empty()) text += " service=" + quote_value(clean(how.service));
    return text + " title=" + quote_value(title_of(how, channel));
}

std::string nothing_said(const exported_room& in, const span_wanted& span) {
    return "Nobody said anything in #" + in.name +
           (span.from || span.to ? " between --from and --to" : "") +
           "; there is nothing to write up.";
}

std::string ends_taken(const inbound& first, const inbound& last) {
    return "Taken for its beginning: the first message, " + format_date_hhmm(first.at) +
           " UTC by " + first.who.name + "; for its end: the last, " + format_date_hhmm(last.at) +
           " UTC by " + last.who.name + ". --from and --to narrow it.";
}

int write_up(
    const import_options& how,
    const configuration& config,
    const span_wanted& span,
    const std::string& severity,
    chat_export& from,
    const exported_room& channel
) {
    const rca_library templates(config.rca.templates_folder);
    one_channel world(from.platform(), channel);
    player through(config.incident, templates, world);
    exported_incident one(through, from, channel);
    auto played = through.open();
    if (played) played = one.play(span, declaration_of(how, severity, channel));
    complain_of(from.take_remarks());
    if (!played) return stop(played.error().detail);
    complain_of(through.remarks());
    if (!one.first()) return stop(nothing_said(channel, span));
    const auto* of = through.find(through.incidents().front().id);
    auto document = through.document(*of, how.template_name);
    if (!document) return stop(document.error().detail);
    complain(ends_taken(*one.first(), *one.last()));
    std::vector<finished> all;
    all.push_back({of, std::move(*document)});
    return hand_over(all, how.out, how.json);
}

using opening = std::function<result<std::unique_ptr<chat_export>>()>;

int import_from(const import_options& how, std::string_view verb, const opening& open) {
    auto config = read_configuration(how.config);
    if (!config) return exit_input;
    settle_for_import(config->incident);
    const auto span = read_span(how);
    if (!span) return stop(span.error().detail);
    const auto severity = severity_of(how, config->incident);
    if (!severity) return stop(severity.error().detail);
    const auto from = open();
    if (!from) return stop(from.error().detail);
    if (how.channel.empty()) {
        list_channels(**from, verb, how.source, how.json);
        complain_of((*from)->take_remarks());
        return exit_input;
    }
    const auto channel = (*from)->find(how.channel);
    if (channel && *channel) return write_up(how, *config, *span, *severity, **from, **channel);
    complain_of((*from)->take_remarks());
    return stop(channel ? unknown_channel(**from, how.channel) : channel.error().detail);
}

}  // namespace

int import_slack_export(const import_options& how) {
    return import_from(how, "slack-export", [&] { return slack::open_slack_export(how.source); });
}

int import_mattermost(const import_options& how) {
    return import_from(how, "mattermost", [&] {
        return mattermost::open_bulk_export(how.source, how.team);
    });
}

}  // namespace bot
