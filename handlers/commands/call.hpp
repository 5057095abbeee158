// One command as its handler sees it, and the short ways to answer it.
#pragma once

#include "bot/base/said_time.hpp"
#include "bot/incident/decision.hpp"
#include "bot/incident/lifecycle.hpp"
#include "bot/incident/rights.hpp"
#include "handlers/commands/arguments.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot {

class command_call {
public:
    command_call(
        const situation& where,
        const inbound& from,
        std::string_view typed_verb,
        arguments rest,
        const incident* meant
    )
        : here(where), in(from), verb_typed(typed_verb), args(std::move(rest)), target(meant) {}

    const situation& here;
    const inbound& in;
    std::string verb_typed;  // "mitigated" for what runs as status
    arguments args;
    const incident* target;  // nullptr where the table allows none

    const settings& rules() const { return here.rules; }
    instant now() const { return in.at; }
    const person& who() const { return in.who; }

    // For words about time: now, and the incident's span.
    said_context when() const;

    // An empty decision about the target.
    decision start() const;
};

// Nothing happens but a private answer.
decision refuse(std::string why);
decision tell_privately(std::string text);

// Says it in all rooms of the incident; whoever asked from elsewhere is told as well.
void say(decision& d, const command_call& call, std::string text);
// A private line beside what is public.
void whisper(decision& d, std::string text);
void post_to_rooms(decision& d, const incident& in, const std::string& text);
void post_to_channel(decision& d, const incident& in, std::string channel, std::string text);
// People are known to the platform on which they were named.
void post_to_person(decision& d, const command_call& call, person who, std::string text);
// Whoever has something to do there has to see it: into the room of that platform.
void invite_to_room(decision& d, const command_call& call, person who);

// "19:08 UTC", with its date when that is not today's: every answer gives the time it understood.
std::string said_at(instant at, instant now);

}  // namespace bot
