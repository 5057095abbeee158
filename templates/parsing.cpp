#include "templates/parsing.hpp"

namespace bot {
namespace {

std::uint16_t depth(const expression_ptr& of) {
    return of ? of->depth : std::uint16_t{0};
}

std::uint16_t deepest(const expressions& all) {
    std::uint16_t most = 0;
    for (const auto& one : all) most = std::max(most, depth(one));
    return most;
}

std::uint16_t deepest(const given_arguments& given) {
    std::uint16_t most = deepest(given.positional);
    for (const auto& [name, one] : given.named) most = std::max(most, depth(one));
    return most;
}

struct depth_below {
    std::uint16_t operator()(const literal&) const { return 0; }
    std::uint16_t operator()(const name_use&) const { return 0; }
    std::uint16_t operator()(const captured_text&) const { return 0; }
    std::uint16_t operator()(const member_use& n) const { return depth(n.of); }
    std::uint16_t operator()(const subscript& n) const {
        return std::max(depth(n.of), depth(n.key));
    }
    std::uint16_t operator()(const slice& n) const {
        return std::max({depth(n.of), depth(n.from), depth(n.to), depth(n.step)});
    }
    std::uint16_t operator()(const unary& n) const { return depth(n.operand); }
    std::uint16_t operator()(const binary& n) const {
        return std::max(depth(n.left), depth(n.right));
    }
    std::uint16_t operator()(const logical& n) const {
        return std::max(depth(n.left), depth(n.right));
    }
    std::uint16_t operator()(const comparison& n) const {
        std::uint16_t most = depth(n.first);
        for (const auto& [sign, one] : n.rest) most = std::max(most, depth(one));
        return most;
    }
    std::uint16_t operator()(const concatenation& n) const { return deepest(n.parts); }
    std::uint16_t operator()(const list_display& n) const { return deepest(n.items); }
    std::uint16_t operator()(const map_display& n) const {
        std::uint16_t most = 0;
        for (const auto& [key, one] : n.members) most = std::max({most, depth(key), depth(one)});
        return most;
    }
    std::uint16_t operator()(const conditional& n) const {
        return std::max({depth(n.test), depth(n.then), depth(n.otherwise)});
    }
    std::uint16_t operator()(const call& n) const {
        return std::max(depth(n.callee), deepest(n.given));
    }
    std::uint16_t operator()(const filter_use& n) const {
        return std::max(depth(n.input), deepest(n.given));
    }
    std::uint16_t operator()(const test_use& n) const {
        return std::max(depth(n.input), depth(n.argument));
    }
};

}  // namespace

expression_ptr parser::make(source_offset at, expression::kinds is) {
    const auto below = std::visit(depth_below(), is);
    if (below >= max_nesting)
        return refuse(at, "the expression is nested more than 200 deep; split it with `set`");
    return std::make_unique<const expression>(expression{
        at, static_cast<std::uint16_t>(below + 1), std::move(is)});
}

bool parser::stop(source_offset at, std::string what) {
    const auto* broken = broken_here();
    if (!is_lost_) failures_.push_back(broken ? *broken : file_.source.error_at(at, what));
    is_lost_ = true;
    return false;
}

const error* parser::broken_here() const {
    if (broken_.empty() || !is_inside_tag()) return nullptr;
    auto i = at_;
    while (tokens_[i].kind != token_kind::block_end && tokens_[i].kind != token_kind::output_end &&
           tokens_[i].kind != token_kind::broken && tokens_[i].kind != token_kind::end)
        ++i;
    if (tokens_[i].kind != token_kind::broken) return nullptr;
    const auto before = std::count_if(
        tokens_.begin(),
        tokens_.begin() + static_cast<std::ptrdiff_t>(i),
        [](const token& one) { return one.kind == token_kind::broken; }
    );
    return &broken_[static_cast<std::size_t>(before)];
}

bool parser::give_up(source_offset at, std::string what) {
    // Behind a tag that is not known nobody knows what is open.
    if (unknown_.empty()) stop(at, std::move(what));
    is_over_ = true;
    return false;
}

bool parser::recover(depths before) {
    if (is_over_ || failures_.size() >= most_failures) {
        is_over_ = true;
        return false;
    }
    opened_.resize(before.opened);
    macros_.resize(before.macros);
    nested_ = before.nested;
    scopes_ = before.scopes;
    if (is_inside_tag()) {
        while (now().kind != token_kind::output_end && now().kind != token_kind::block_end &&
               now().kind != token_kind::end)
            advance();
        if (now().kind != token_kind::end) advance();
    }
    is_lost_ = false;
    return true;
}

bool parser::is_inside_tag() const {
    for (auto i = at_; i-- > 0;) {
        const auto kind = tokens_[i].kind;
        if (kind == token_kind::output_begin || kind == token_kind::block_begin) return true;
        if (kind == token_kind::output_end || kind == token_kind::block_end ||
            kind == token_kind::text)
            return false;
    }
    return false;
}

bool parser::tag_holds_sign(std::string_view sign) const {
    for (auto i = at_; i < tokens_.size(); ++i) {
        if (tokens_[i].is_sign(sign)) return true;
        if (tokens_[i].kind == token_kind::block_end) return false;
    }
    return false;
}

expression_ptr parser::refuse(source_offset at, std::string what) {
    stop(at, std::move(what));
    return nullptr;
}

bool parser::take_sign(std::string_view sign) {
    if (!now().is_sign(sign)) return false;
    advance();
    return true;
}

bool parser::take_name(std::string_view name) {
    if (!now().is_name(name)) return false;
    advance();
    return true;
}

bool parser::expect_sign(std::string_view sign, std::string_view after) {
    if (take_sign(sign)) return true;
    return stop(
        now().at,
        "`" + std::string(sign) + "` expected " + std::string(after) + ", not " + described(now())
    );
}

bool parser::expect_name(std::string_view name, std::string_view after) {
    if (take_name(name)) return true;
    return stop(
        now().at,
        "`" + std::string(name) + "` expected " + std::string(after) + ", not " + described(now())
    );
}

std::optional<std::string> parser::expect_any_name(std::string_view what) {
    if (now().kind != token_kind::name) {
        stop(now().at, std::string(what) + " expected, not " + described(now()));
        return std::nullopt;
    }
    std::string name(now().text);
    advance();
    return name;
}

std::string parser::described(const token& what) {
    if (what.kind == token_kind::end) return "the end of the template";
    if (what.kind == token_kind::text) return "text";
    return "`" + std::string(what.text) + "`";
}

}  // namespace bot
