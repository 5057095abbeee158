// `services`, `service`, `impact`, `link`: what the RCA needs to know.
#include "bot/base/text.hpp"
#include "bot/incident/rooms.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/commands/forms.hpp"

#include <algorithm>

namespace bot {
namespace {

std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    std::string word;
    for (const char c : std::string(text) + " ") {
        if (c != ' ' && c != ',' && c != '\n' && c != '\t') {
            word += c;
        } else if (!word.empty()) {
            if (std::find(names.begin(), names.end(), word) == names.end()) names.push_back(word);
            word.clear();
        }
    }
    return names;
}

struct related {
    std::string place, text;
};

// "TARGET TEXT", or a link as chats write those that have words: "[TEXT](TARGET)".
related related_in(arguments& args) {
    const auto whole = args.text();
    const auto middle = whole.find("](");
    if (whole.starts_with('[') && middle != whole.npos && whole.ends_with(')')) {
        const auto target = whole.substr(middle + 2, whole.size() - middle - 3);
        if (target.find_first_of(" \t\n()") == target.npos)
            return {target, whole.substr(1, middle - 1)};
    }
    auto place = args.take_word().value_or("");
    return {std::move(place), args.text()};
}

}  // namespace

decision run_services(command_call& call) {
    const auto& in = *call.target;
    const auto word = lower_ascii(call.args.take_word().value_or(""));
    const auto names = names_in(call.args.text());
    services_set after{in.service, in.services};
    if (after.services.empty() && !in.service.empty()) after.services = {in.service};
    const auto before = after.services;
    if (word.empty())
        return with_form(
            call,
            tell_privately(
                before.empty() ? "No service is named yet: `/incident services add a b`."
                               : "Affected: " + join(before, ", ") +
                                     (in.service.empty() ? "" : ". Primary: " + in.service) + "."
            )
        );
    if ((word != "add" && word != "rm" && word != "remove") || names.empty()) {
        auto how = refuse("Say `/incident services add a b` or `/incident services rm a`.");
        return word == "add" ? with_form(call, std::move(how)) : how;
    }
    for (const auto& name : names) {
        const auto at = std::find(after.services.begin(), after.services.end(), name);
        if (word == "add") {
            if (at == after.services.end()) after.services.push_back(name);
        } else if (at == after.services.end()) {
            return refuse(
                "`" + shorten(name, 60) + "` is not among them: " + join(before, ", ") +
                ". Nothing was changed."
            );
        } else {
            after.services.erase(at);
            if (after.service == name) after.service.clear();
        }
    }
    if (after.services == before)
        return tell_privately("They stand there already: " + join(before, ", ") + ".");
    if (after.service.empty() && !after.services.empty()) after.service = after.services.front();
    auto d = call.start();
    const auto text = after.services.empty() ? std::string("none") : join(after.services, ", ");
    d.facts.push_back({std::move(after), 0, {}, {}, {}, {}});
    say(d, call, "**Affected services**: " + text);
    return d;
}

decision run_service(command_call& call) {
    const auto names = names_in(call.args.text());
    if (names.size() != 1)
        return with_form(
            call,
            refuse("Name one, the primary service: `/incident service checkout`. More go into "
                   "`/incident services add …`.")
        );
    services_set after{names[0], call.target->services};
    if (after.service == call.target->service)
        return tell_privately("It is the primary service already; nothing was changed.");
    if (std::find(after.services.begin(), after.services.end(), names[0]) == after.services.end())
        after.services.insert(after.services.begin(), names[0]);
    auto d = call.start();
    d.facts.push_back({std::move(after), 0, {}, {}, {}, {}});
    say(d, call, "**Primary service**: " + names[0]);
    return d;
}

decision run_impact(command_call& call) {
    if (call.args.empty()) {
        std::string known;
        for (const auto& [key, text] : call.target->impact)
            known += (known.empty() ? "" : " ") + key + "=" +
                     (text.find(' ') == text.npos ? text : "\"" + text + "\"");
        return with_form(
            call,
            tell_privately(
                (known.empty() ? "Nothing is told yet. " : "Told: `" + known + "`. ") +
                "Say it like `/incident impact users=6126 requests=59% error_rate=10% "
                "baseline=<1% p99=161ms..5012ms errors=1226 tickets=77 revenue=$44674`."
            )
        );
    }
    auto pairs = call.args.take_pairs();
    if (!pairs) return refuse(pairs.error().detail);
    auto d = call.start();
    std::string text;
    for (auto& [key, value] : *pairs) {
        key = lower_ascii(key);
        value = std::string(trim(value));
        text += (text.empty() ? "" : ", ") + key + (value.empty() ? " taken back" : " " + value);
    }
    d.facts.push_back({impact_told{std::move(*pairs)}, 0, {}, {}, {}, {}});
    say(d, call, "**Impact**: " + text);
    return d;
}

decision run_link(command_call& call) {
    auto [place, text] = related_in(call.args);
    if (place.empty())
        return with_form(
            call,
            refuse("What is related? `/incident link TARGET [TEXT]`: a URL, an incident (`#7`), or "
                   "the name of a note.")
        );
    if (const auto label = parse_label(place)) place = to_label(*label);
    if (place.find("://") != std::string::npos && !place.starts_with("http://") &&
        !place.starts_with("https://"))
        return refuse(
            "Only http and https addresses are linked; `" + shorten(place, 60) +
            "` is neither. Nothing was changed."
        );
    for (const auto& link : call.target->links)
        if (!link.removed && link.target == place && link.text == text)
            return tell_privately("It is linked already; nothing was changed.");
    auto d = call.start();
    d.facts.push_back({linked{place, text}, 0, {}, {}, {}, {}});
    if (place.starts_with("http://") || place.starts_with("https://"))
        for (const auto& room : all_rooms(*call.target))
            if (room.is_own)
                d.effects.push_back(
                    to_room(*call.target, room, pin_link{text.empty() ? place : text, place})
                );
    say(d, call, "**Related**: " + (text.empty() ? place : text + " (" + place + ")"));
    return d;
}

}  // namespace bot
