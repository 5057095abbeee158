#include "templates/parsing.hpp"

#include <array>

namespace bot {

expression_ptr parser::whole_expression(inline_if allowed) {
    if (nested_ >= max_nesting)
        return refuse(now().at, "the expression is nested more than 200 deep; split it with `set`");
    ++nested_;
    auto whole = allowed == inline_if::allowed ? conditional_expression() : any_of();
    --nested_;
    return whole;
}

bool parser::tuple_ends(std::string_view ends_at) const {
    const auto kind = now().kind;
    if (kind == token_kind::output_end || kind == token_kind::block_end ||
        kind == token_kind::end || now().is_sign(")"))
        return true;
    return !ends_at.empty() && now().is_name(ends_at);
}

expression_ptr parser::tuple(inline_if allowed, bool in_brackets, std::string_view ends_at) {
    const auto at = now().at;
    expressions items;
    bool is_tuple = false;
    while (!tuple_ends(ends_at)) {
        items.push_back(whole_expression(allowed));
        if (!items.back()) return nullptr;
        if (!take_sign(",")) break;
        is_tuple = true;
    }
    if (is_tuple || (items.empty() && in_brackets))
        return make(at, list_display{std::move(items), true});
    if (items.empty()) return refuse(at, "an expression expected, not " + described(now()));
    return std::move(items.front());
}

expression_ptr parser::conditional_expression() {
    const auto at = now().at;
    auto left = any_of();
    while (left && take_name("if")) {
        auto test = any_of();
        if (!test) return nullptr;
        expression_ptr otherwise;
        if (take_name("else")) {
            otherwise = whole_expression();
            if (!otherwise) return nullptr;
        }
        left = make(at, conditional{std::move(test), std::move(left), std::move(otherwise)});
    }
    return left;
}

expression_ptr parser::any_of() {
    auto left = all_of();
    while (left && now().is_name("or")) {
        const auto at = now().at;
        advance();
        auto right = all_of();
        if (!right) return nullptr;
        left = make(at, logical{false, std::move(left), std::move(right)});
    }
    return left;
}

expression_ptr parser::all_of() {
    auto left = negation();
    while (left && now().is_name("and")) {
        const auto at = now().at;
        advance();
        auto right = negation();
        if (!right) return nullptr;
        left = make(at, logical{true, std::move(left), std::move(right)});
    }
    return left;
}

expression_ptr parser::negation() {
    if (!now().is_name("not")) return relation_chain();
    const auto at = now().at;
    if (nested_ >= max_nesting) return whole_expression();
    advance();
    ++nested_;
    auto operand = negation();
    --nested_;
    return operand ? make(at, unary{unary::sign::no, std::move(operand)}) : nullptr;
}

expression_ptr parser::relation_chain() {
    static constexpr std::array<std::pair<std::string_view, relation>, 6> signs{{
        {"==", relation::equal},
        {"!=", relation::unequal},
        {"<", relation::less},
        {"<=", relation::at_most},
        {">", relation::greater},
        {">=", relation::at_least},
    }};
    auto first = sum();
    if (!first) return nullptr;
    const auto at = now().at;
    std::vector<std::pair<relation, expression_ptr>> rest;
    for (;;) {
        std::optional<relation> which;
        for (const auto& [sign, means] : signs)
            if (!which && take_sign(sign)) which = means;
        if (!which && take_name("in")) which = relation::in;
        if (!which && now().is_name("not") && next().is_name("in")) {
            advance();
            advance();
            which = relation::not_in;
        }
        if (!which) break;
        auto right = sum();
        if (!right) return nullptr;
        rest.emplace_back(*which, std::move(right));
    }
    return rest.empty() ? std::move(first)
                        : make(at, comparison{std::move(first), std::move(rest)});
}

expression_ptr parser::sum() {
    auto left = joined();
    while (left && (now().is_sign("+") || now().is_sign("-"))) {
        const auto at = now().at;
        const auto which = now().is_sign("+") ? arithmetic::add : arithmetic::subtract;
        advance();
        auto right = joined();
        if (!right) return nullptr;
        left = make(at, binary{which, std::move(left), std::move(right)});
    }
    return left;
}

expression_ptr parser::joined() {
    auto left = product();
    if (!left || !now().is_sign("~")) return left;
    const auto at = now().at;
    expressions parts;
    parts.push_back(std::move(left));
    while (take_sign("~")) {
        parts.push_back(product());
        if (!parts.back()) return nullptr;
    }
    return make(at, concatenation{std::move(parts)});
}

expression_ptr parser::product() {
    static constexpr std::array<std::pair<std::string_view, arithmetic>, 4> signs{{
        {"*", arithmetic::multiply},
        {"/", arithmetic::divide},
        {"//", arithmetic::floor_divide},
        {"%", arithmetic::modulo},
    }};
    auto left = power();
    while (left) {
        const auto at = now().at;
        std::optional<arithmetic> which;
        for (const auto& [sign, means] : signs)
            if (!which && take_sign(sign)) which = means;
        if (!which) break;
        auto right = power();
        if (!right) return nullptr;
        left = make(at, binary{*which, std::move(left), std::move(right)});
    }
    return left;
}

// To the left, and weaker than a sign before it: as Jinja2 does it, not Python.
expression_ptr parser::power() {
    auto left = signed_operand();
    while (left && now().is_sign("**")) {
        const auto at = now().at;
        advance();
        auto right = signed_operand();
        if (!right) return nullptr;
        left = make(at, binary{arithmetic::power, std::move(left), std::move(right)});
    }
    return left;
}

expression_ptr parser::signed_operand(bool with_filters) {
    expression_ptr operand;
    const auto at = now().at;
    if (now().is_sign("-") || now().is_sign("+")) {
        const auto which = now().is_sign("-") ? unary::sign::minus : unary::sign::plus;
        if (nested_ >= max_nesting) return whole_expression();
        advance();
        ++nested_;
        operand = signed_operand(false);
        --nested_;
        if (operand) operand = make(at, unary{which, std::move(operand)});
    } else {
        operand = primary();
    }
    if (operand) operand = postfix(std::move(operand));
    return operand && with_filters ? filters(std::move(operand)) : std::move(operand);
}

}  // namespace bot
