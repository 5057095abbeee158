#include "bot/base/text.hpp"
#include "templates/arguments.hpp"
#include "templates/filters.hpp"
#include "templates/numbers.hpp"
#include "templates/parsing.hpp"
#include "templates/tests.hpp"
#include "templates/unicode.hpp"

#include <algorithm>
#include <array>

namespace bot {
namespace {

constexpr std::array<std::string_view, 4> jinja_only{"random", "urlize", "pprint", "attr"};

std::string near_hint(std::string_view typed, const std::vector<std::string_view>& known) {
    const auto near = nearest(typed, known);
    return near.empty() ? std::string() : "; did you mean `" + std::string(near) + "`?";
}

}  // namespace

bool parser::is_reserved(const token& word) {
    static constexpr std::array<std::string_view, 8> reserved{
        "and", "or", "in", "is", "if", "else", "elif", "not"};
    return word.kind == token_kind::name &&
           std::find(reserved.begin(), reserved.end(), word.text) != reserved.end();
}

expression_ptr parser::primary() {
    switch (now().kind) {
        case token_kind::name:
            return name();
        case token_kind::string:
            return strings();
        case token_kind::integer:
        case token_kind::real:
            return number();
        case token_kind::sign:
            break;
        default:
            return refuse(now().at, "an expression expected, not " + described(now()));
    }
    if (now().is_sign("(")) return bracketed();
    if (now().is_sign("[")) return list();
    if (now().is_sign("{")) return map();
    return refuse(now().at, "an expression expected, not " + described(now()));
}

expression_ptr parser::name() {
    if (is_reserved(now()))
        return refuse(now().at, "an expression expected, not " + described(now()));
    const auto word = now();
    advance();
    if (word.text == "true" || word.text == "True") return make(word.at, literal{item(true)});
    if (word.text == "false" || word.text == "False") return make(word.at, literal{item(false)});
    if (word.text == "none" || word.text == "None") return make(word.at, literal{item()});
    if (!macros_.empty() && word.text == "varargs") macros_.back().reads_varargs = true;
    if (!macros_.empty() && word.text == "kwargs") macros_.back().reads_kwargs = true;
    if (!macros_.empty() && word.text == "caller") macros_.back().reads_caller = true;
    return make(word.at, name_use{std::string(word.text)});
}

expression_ptr parser::number() {
    const auto word = now();
    advance();
    if (word.kind == token_kind::real) {
        const auto real = read_real(word.text);
        return make(word.at, literal{item(real.value_or(0.0))});
    }
    const auto whole = read_integer(word.text, 0);
    if (!whole) return refuse(word.at, "the number is larger than 9223372036854775807");
    return make(word.at, literal{item(*whole)});
}

expression_ptr parser::strings() {
    const auto at = now().at;
    std::string text;
    while (now().kind == token_kind::string) {
        if (!unescape(now(), text)) return nullptr;
        advance();
    }
    return make(at, literal{item::text(std::move(text))});
}

bool parser::unescape(const token& quoted, std::string& into) {
    const auto body = quoted.text.substr(1, quoted.text.size() - 2);
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (body[i] != '\\' || i + 1 >= body.size())
            into += body[i];
        else if (!escaped_character(body, ++i, into))
            return stop(quoted.at, "the text holds an incomplete `\\` escape");
    }
    return true;
}

// Leaves `i` at the last byte of the escape.
bool parser::escaped_character(std::string_view body, std::size_t& i, std::string& into) {
    static constexpr std::string_view letters = "abfnrtv\\'\"";
    static constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\'\"";
    const char c = body[i];
    if (c == '\n') return true;
    if (const auto which = letters.find(c); which != letters.npos) {
        into += meanings[which];
        return true;
    }
    const auto is_octal = [&](std::size_t at) {
        return at < body.size() && body[at] >= '0' && body[at] <= '7';
    };
    const bool octal = is_octal(i);
    std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (octal) digits = !is_octal(i + 1) ? 1 : !is_octal(i + 2) ? 2 : 3;
    if (digits == 0) {
        into += '\\';
        into += c;
        return true;
    }
    const std::size_t begin = octal ? i : i + 1;
    if (begin + digits > body.size()) return false;
    const auto code = read_digits(body.substr(begin, digits), octal ? 8 : 16);
    if (!code || *code > 0x10FFFF) return false;
    append_character(into, static_cast<char32_t>(*code));
    i = begin + digits - 1;
    return true;
}

