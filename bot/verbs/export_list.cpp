#include "bot/verbs/export_list.hpp"

#include "bot/base/text.hpp"
#include "bot/verbs/progress.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>

namespace bot {
namespace {

struct listed {
    std::string name, about, first, last;
    std::size_t messages = 0;
    bool is_incident = false;
};

constexpr std::string_view words[] = {"inc", "incident", "incidents", "outage", "sev"};

std::vector<listed> count_all(chat_export& of) {
    progress bar;
    std::vector<listed> all;
    for (const auto& channel : of.rooms()) {
        bar.show("counting #" + channel.name);
        auto extent = of.measure(channel);
        all.push_back(
            {channel.name,
             join(channel.members, ", "),
             std::move(extent.first),
             std::move(extent.last),
             extent.messages,
             looks_like_incident(channel.name)}
        );
    }
    std::ranges::stable_sort(all, [](const listed& a, const listed& b) {
        return a.is_incident > b.is_incident;
    });
    return all;
}

void print_json(const std::vector<listed>& all) {
    auto list = nlohmann::json::array();
    for (const auto& one : all)
        list.push_back(
            {{"channel", one.name},
             {"members", one.about},
             {"messages", one.messages},
             {"first", one.first},
             {"last", one.last},
             {"looks_like_incident", one.is_incident}}
        );
    std::cout << list.dump(2) << '\n';
}

// Columns by characters, not bytes.
std::string padded(const std::string& text, std::size_t width) {
    const auto characters = static_cast<std::size_t>(
        std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0) != 0x80; })
    );
    return text + std::string(width > characters ? width - characters : 0, ' ');
}

// As a shell takes it for one word.
std::string in_shell(const std::string& word) {
    const bool is_plain = std::ranges::none_of(word, [](unsigned char c) {
        return c <= ' ' ||
               std::string_view("\"#$&'()*;<=>?[\\]^`{|}~").find(static_cast<char>(c)) !=
                   std::string_view::npos;
    });
    return is_plain ? word : "'" + replace_all(word, "'", "'\\''") + "'";
}

}  // namespace

bool looks_like_incident(std::string_view channel) {
    constexpr std::string_view between = "-_. ";
    const auto name = lower_ascii(channel);
    for (std::size_t at = 0; at < name.size();) {
        const auto end = std::min(name.find_first_of(between, at), name.size());
        auto word = std::string_view(name).substr(at, end - at);
        // "sev2", "inc42" and "2025outage" are the word with a number.
        while (!word.empty() && word.back() >= '0' && word.back() <= '9') word.remove_suffix(1);
        while (!word.empty() && word.front() >= '0' && word.front() <= '9') word.remove_prefix(1);
        if (std::ranges::find(words, word) != std::end(words)) return true;
        at = end + 1;
    }
    return false;
}

void list_channels(
    chat_export& of, std::string_view verb, const std::string& source, bool as_json
) {
    const auto all = count_all(of);
    if (as_json) return print_json(all);
    std::size_t width = 8;
    for (const auto& one : all) width = std::max(width, one.name.size() + 1);
    for (const auto& one : all) {
        std::cout << (one.is_incident ? "* " : "  ") << padded(one.name, width) << std::setw(8)
                  << one.messages << (one.messages == 1 ? " message " : " messages");
        if (!one.first.empty()) std::cout << "  " << one.first << " to " << one.last;
        if (!one.about.empty()) std::cout << "  (" << one.about << ')';
        std::cout << '\n';
    }
    const auto& likely = all.front();
    std::cout << '\n'
              << (likely.is_incident ? "* looks like an incident. " : "")
              << "Say which one:\n  scribe import " << verb << ' ' << in_shell(source)
              << " --channel " << in_shell(likely.name) << '\n';
}

}  // namespace bot
