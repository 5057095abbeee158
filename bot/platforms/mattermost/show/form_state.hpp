// What of a form has to survive its way through a dialog: the command its values are added to, and
// what each of its elements is.
#pragma once

#include "bot/base/time.hpp"
#include "bot/incident/form.hpp"
#include "bot/platforms/mattermost/decode/calls.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::mattermost {

struct form_state {
    struct element {
        form_field::part goes = form_field::part::words;
        std::string name;
        bool is_person = false;  // its value is a user's id
    };
    std::string command, channel, team;  // where it was asked for
    std::string call;                    // the call that opened it: each opening is one command
    instant opened;
    std::vector<element> elements;  // "f0", "f1", …
};

std::string element_name(std::size_t index);  // "f0"

std::string written_state(const form& of, const caller& whom, instant now);  // JSON
std::optional<form_state> read_state(std::string_view written);

}  // namespace bot::mattermost
