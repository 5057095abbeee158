#include "bot/verbs/exported_incident.hpp"

#include "bot/verbs/progress.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace bot {
namespace {

// A day of an export is named in the zone of its workspace, up to fourteen hours from UTC.
constexpr std::chrono::days zone_margin{1};

// By whoever said it, when it was said.
inbound command_at(const inbound& said, std::string command) {
    inbound in;
    in.key = "import:" + command + ":" + said.key;
    in.at = said.at;
    in.platform = said.platform;
    in.channel = said.channel;
    in.who = said.who;
    in.what = in_command{std::move(command), false};
    return in;
}

}  // namespace

bool span_wanted::may_have(const std::string& day) const {
    const auto begins = parse_date(day);
    return begins && (!from || *begins + zone_margin >= day_of(*from)) &&
           (!to || *begins - zone_margin <= day_of(*to));
}

void one_channel::deliver(delivery what, std::function<void(outcome)> answer) {
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

result<void> exported_incident::play(const span_wanted& span, const std::string& declaration) {
    auto days = from_.days(channel_);
    std::erase_if(days, [&](const std::string& day) { return !span.may_have(day); });
    progress bar;
    for (std::size_t i = 0; i < days.size(); ++i) {
        bar.show(how_far(i + 1, days.size()));
        const auto file = from_.path_of(channel_, days[i]);
        auto read = from_.read_day(channel_, days[i], [&](slack::exported_message one) {
            return span.has(one.at) ? take(std::move(one), file, declaration) : result<void>();
        });
        if (!read) return tl::unexpected(read.error());
    }
    if (!last_) return {};
    return through_.play({*last_}, "the end of #" + channel_.name);
}

result<void> exported_incident::take(
    slack::exported_message one, const std::string& file, const std::string& declaration
) {
    const auto place = file + " (" + one.ts + ")";
    ++messages_;
    if (one.is_said) {
        const auto& said = one.inbounds.front();
        if (!first_)
            if (auto done = declare(said, declaration, place); !done) return done;
        last_ = command_at(said, "resolve");
    }
    if (first_) return through_.play(std::move(one.inbounds), place);
    std::ranges::move(one.inbounds, std::back_inserter(before_));
    return {};
}

result<void> exported_incident::declare(
    const inbound& said, const std::string& how, const std::string& place
) {
    first_ = command_at(said, how);
    if (auto done = through_.play({*first_}, place); !done) return done;
    if (through_.incidents().empty())
        return fail(
            errc::invalid,
            through_.remarks().empty() ? place + ": nothing was declared."
                                       : through_.remarks().back()
        );
    return through_.play(std::exchange(before_, {}), place);
}

std::string exported_incident::how_far(std::size_t day, std::size_t days) const {
    return "#" + channel_.name + ": day " + std::to_string(day) + " of " + std::to_string(days) +
           ", " + std::to_string(messages_) + " messages";
}

}  // namespace bot
