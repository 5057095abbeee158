// A form is a command not yet complete: what a platform that has forms shows, and the
// command line its values make. Nothing a form does cannot be typed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

struct form_field {
    // How its value goes into the command: as it is, in the order of the fields; as KEY="VALUE";
    // as the word itself, when it is ticked.
    enum class part { words, option, flag } goes = part::words;
    enum class kind { line, lines, choice, person, flag } is = kind::line;
    std::string name;   // the option's key, the flag's word
    std::string label;  // what people read
    std::string hint;   // an example, or what a blank means
    std::string value;  // what stands in it when it opens
    std::vector<std::string> choices;
    bool required = false;
};

struct form {
    std::string command;  // what its values are added to: "declare", "#7 action add"
    std::string title, submit;
    std::vector<form_field> fields;
};

// One field as it came back. A person's value is a mention, "<@U7|ana>".
struct form_value {
    form_field::part goes = form_field::part::words;
    std::string name, text;
};

// "declare P1 Cache bug service=\"user-service\" private"; empty values are left out.
std::string command_of(std::string_view command, std::span<const form_value> values);

// Text as the value of an option: in quotes, with \" and \\ inside.
std::string quote_value(std::string_view text);

}  // namespace bot
