// `summary`, `rootcause`, `resolution`, `lesson`: the RCA's own sections, as they are told.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/commands/forms.hpp"

namespace bot {
namespace {

constexpr std::size_t echo_limit = 300;

decision tell(command_call& call, section which, const std::string& text, std::string_view title) {
    auto d = call.start();
    d.facts.push_back({section_told{which, text}, 0, {}, {}, {}, {}});
    const auto lines = split_lines(text);
    const auto echo = shorten(lines.empty() ? std::string_view(text) : lines.front(), echo_limit) +
                      (lines.size() > 1 ? " …" : "");
    const bool replaces = (which == section::summary || which == section::root_cause) &&
                          !call.target->told(which).empty();
    say(d,
        call,
        "**" + std::string(title) + "**" + (replaces ? " (replaced)" : "") + " by " +
            call.who().name + ": " + echo);
    return d;
}

}  // namespace

decision run_section(command_call& call) {
    const auto which = *section_named(call.verb_typed);
    const auto text = call.args.text();
    if (!text.empty()) {
        const auto title = which == section::summary      ? "Summary"
                           : which == section::root_cause ? "Root cause"
                                                          : "Resolution";
        return tell(call, which, text, title);
    }
    const auto& told = call.target->told(which);
    if (told.empty())
        return with_form(
            call,
            refuse(
                "Nothing is told yet: `/incident " + call.verb_typed +
                " TEXT`. Several lines of Markdown are fine."
            )
        );
    return with_form(call, tell_privately("It reads:\n\n" + join(told, "\n\n")));
}

decision run_lesson(command_call& call) {
    const auto word = lower_ascii(call.args.take_word().value_or(""));
    const auto text = call.args.text();
    const auto which = word == "well"      ? section::well
                       : word == "improve" ? section::improve
                                           : section::lucky;
    const bool known = word == "well" || word == "improve" || word == "lucky";
    if (!known || text.empty()) {
        auto how = refuse(
            "Say what kind and what: `/incident lesson well TEXT`, `lesson improve TEXT` or "
            "`lesson lucky TEXT`."
        );
        return text.empty() ? with_form(call, std::move(how), known ? word : "") : how;
    }
    return tell(call, which, text, "Lesson (" + word + ")");
}

}  // namespace bot
