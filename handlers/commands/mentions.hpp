// People, channels and groups as platforms put them into a command: "<@U7|Ana Lopez>". A name may
// hold blanks, so a mention is one word whatever stands in it.
#pragma once

#include "bot/incident/words.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot {

struct mention {
    std::size_t length = 0;     // of what was typed, brackets and all
    std::string reads;          // "@Ana Lopez", "#ops", "@sre", "@here"
    std::optional<person> who;  // when it is a person; without a name the id is the name
};

// The mention that begins at `at`, if one does.
std::optional<mention> mention_at(std::string_view text, std::size_t at);

// The text as people read it: every mention by its name, and none that would call anybody.
std::string with_names(std::string_view text);

// "ana", "@ana" or a mention. Who is only named has no id but the name. Nothing without a name.
std::optional<person> person_in(std::string_view word);

}  // namespace bot