expression_ptr parser::bracketed() {
    advance();
    auto inner = tuple(inline_if::allowed, true);
    return inner && expect_sign(")", "after the expression") ? std::move(inner) : nullptr;
}

expression_ptr parser::list() {
    const auto at = now().at;
    advance();
    expressions items;
    while (!now().is_sign("]")) {
        items.push_back(whole_expression());
        if (!items.back()) return nullptr;
        if (!now().is_sign("]") && !expect_sign(",", "between elements")) return nullptr;
    }
    advance();
    return make(at, list_display{std::move(items), false});
}

expression_ptr parser::map() {
    const auto at = now().at;
    advance();
    std::vector<std::pair<expression_ptr, expression_ptr>> members;
    while (!now().is_sign("}")) {
        auto key = whole_expression();
        if (!key || !expect_sign(":", "after the key")) return nullptr;
        auto member = whole_expression();
        if (!member) return nullptr;
        members.emplace_back(std::move(key), std::move(member));
        if (!now().is_sign("}") && !expect_sign(",", "between members")) return nullptr;
    }
    advance();
    return make(at, map_display{std::move(members)});
}

expression_ptr parser::postfix(expression_ptr of) {
    while (of) {
        if (now().is_sign("."))
            of = member(std::move(of));
        else if (now().is_sign("["))
            of = subscripted(std::move(of));
        else if (now().is_sign("("))
            of = called(std::move(of));
        else
            break;
    }
    return of;
}

expression_ptr parser::member(expression_ptr of) {
    advance();
    const auto word = now();
    if (word.kind == token_kind::integer) return subscripted(std::move(of));
    if (word.kind != token_kind::name)
        return refuse(word.at, "a name expected after `.`, not " + described(word));
    advance();
    return make(word.at, member_use{std::move(of), std::string(word.text)});
}

expression_ptr parser::subscripted(expression_ptr of) {
    const auto at = now().at;
    if (now().kind == token_kind::integer) {
        auto key = number();
        return key ? make(at, subscript{std::move(of), std::move(key)}) : nullptr;
    }
    advance();
    expression_ptr from, to, step;
    if (!now().is_sign(":")) {
        from = tuple(inline_if::allowed, false);
        if (!from) return nullptr;
        if (take_sign("]")) return make(at, subscript{std::move(of), std::move(from)});
    }
    if (!expect_sign(":", "or `]` in the subscript")) return nullptr;
    if (!now().is_sign(":") && !now().is_sign("]") && !(to = whole_expression())) return nullptr;
    if (take_sign(":") && !now().is_sign("]") && !(step = whole_expression())) return nullptr;
    if (!expect_sign("]", "after the slice")) return nullptr;
    return make(at, slice{std::move(of), std::move(from), std::move(to), std::move(step)});
}

expression_ptr parser::called(expression_ptr callee) {
    const auto at = callee->at;
    if (const auto* use = std::get_if<member_use>(&callee->is)) {
        const auto* base = std::get_if<name_use>(&use->of->is);
        const bool may_be_called =
            base && (base->name == "self" ||
                     (base->name == "loop" && (use->name == "cycle" || use->name == "changed")));
        if (!may_be_called)
            return refuse(
                at,
                "calling the method `" + use->name + "` is not supported; use a filter" +
                    (find_filter(use->name) ? ": `| " + use->name + "`" : std::string())
            );
    } else if (!std::holds_alternative<name_use>(callee->is)) {
        return refuse(at, "only macros and functions can be called, by their name");
    }
    given_arguments given;
    if (!call_arguments(given)) return nullptr;
    return make(at, call{std::move(callee), std::move(given)});
}

