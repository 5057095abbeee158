#include "bot/base/text.hpp"
#include "templates/parser.hpp"
#include "templates/parsing.hpp"

#include <algorithm>
#include <array>

namespace bot {
namespace {

constexpr int max_open_blocks = 100;

constexpr std::array<std::string_view, 10> known_tags{
    "if", "for", "set", "macro", "call", "include", "extends", "block", "with", "filter"};
constexpr std::array<std::string_view, 9> unsupported_tags{
    "autoescape", "import", "from", "do", "trans", "pluralize", "break", "continue", "debug"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool parser::run() {
    const bool done = statements(file_.body, {}, "");
    // Whatever the grammar made of it.
    if (failures_.empty()) failures_ = broken_;
    return done && failures_.empty();
}

// Reads up to the tag that ends the block and stops before its name.
bool parser::statements(
    block& into, std::initializer_list<std::string_view> ends, std::string_view of
) {
    for (;;) {
        const auto& here = now();
        switch (here.kind) {
            case token_kind::text:
                into.push_back({here.at, text_run{here.text}});
                advance();
                break;
            case token_kind::output_begin: {
                const auto before = depth_now();
                if (!output_tag(into) && !recover(before)) return false;
                break;
            }
            case token_kind::block_begin:
                advance();
                for (const auto end : ends)
                    if (now().is_name(end)) return true;
                if (ends_unknown()) {
                    recover(depth_now());
                    break;
                }
                if (now().text.starts_with("end") || now().is_name("else") || now().is_name("elif"))
                    return wrong_end(ends, of);
                if (!tag(into)) return false;
                break;
            default:
                if (ends.size() == 0) return true;
                return give_up(
                    opened_.back(),
                    "`{% " + std::string(of) + " %}` is never closed; write `{% " +
                        std::string(*(ends.end() - 1)) + " %}`"
                );
        }
    }
}

bool parser::ends_unknown() const {
    return now().text.starts_with("end") &&
           std::find(unknown_.begin(), unknown_.end(), now().text.substr(3)) != unknown_.end();
}

bool parser::wrong_end(std::initializer_list<std::string_view> ends, std::string_view of) {
    std::string what = "unexpected " + described(now());
    if (ends.size() == 0) return give_up(now().at, what + "; no block is open");
    what += "; `{% " + std::string(of) + " %}` on line ";
    what += std::to_string(file_.source.line_of(opened_.back())) + " wants ";
    for (const auto end : ends) {
        if (end != *ends.begin()) what += end == *(ends.end() - 1) ? " or " : ", ";
        what += "`" + std::string(end) + "`";
    }
    return give_up(now().at, std::move(what));
}

bool parser::unknown_tag() {
    const auto word = now();
    unknown_.emplace_back(word.text);
    if (word.kind != token_kind::name)
        return stop(word.at, "the name of a tag expected, not " + described(word));
    if (holds(unsupported_tags, word.text))
        return stop(word.at, "`" + std::string(word.text) + "` is not supported");
    const auto near = nearest(word.text, known_tags);
    return stop(
        word.at,
        "there is no tag `" + std::string(word.text) + "`" +
            (near.empty() ? "; there are if, for, set, macro, call, include, extends, block, with, "
                            "filter, raw"
                          : "; did you mean `" + std::string(near) + "`?")
    );
}

bool parser::output_tag(block& into) {
    const auto at = now().at;
    advance();
    auto what = tuple(inline_if::allowed, false);
    if (!what) return false;
    if (now().kind != token_kind::output_end)
        return stop(now().at, "`}}` expected, not " + described(now()));
    advance();
    into.push_back({at, output{std::move(what)}});
    return true;
}

bool parser::close_block() {
    if (now().kind != token_kind::block_end)
        return stop(now().at, "`%}` expected, not " + described(now()));
    advance();
    return true;
}

bool parser::end_tag(std::string_view name) {
    opened_.pop_back();
    return expect_name(name, "at the end of the block") && close_block();
}

bool parser::tag(block& into) {
    const auto before = depth_now();
    return known_tag(into) || recover(before);
}

bool parser::known_tag(block& into) {
    const auto at = now().at;
    const auto name = now().text;
    if (now().kind != token_kind::name || !holds(known_tags, name)) return unknown_tag();
    if (opened_.size() >= max_open_blocks)
        return give_up(at, "blocks are nested more than 100 deep; use a macro or an include");
    advance();
    opened_.push_back(at);
    const auto add = [&](auto parsed) {
        if (parsed) into.push_back({at, std::move(*parsed)});
        return parsed.has_value();
    };
    if (name == "set") return parse_set(at, into);
    if (name == "include") return add(parse_include());
    if (name == "extends") return add(parse_extends());
    if (name == "if") return add(parse_if());
    ++scopes_;
    const bool done = name == "for"     ? add(parse_for())
                      : name == "macro" ? add(parse_macro())
                      : name == "call"  ? add(parse_call())
                      : name == "block" ? add(parse_block())
                      : name == "with"  ? add(parse_with())
                                        : add(parse_filter_block());
    --scopes_;
    return done;
}

std::optional<condition> parser::parse_if() {
    condition is;
    for (;;) {
        expression_ptr test;
        if (!header([&] { return (test = tuple(inline_if::refused, false)) != nullptr; }))
            return std::nullopt;
        is.branches.emplace_back(std::move(test), block());
        if (!statements(is.branches.back().second, {"elif", "else", "endif"}, "if"))
            return std::nullopt;
        if (!take_name("elif")) break;
    }
    if (take_name("else") && !else_part(is.otherwise, "endif", "if")) return std::nullopt;
    if (!end_tag("endif")) return std::nullopt;
    return is;
}

bool parser::else_part(block& into, std::string_view end, std::string_view of) {
    return header([] { return true; }) && statements(into, {end}, of);
}

std::optional<loop> parser::parse_for() {
    loop is;
    if (!header([&] { return for_header(is); })) return std::nullopt;
    if (!statements(is.body, {"else", "endfor"}, "for")) return std::nullopt;
    if (take_name("else") && !else_part(is.otherwise, "endfor", "for")) return std::nullopt;
    if (!end_tag("endfor")) return std::nullopt;
    return is;
}

bool parser::for_header(loop& into) {
    auto each = parse_target(true, false);
    if (!each) return false;
    if (each->name == "loop")
        return stop(each->at, "`loop` is the loop itself; name the element otherwise");
    into.each = std::move(*each);
    if (!expect_name("in", "after the name of the element")) return false;
    into.over = tuple(inline_if::refused, false, "recursive");
    if (!into.over) return false;
    if (take_name("if") && !(into.only_if = whole_expression())) return false;
    if (now().is_name("recursive"))
        return stop(now().at, "`recursive` loops are not supported; use a macro that calls itself");
    return true;
}

bool parser::parse_set(source_offset at, block& into) {
    const bool has_body = !tag_holds_sign("=");
    std::optional<target> to;
    expression_ptr what;
    const auto reads = [&] { return set_header(to, what); };
    if (!has_body) {
        if (!reads() || !close_block()) return false;
        opened_.pop_back();
        into.push_back({at, assignment{std::move(*to), std::move(what)}});
        return true;
    }
    if (!header(reads)) return false;
    block body;
    ++scopes_;
    if (!statements(body, {"endset"}, "set") || !end_tag("endset")) return false;
    --scopes_;
    if (to)
        into.push_back({at, block_assignment{std::move(*to), std::move(what), std::move(body)}});
    return true;
}

// `what`: the value, or with a body the filters it goes through.
bool parser::set_header(std::optional<target>& to, expression_ptr& what) {
    to = parse_target(true, true);
    if (!to) return false;
    if (take_sign("=")) {
        what = tuple(inline_if::allowed, false);
        return what != nullptr;
    }
    if (now().is_sign("|")) {
        what = filter_chain(make(now().at, captured_text()));
        if (!what) return false;
    }
    if (now().kind != token_kind::block_end)
        return stop(now().at, "`=` or `%}` expected after the name, not " + described(now()));
    return true;
}

std::optional<with_block> parser::parse_with() {
    with_block is;
    if (!header([&] { return with_header(is); })) return std::nullopt;
    if (!statements(is.body, {"endwith"}, "with") || !end_tag("endwith")) return std::nullopt;
    return is;
}

bool parser::with_header(with_block& into) {
    while (now().kind != token_kind::block_end) {
        if (!into.names.empty() && !expect_sign(",", "between names")) return false;
        auto name = parse_target(false, false);
        if (!name || !expect_sign("=", "after the name")) return false;
        auto what = whole_expression();
        if (!what) return false;
        into.names.emplace_back(std::move(*name), std::move(what));
    }
    return true;
}

std::optional<filter_block> parser::parse_filter_block() {
    filter_block is;
    const auto reads = [&] {
        is.filters = make(now().at, captured_text());
        if (is.filters) is.filters = filtered(std::move(is.filters));
        if (is.filters) is.filters = filter_chain(std::move(is.filters));
        return is.filters != nullptr;
    };
    if (!header(reads)) return std::nullopt;
    if (!statements(is.body, {"endfilter"}, "filter") || !end_tag("endfilter")) return std::nullopt;
    return is;
}

std::optional<target> parser::parse_target(bool may_be_tuple, bool may_be_member) {
    auto first = single_target(may_be_member);
    if (!first || !may_be_tuple || !now().is_sign(",")) return first;
    target several{.at = first->at};
    several.parts.push_back(std::move(*first));
    while (take_sign(",")) {
        if (now().is_sign("=") || now().is_sign(")") || now().is_name("in")) break;
        auto another = single_target(false);
        if (!another) return std::nullopt;
        several.parts.push_back(std::move(*another));
    }
    return several;
}

std::optional<target> parser::single_target(bool may_be_member) {
    const auto at = now().at;
    if (take_sign("(")) {
        if (opened_.size() + static_cast<std::size_t>(++nested_) > max_nesting) {
            stop(at, "too many brackets around a name");
            return std::nullopt;
        }
        auto inner = parse_target(true, false);
        --nested_;
        if (!inner || !expect_sign(")", "after the names")) return std::nullopt;
        return inner;
    }
    static constexpr std::array<std::string_view, 6> constants{
        "true", "false", "none", "True", "False", "None"};
    if (is_reserved(now()) || holds(constants, now().text)) {
        stop(at, "nothing can be assigned to " + described(now()));
        return std::nullopt;
    }
    auto name = expect_any_name("a name to assign to");
    if (!name) return std::nullopt;
    target single{.at = at, .name = std::move(*name)};
    if (may_be_member && take_sign(".")) {
        auto member_name = expect_any_name("the name of a member");
        if (!member_name) return std::nullopt;
        single.member = std::move(*member_name);
    }
    return single;
}

parsed<void> parse_file(parsed_file& file, space_control spaces, bool may_include) {
    parser reading(file, tokenize(file.source, spaces), may_include);
    if (!reading.run()) return tl::unexpected(reading.take_failures());
    return {};
}

}  // namespace bot
