// `scribe import slack-export`: an incident nobody recorded, played through the very same engine
// from what an export of Slack has kept of it.
#include "bot/base/redaction.hpp"
#include "bot/base/text.hpp"
#include "bot/incident/form.hpp"
#include "bot/platforms/slack/export.hpp"
#include "bot/verbs/export_list.hpp"
#include "bot/verbs/handing_over.hpp"
#include "bot/verbs/player.hpp"
#include "bot/verbs/progress.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace bot {
namespace {

constexpr std::size_t title_length = 200;
// A day of an export is named in the zone of its workspace, up to fourteen hours from UTC.
constexpr std::chrono::days zone_margin{1};

// What is to be taken: from the first of these moments until the last.
struct span_wanted {
    std::optional<instant> from, to;

    bool has(instant at) const { return (!from || *from <= at) && (!to || at <= *to); }
    bool may_have(const std::string& day) const {
        const auto begins = parse_date(day);
        return begins && (!from || *begins + zone_margin >= day_of(*from)) &&
               (!to || *begins - zone_margin <= day_of(*to));
    }
};

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

std::string title_of(const import_options& how, const slack::exported_channel& channel) {
    if (!how.title.empty()) return mask_secrets(repair_utf8(how.title)).text;
    for (const auto& told : {channel.topic, channel.purpose})
        if (!told.empty()) return shorten(told, title_length);
    return shorten(channel.name, title_length);
}

// The room is there already.
class one_channel final : public courier {
public:
    explicit one_channel(const slack::exported_channel& is) : is_(is) {}

    void deliver(delivery what, std::function<void(outcome)> answer) override {
        outcome done;
        if (std::holds_alternative<open_room>(what.what.what)) {
            inbound opened;
            opened.key = "fx:" + std::to_string(what.what.id);
            opened.platform = slack::platform;
            opened.channel = is_.id;
            opened.who = {"", "scribe"};
            opened.what = in_room_opened{what.what.incident, is_.id, is_.name};
            done.receipts.push_back(std::move(opened));
        }
        answer(std::move(done));
    }

private:
    const slack::exported_channel& is_;
};

// One channel on its way through the engine: declared by its first message, resolved by its last.
class importing {
public:
    importing(player& through, slack::export_folder& from, const slack::exported_channel& channel)
        : through_(through), from_(from), channel_(channel) {}

    result<void> play(const span_wanted& span, const std::string& declaration) {
        auto days = from_.days(channel_);
        std::erase_if(days, [&](const std::string& day) { return !span.may_have(day); });
        progress bar;
        for (std::size_t i = 0; i < days.size(); ++i) {
            bar.show(
                "#" + channel_.name + ": day " + std::to_string(i + 1) + " of " +
                std::to_string(days.size()) + ", " + std::to_string(messages_) + " messages"
            );
            auto read = from_.read_day(channel_, days[i], [&](slack::exported_message one) {
                if (!span.has(one.at)) return result<void>();
                return take(std::move(one), from_.path_of(channel_, days[i]), declaration);
            });
            if (!read) return tl::unexpected(read.error());
        }
        return resolve();
    }

    const std::optional<inbound>& first() const { return first_; }
    const inbound& last() const { return *last_; }

private:
    result<void> take(
        slack::exported_message one, const std::string& file, const std::string& declaration
    ) {
        const auto place = file + " (" + one.ts + ")";
        ++messages_;
        if (one.is_said) {
            const auto& said = one.inbounds.front();
            last_ = about(said, "resolve");
            if (!first_) {
                first_ = about(said, declaration);
                if (auto done = through_.play({*first_}, place); !done) return done;
                if (through_.incidents().empty()) return refused(place);
                if (auto done = through_.play(std::move(before_), place); !done) return done;
            }
        }
        if (first_) return through_.play(std::move(one.inbounds), place);
        std::ranges::move(one.inbounds, std::back_inserter(before_));
        return {};
    }

    result<void> resolve() {
        if (!first_) return {};
        return through_.play({*last_}, "the end of #" + channel_.name);
    }

    // By whoever said it, when it was said.
    inbound about(const inbound& said, std::string command) const {
        inbound in;
        in.key = "import:" + command + ":" + said.key;
        in.at = said.at;
        in.platform = said.platform;
        in.channel = said.channel;
        in.who = said.who;
        in.what = in_command{std::move(command), false};
        return in;
    }

    result<void> refused(const std::string& place) const {
        const auto& remarks = through_.remarks();
        return fail(
            errc::invalid,
            remarks.empty() ? place + ": the incident could not be declared." : remarks.back()
        );
    }

    player& through_;
    slack::export_folder& from_;
    const slack::exported_channel& channel_;
    std::optional<inbound> first_, last_;  // the commands at both ends
    std::vector<inbound> before_;          // came before anybody said a word
    std::size_t messages_ = 0;
};

void complain_of(const std::vector<std::string>& remarks) {
    for (const auto& one : remarks) complain(one);
}

int stop(const error& why) {
    complain(why.detail);
    return exit_input;
}

std::string unknown_channel(const slack::export_folder& in, const std::string& typed) {
    std::vector<std::string_view> names;
    for (const auto& one : in.channels()) names.push_back(one.name);
    const auto meant = nearest(typed, names);
    return "There is no channel '" + shorten(typed, 80) + "' in the export." +
           (meant.empty() ? std::string() : " Did you mean '" + std::string(meant) + "'?") +
           " Without --channel all are listed.";
}

}  // namespace

int import_slack_export(const import_options& how) {
    auto config = read_configuration(how.config);
    if (!config) return exit_input;
    auto& rules = config->incident;
    settle_for_import(rules);
    const auto span = read_span(how);
    if (!span) return stop(span.error());
    const auto severity = severity_of(how, rules);
    if (!severity) return stop(severity.error());
    auto from = slack::export_folder::open(how.folder);
    if (!from) return stop(from.error());
    if (how.channel.empty()) {
        list_channels(*from, how.folder, how.json);
        complain_of(from->take_remarks());
        return exit_input;
    }
    const auto* channel = from->find(how.channel);
    if (!channel) {
        complain_of(from->take_remarks());
        return stop({errc::not_found, unknown_channel(*from, how.channel)});
    }

    const rca_library templates(config->rca.templates_folder);
    one_channel world(*channel);
    player through(rules, templates, world);
    importing one(through, *from, *channel);
    auto declaration = "declare " + *severity;
    if (!how.service.empty()) declaration += " service=" + quote_value(how.service);
    declaration += " title=" + quote_value(title_of(how, *channel));
    auto played = through.open();
    if (played) played = one.play(*span, declaration);
    complain_of(from->take_remarks());
    if (!played) return stop(played.error());
    complain_of(through.remarks());
    if (!one.first())
        return stop(
            {errc::invalid,
             "Nobody said anything in #" + channel->name +
                 (span->from || span->to ? " between --from and --to" : "") +
                 "; there is nothing to write up."}
        );
    const auto* of = through.find(through.incidents().front().id);
    auto document = through.document(*of, how.template_name);
    if (!document) return stop(document.error());
    complain(
        "Taken for its beginning: the first message, " + format_date_hhmm(one.first()->at) +
        " UTC by " + one.first()->who.name + "; for its end: the last, " +
        format_date_hhmm(one.last().at) + " UTC by " + one.last().who.name +
        ". --from and --to narrow it."
    );
    std::vector<finished> all;
    all.push_back({of, std::move(*document)});
    return hand_over(all, how.out, how.json);
}

}  // namespace bot
