// `note`, `decision`, `hypothesis`, `ruled-out`, `cause`, `fix`: rows told by people.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/commands/forms.hpp"

namespace bot {
namespace {

constexpr std::size_t lines_limit = 200;

fact row_fact(const command_call& call, row_kind kind, instant at, std::string text) {
    return {row_added{kind, at, std::move(text), call.who(), "command", false}, 0, {}, {}, {}, {}};
}

// "19:08 looked at it" on every line: a paste of several rows. Anything else is one text.
result<std::vector<fact>> pasted_rows(
    const command_call& call, row_kind kind, std::string_view text
) {
    std::vector<fact> rows;
    const auto lines = split_lines(text);
    if (lines.size() < 2) return rows;
    for (const auto line : lines) {
        if (trim(line).empty()) continue;
        auto said = take_leading_clock(line, call.when());
        if (!said) return tl::unexpected(said.error());
        if (!said->at || said->rest.empty()) return std::vector<fact>();
        if (rows.size() == lines_limit)
            return fail(
                errc::invalid,
                "More than " + std::to_string(lines_limit) +
                    " lines at once. Nothing was written; paste them in parts."
            );
        rows.push_back(row_fact(call, kind, *said->at, std::move(said->rest)));
    }
    return rows;
}

}  // namespace

decision run_row(command_call& call) {
    const auto kind = *row_kind_named(call.verb_typed);
    const auto text = call.args.text();
    if (text.empty())
        return with_form(
            call,
            refuse("What should stand there? `/incident " + call.verb_typed + " TEXT [at 19:08]`")
        );

    auto pasted = pasted_rows(call, kind, text);
    if (!pasted) return refuse(pasted.error().detail);
    auto d = call.start();
    if (!pasted->empty()) {
        std::string said = std::to_string(pasted->size()) + " rows by " + call.who().name + ":";
        for (auto& one : *pasted) {
            const auto& row = std::get<row_added>(one.what);
            said += "\n- " + said_at(row.at, call.now()) + " " + row.text;
            d.facts.push_back(std::move(one));
        }
        say(d, call, std::move(said));
        return d;
    }

    auto said = take_trailing_time(text, call.when());
    if (said && !said->at) {
        auto leading = take_leading_clock(text, call.when());
        if (leading && leading->at && !leading->rest.empty()) said = std::move(leading);
    }
    if (!said) return refuse(said.error().detail);
    if (said->rest.empty())
        return refuse(
            "There is a time but no text: `/incident " + call.verb_typed + " TEXT [at 19:08]`"
        );
    const instant at = said->at.value_or(call.now());
    d.facts.push_back(row_fact(call, kind, at, said->rest));
    auto echo = "**" + std::string(name_of(kind)) + "** by " + call.who().name;
    if (said->at) echo += " at " + said_at(at, call.now());
    say(d, call, echo + ": " + said->rest);
    return d;
}

}  // namespace bot
