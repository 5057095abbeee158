// The table of commands: help, completion, the reference page and the dispatch are
// read from it. A new command is one file beside this one and one row.
#pragma once

#include "handlers/commands/call.hpp"

#include <span>
#include <string>
#include <string_view>

namespace bot {

struct command_row {
    std::string_view word;     // what is typed
    verb acts_as;              // its row in the lifecycle's table
    std::string_view group;    // for help: "incident", "timeline", …
    std::string_view usage;    // "note TEXT [TIME]"
    std::string_view summary;  // one line
    std::string_view more;     // what `help VERB` adds; may be empty
    decision (*run)(command_call&);
};

std::span<const command_row> commands();

// The row of a typed word, aliases included; nullptr when there is none.
const command_row* find_command(std::string_view word);

// Everything that begins with "/incident", "/inc" or "!incident", or just the verb and what
// follows.
decision on_command(const situation& here, const inbound& in, const in_command& said);

// docs/commands.md, printed from the table.
std::string commands_reference();

// "P1 TEXT owner=… due=…": shared by `action add` and the `!action` marker.
result<action_added> read_action(arguments& args, const settings& rules);

// --- the handlers, one file for each group ---
decision run_declare(command_call&);
decision run_status(command_call&);
decision run_milestone(command_call&);
decision run_severity(command_call&);
decision run_row(command_call&);
decision run_role(command_call&);
decision run_take(command_call&);
decision run_services(command_call&);
decision run_service(command_call&);
decision run_impact(command_call&);
decision run_section(command_call&);
decision run_lesson(command_call&);
decision run_action(command_call&);
decision run_link(command_call&);
decision run_follow(command_call&);
decision run_unfollow(command_call&);
decision run_update(command_call&);
decision run_page(command_call&);
decision run_timeline(command_call&);
decision run_undo(command_call&);
decision run_catchup(command_call&);
decision run_handover(command_call&);
decision run_resolve(command_call&);
decision run_reopen(command_call&);
decision run_rca(command_call&);
decision run_list(command_call&);
decision run_show(command_call&);
decision run_find(command_call&);
decision run_stats(command_call&);
decision run_help(command_call&);
decision run_doctor(command_call&);

}  // namespace bot
