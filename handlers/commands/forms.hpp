// The forms of commands that came without what they need. What a form asks is asked for by the
// command line, too: its values make a line that could have been typed.
#pragma once

#include "handlers/commands/call.hpp"

#include <string_view>

namespace bot {

// Whether who gave the command can be shown a form right now.
bool takes_form(const command_call& call);

// The answer, and beside it the form of the command for who can be shown one. `first` stands in
// its first field when it opens.
decision with_form(const command_call& call, decision d, std::string_view first = {});

}  // namespace bot