bool parser::call_arguments(given_arguments& into) {
    advance();
    while (!now().is_sign(")")) {
        if (now().is_sign("*") || now().is_sign("**"))
            return stop(now().at, described(now()) + " before an argument is not supported");
        if (now().kind == token_kind::name && next().is_sign("=")) {
            std::string name(now().text);
            for (const auto& [known, given] : into.named)
                if (known == name) return stop(now().at, "`" + name + "` is given twice");
            advance();
            advance();
            into.named.emplace_back(std::move(name), whole_expression());
            if (!into.named.back().second) return false;
        } else if (!into.named.empty()) {
            return stop(now().at, "an argument without a name after one with a name");
        } else {
            into.positional.push_back(whole_expression());
            if (!into.positional.back()) return false;
        }
        if (!now().is_sign(")") && !expect_sign(",", "between arguments")) return false;
    }
    advance();
    return true;
}

expression_ptr parser::filters(expression_ptr input) {
    while (input) {
        if (now().is_sign("|"))
            input = filter_chain(std::move(input));
        else if (now().is_name("is"))
            input = tested(std::move(input));
        else if (now().is_sign("("))
            return refuse(now().at, "the result of a filter or test cannot be called");
        else
            break;
    }
    return input;
}

expression_ptr parser::filter_chain(expression_ptr input) {
    while (input && take_sign("|")) input = filtered(std::move(input));
    return input;
}

expression_ptr parser::filtered(expression_ptr input) {
    const auto at = now().at;
    const auto name = expect_any_name("the name of a filter");
    if (!name) return nullptr;
    const auto* row = find_filter(*name);
    if (!row) {
        if (std::find(jinja_only.begin(), jinja_only.end(), *name) != jinja_only.end())
            return refuse(at, "the filter `" + *name + "` is not supported");
        return refuse(at, "there is no filter `" + *name + "`" + near_hint(*name, filter_names()));
    }
    given_arguments given;
    if (now().is_sign("(") && !call_arguments(given)) return nullptr;
    if (!bind(*row, given, at)) return nullptr;
    return make(at, filter_use{row, std::move(input), std::move(given)});
}

bool parser::bind(const filter_row& filter, given_arguments& given, source_offset at) {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : given.named) names.push_back(name);
    const std::size_t unnamed = given.positional.size();
    const auto places = place_arguments(filter, unnamed, names);
    if (!places) return stop(at, places.error().detail);

    given_arguments bound;
    for (std::size_t i = 0; i < places->size(); ++i) {
        auto& value = i < unnamed ? given.positional[i] : given.named[i - unnamed].second;
        if (const auto place = (*places)[i]) {
            if (bound.positional.size() <= *place) bound.positional.resize(*place + 1);
            bound.positional[*place] = std::move(value);
        } else {
            bound.named.emplace_back(given.named[i - unnamed].first, std::move(value));
        }
    }
    given = std::move(bound);
    return true;
}

expression_ptr parser::tested(expression_ptr input) {
    advance();
    const bool negated = take_name("not");
    const auto at = now().at;
    const auto name = expect_any_name("the name of a test");
    if (!name) return nullptr;
    const auto* row = find_test(*name);
    if (!row)
        return refuse(at, "there is no test `" + *name + "`" + near_hint(*name, test_names()));
    given_arguments given;
    const auto kind = now().kind;
    const bool bare = (kind == token_kind::name && !is_reserved(now())) ||
                      kind == token_kind::string || kind == token_kind::integer ||
                      kind == token_kind::real || now().is_sign("[") || now().is_sign("{");
    if (now().is_sign("(")) {
        if (!call_arguments(given)) return nullptr;
    } else if (bare) {
        auto argument = primary();
        if (argument) argument = postfix(std::move(argument));
        if (!argument) return nullptr;
        given.positional.push_back(std::move(argument));
    }
    if (!given.named.empty() || given.positional.size() != (row->takes_argument ? 1U : 0U))
        return refuse(
            at,
            "the test `" + *name + "` takes " +
                (row->takes_argument ? "one argument" : "no argument")
        );
    expression_ptr argument;
    if (row->takes_argument) argument = std::move(given.positional.front());
    auto test = make(at, test_use{row, std::move(input), std::move(argument)});
    return test && negated ? make(at, unary{unary::sign::no, std::move(test)}) : std::move(test);
}

}  // namespace bot
