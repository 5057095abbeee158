// What Slack's composer makes of what a person types: rich_text, and the `text` derived from it.
#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace emulator::slack {

using nlohmann::json;

// Ids behind "@name" and "#name"; empty: nobody, and it stays text.
struct known_names {
    std::function<std::string(std::string_view)> user, channel, group;
};

struct composed {
    std::string text;
    json blocks;  // one rich_text
};

// Typed with markup on: *b* _i_ ~s~ `c`, ``` fences, "> " quotes, "- " and "1. " lists (two spaces
// an indent), [label](https://x), bare links, @name, #channel, @here, :emoji:. Everything else is
// literal: <!channel> typed by hand is no mention.
composed compose(std::string_view typed, const known_names& who);

// `text` as Slack derives it from rich_text elements.
std::string text_of_rich(const json& block);

// & < > as Slack writes them.
std::string entities(std::string_view text);
std::string without_entities(std::string_view text);

}  // namespace emulator::slack
