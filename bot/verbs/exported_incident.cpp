#include "bot/verbs/exported_incident.hpp"

#include "bot/verbs/progress.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bot {
namespace {

// By whoever said it, when it was said.
inbound command_at(const inbound& said, std::string command) {
    inbound in;
    in.key = "import:" + command + ":" + said.key;
    in.at = said.at;
    in.platform = said.platform;
    in.channel = said.channel;
    in.who = said.who;
    in.what = in_command{std::move(command), false, true};
    return in;
}

}  // namespace

void one_channel::deliver(delivery what, std::function<void(outcome)> answer) {
    outcome done;
    if (std::holds_alternative<open_room>(what.what.what)) {
        inbound opened;
        opened.key = "fx:" + std::to_string(what.what.id);
        opened.platform = platform_;
        opened.channel = is_.id;
        opened.who = {"", "scribe"};
        opened.what = in_room_opened{what.what.incident, is_.id, is_.name};
        done.receipts.push_back(std::move(opened));
    }
    answer(std::move(done));
}

result<void> exported_incident::play(const span_wanted& span, const std::string& declaration) {
    progress bar;
    chat_export::visitor each;
    each.take = [&](exported_message one, const std::string& place) {
        return take(std::move(one), place, declaration);
    };
    each.on_progress = [&](const std::string& how_far) {
        bar.show(
            "#" + channel_.name + ": " + how_far + ", " + std::to_string(messages_) + " messages"
        );
    };
    auto read = from_.read(channel_, span, each);
    if (!read) return read;
    if (!last_) return {};
    return through_.play({*last_}, "the end of #" + channel_.name);
}

result<void> exported_incident::take(
    exported_message one, const std::string& place, const std::string& declaration
) {
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

}  // namespace bot
