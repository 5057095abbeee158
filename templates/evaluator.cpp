#include "templates/filters.hpp"
#include "templates/operators.hpp"
#include "templates/renderer.hpp"
#include "templates/tests.hpp"

#include <array>

namespace bot {
namespace {

constexpr std::array<std::pair<std::string_view, builtin_item::kind>, 4> functions{{
    {"range", builtin_item::kind::range},
    {"dict", builtin_item::kind::dict},
    {"namespace", builtin_item::kind::name_space},
    {"self", builtin_item::kind::self},
}};

std::string sentence_name(const expression& of) {
    if (const auto* name = std::get_if<name_use>(&of.is)) return "`" + name->name + "`";
    if (const auto* member = std::get_if<member_use>(&of.is)) {
        const auto base = sentence_name(*member->of);
        if (base.starts_with('`'))
            return base.substr(0, base.size() - 1) + "." + member->name + "`";
    }
    return "";
}

}  // namespace

bool renderer::evaluate(const expression& of, item& into) {
    if (const auto* data = borrowed(of)) {
        into = item::of(*data);
        return true;
    }
    if (++nested_ > max_nested) return stop(of.at, "expressions and calls are nested too deep");
    const bool done = std::visit([&](const auto& is) { return worth(is, of.at, into); }, of.is);
    --nested_;
    return done;
}

bool renderer::evaluate_defined(const expression& of, item& into) {
    return evaluate(of, into) && (!into.is_undefined() || forgive(into, of.at));
}

// Jinja2 lets the inline `if` without `else` pass as nothing, however strict it is elsewhere.
bool renderer::forgive(item& undefined, source_offset at) {
    const auto* why = undefined.as<std::shared_ptr<const missing>>();
    if (!why || !*why || (*why)->why != missing::kind::no_else)
        return stop_undefined(undefined, at);
    undefined = item::view("");
    return true;
}

bool renderer::evaluate_optional(const expression_ptr& of, item& into) {
    return !of || evaluate_defined(*of, into);
}

bool renderer::evaluate_all(const expressions& all, std::vector<item>& into) {
    into.reserve(all.size());
    for (const auto& one : all) {
        into.push_back(item::absent());
        if (one && !evaluate(*one, into.back())) return false;
    }
    return true;
}

bool renderer::truth_of(const expression& test, bool& into) {
    item worth;
    if (!evaluate_defined(test, worth)) return false;
    into = truth(worth);
    return true;
}

bool renderer::accept(result<item> made, source_offset at, item& into) {
    if (!made) return stop(at, made.error().detail);
    into = std::move(*made);
    return not_too_deep(into, at);
}

// The data an expression of names and members stands for, without making anything on the
// way. Null says nothing: the way over worth() finds out why.
const value* renderer::borrowed(const expression& of) const {
    if (const auto* name = std::get_if<name_use>(&of.is)) {
        bool sees_data = false;
        if (scopes_.find(name->name, sees_data) || !sees_data) return nullptr;
        return data_.find(name->name);
    }
    const auto* member = std::get_if<member_use>(&of.is);
    if (!member) return nullptr;
    if (const auto* name = std::get_if<name_use>(&member->of->is)) {
        bool sees_data = false;
        if (const auto* local = scopes_.find(name->name, sees_data)) {
            const auto* map = local->as<map_item>();
            return map ? map->find_data(member->name) : nullptr;
        }
    }
    const auto* base = borrowed(*member->of);
    return base ? base->find(member->name) : nullptr;
}

bool renderer::worth(const literal& is, source_offset, item& into) {
    into = is.worth;
    return true;
}

item renderer::undefined(missing why, source_offset at) const {
    why.at = at;
    why.source = source_;
    return item(std::make_shared<const missing>(std::move(why)));
}

item renderer::missing_name(const std::string& name, source_offset at) const {
    missing why{.why = missing::kind::name, .name = name};
    return undefined(std::move(why), at);
}

bool renderer::worth(const name_use& is, source_offset at, item& into) {
    bool sees_data = false;
    if (const auto* local = scopes_.find(is.name, sees_data)) {
        into = *local;
        return true;
    }
    if (const auto* data = sees_data ? data_.find(is.name) : nullptr) {
        into = item::of(*data);
        return true;
    }
    for (const auto& [name, which] : functions)
        if (name == is.name) {
            into = item(builtin_item{which});
            return true;
        }
    into = missing_name(is.name, at);
    return true;
}

bool renderer::worth(const member_use& is, source_offset at, item& into) {
    item of;
    if (!evaluate_defined(*is.of, of)) return false;
    if (const auto* loop_of = of.as<loop_state*>())
        return loop_member(**loop_of, is.name, at, into);
    const auto* function = of.as<builtin_item>();
    if (function && function->which == builtin_item::kind::self)
        return block_member(is.name, at, into);
    into = member_of(of, is.name);
    if (!into.is_absent()) return true;
    missing why{.why = missing::kind::member, .name = is.name};
    why.container = sentence_name(*is.of);
    if (why.container.empty() || !of.as<map_item>())
        why.container += (why.container.empty() ? "" : ", ") + std::string(kind_name(of)) +
                         (why.container.empty() ? "" : ",");
    if (const auto* map = of.as<map_item>()) why.among = *map;
    into = undefined(std::move(why), at);
    return true;
}

bool renderer::worth(const subscript& is, source_offset at, item& into) {
    item of, key;
    if (!evaluate_defined(*is.of, of) || !evaluate_defined(*is.key, key)) return false;
    if (const auto* loop_of = of.as<loop_state*>())
        if (const auto* name = key.as<text_item>())
            return loop_member(**loop_of, name->view, at, into);
    if (of.as<text_item>() && !step_through(of, at)) return false;
    into = element_of(of, key);
    if (!into.is_absent()) return true;
    const auto* name = key.as<text_item>();
    missing why{.why = name ? missing::kind::member : missing::kind::position, .name = ""};
    why.container = sentence_name(*is.of);
    if (why.container.empty()) why.container = kind_name(of);
    if (name)
        why.name = name->view;
    else if (const auto n = whole(key))
        why.name = std::to_string(*n);
    else
        why.name = "at " + std::string(kind_name(key));
    if (const auto* map = of.as<map_item>()) why.among = *map;
    into = undefined(std::move(why), is.key->at);
    return true;
}

bool renderer::worth(const slice& is, source_offset at, item& into) {
    item of, from, to, by;
    if (!evaluate_defined(*is.of, of) || !evaluate_optional(is.from, from) ||
        !evaluate_optional(is.to, to) || !evaluate_optional(is.step, by))
        return false;
    if (!step_through(of, at)) return false;
    const auto* text = of.as<text_item>();
    if (text && !left_.spend(text->view.size() * sizeof(std::string_view)))
        return stop(at, left_.no_bytes().value().detail);
    return accept(slice_of(of, from, to, by), at, into) && spend(into, at);
}

bool renderer::worth(const unary& is, source_offset at, item& into) {
    if (!evaluate_defined(*is.operand, into)) return false;
    switch (is.which) {
        case unary::sign::no:
            into = item(!truth(into));
            return true;
        case unary::sign::minus:
            return accept(negate(into), at, into);
        case unary::sign::plus:
            break;
    }
    if (const auto n = whole(into)) into = item(*n);
    return is_number(into) || stop(at, std::string(kind_name(into)) + " is no number");
}

bool renderer::worth(const binary& is, source_offset at, item& into) {
    item left, right;
    return evaluate_defined(*is.left, left) && evaluate_defined(*is.right, right) &&
           accept(calculate(is.which, left, right, left_), at, into);
}

bool renderer::worth(const logical& is, source_offset, item& into) {
    if (!evaluate_defined(*is.left, into)) return false;
    return truth(into) != is.is_and || evaluate(*is.right, into);
}

bool renderer::compare(
    relation which, const item& a, const item& b, source_offset at, bool& holds
) {
    if (!step_through(a, at) || !step_through(b, at)) return false;
    if (which == relation::equal || which == relation::unequal) {
        holds = equal(a, b) == (which == relation::equal);
        return true;
    }
    if (which == relation::in || which == relation::not_in) {
        const auto found = contains(b, a);
        if (!found) return stop(at, found.error().detail);
        holds = *found == (which == relation::in);
        return true;
    }
    const auto ordered = order(a, b);
    if (!ordered) return stop(at, ordered.error().detail);
    switch (which) {
        case relation::less:
            holds = *ordered < 0;
            break;
        case relation::at_most:
            holds = *ordered <= 0;
            break;
        case relation::greater:
            holds = *ordered > 0;
            break;
        default:
            holds = *ordered >= 0;
            break;
    }
    return true;
}

bool renderer::worth(const comparison& is, source_offset at, item& into) {
    item left, right;
    if (!evaluate_defined(*is.first, left)) return false;
    bool holds = true;
    for (const auto& [which, expression] : is.rest) {
        if (!evaluate_defined(*expression, right) || !compare(which, left, right, at, holds))
            return false;
        if (!holds) break;
        left = std::move(right);
    }
    into = item(holds);
    return true;
}

bool renderer::worth(const concatenation& is, source_offset at, item& into) {
    text_joiner joined;
    for (const auto& part : is.parts) {
        item one;
        if (!evaluate_defined(*part, one)) return false;
        if (auto done = joined.add(one); !done) return stop(part->at, done.error().detail);
        if (joined.size() > options_.working_bytes)
            return stop(at, left_.no_bytes().value().detail);
    }
    into = joined.take();
    return spend(into, at);
}

bool renderer::worth(const list_display& is, source_offset at, item& into) {
    std::vector<item> items;
    items.reserve(is.items.size());
    for (const auto& one : is.items) {
        items.emplace_back();
        if (!evaluate_defined(*one, items.back())) return false;
    }
    into = make_list(std::move(items), is.is_tuple ? list_kind::tuple : list_kind::list);
    return spend(into, at);
}

bool renderer::worth(const map_display& is, source_offset at, item& into) {
    std::vector<std::pair<item, item>> members;
    for (const auto& [key, what] : is.members) {
        item name, held;
        if (!evaluate_defined(*key, name) || !evaluate_defined(*what, held)) return false;
        const auto* list = name.as<list_item>();
        if (name.as<map_item>() || (list && !list->is_tuple()))
            return stop(key->at, std::string(kind_name(name)) + " cannot be a key");
        const auto known = std::find_if(members.begin(), members.end(), [&](const auto& member) {
            return equal(member.first, name);
        });
        if (known != members.end())
            known->second = std::move(held);
        else
            members.emplace_back(std::move(name), std::move(held));
    }
    into = make_map(std::move(members));
    return spend(into, at);
}

bool renderer::worth(const conditional& is, source_offset at, item& into) {
    bool holds = false;
    if (!truth_of(*is.test, holds)) return false;
    if (holds) return evaluate(*is.then, into);
    if (is.otherwise) return evaluate(*is.otherwise, into);
    missing why{.why = missing::kind::no_else, .name = ""};
    into = undefined(std::move(why), at);
    return true;
}

bool renderer::worth(const filter_use& is, source_offset at, item& into) {
    item input;
    if (!evaluate(*is.input, input)) return false;
    const bool lenient = is.which->takes_undefined;
    if (input.is_undefined() && !lenient && !forgive(input, is.input->at)) return false;
    arguments given;
    if (!evaluate_all(is.given.positional, given.positional)) return false;
    for (const auto& [name, what] : is.given.named) {
        given.named.emplace_back(name, item());
        if (!evaluate_defined(*what, given.named.back().second)) return false;
    }
    for (std::size_t i = 0; i < given.positional.size() && !lenient; ++i)
        if (given.positional[i].is_undefined() && !given.positional[i].is_absent() &&
            !forgive(given.positional[i], at))
            return false;
    return step_through(input, at) && accept(is.which->apply(input, given, left_), at, into);
}

bool renderer::worth(const test_use& is, source_offset at, item& into) {
    item input, argument;
    if (!evaluate(*is.input, input)) return false;
    if (input.is_undefined() && !is.which->takes_undefined && !forgive(input, is.input->at))
        return false;
    if (!evaluate_optional(is.argument, argument)) return false;
    if (!step_through(input, at) || !step_through(argument, at)) return false;
    const auto holds = is.which->holds(input, argument);
    if (!holds) return stop(at, holds.error().detail);
    into = item(*holds);
    return true;
}

bool renderer::worth(const captured_text&, source_offset, item& into) {
    into = captured_;
    return true;
}

}  // namespace bot
