#include "templates/operators.hpp"
#include "templates/renderer.hpp"

#include <algorithm>

namespace bot {
namespace {

constexpr std::int64_t longest_range = 100'000;

}  // namespace

bool renderer::worth(const call& is, source_offset at, item& into) {
    item callee;
    if (!evaluate_defined(*is.callee, callee) || !step(at)) return false;
    if (const auto* macro = callee.as<macro_item>())
        return call_macro(*macro, is, nullptr, at, into);
    if (const auto* function = callee.as<builtin_item>())
        return call_builtin(*function, is, at, into);
    return stop(
        at,
        std::string(kind_name(callee)) + " cannot be called; only macros, range, dict, namespace"
    );
}

bool renderer::perform(const call_block& is, source_offset at) {
    const auto& called = std::get<call>(is.what->is);
    item callee;
    if (!evaluate_defined(*called.callee, callee) || !step(at)) return false;
    const auto* macro = callee.as<macro_item>();
    if (!macro)
        return stop(is.what->at, "`call` wants a macro, not " + std::string(kind_name(callee)));
    const item caller(macro_item{&is.caller, source_, scopes_.here(), scopes_.serial(), document_});
    item made;
    return call_macro(*macro, called, &caller, is.what->at, made) && write(std::move(made), at);
}

bool renderer::call_macro(
    const macro_item& macro, const call& is, const item* caller, source_offset at, item& into
) {
    const auto& definition = *macro.definition;
    if (!scopes_.is_alive(macro.scope, macro.serial))
        return stop(at, "the macro `" + definition.name + "` ended with the block that defines it");
    if (calls_ >= max_calls) return stop(at, too_deep);
    std::vector<item> positional;
    std::vector<std::pair<std::string_view, item>> named;
    if (!evaluate_all(is.given.positional, positional)) return false;
    for (const auto& [name, what] : is.given.named) {
        named.emplace_back(name, item());
        if (!evaluate(*what, named.back().second)) return false;
    }
    if (caller) named.emplace_back("caller", *caller);
    ++calls_;
    const auto here = scopes_.here();
    scopes_.push(macro.scope);
    if (!bind_parameters(macro, std::move(positional), std::move(named), at)) return false;
    const auto* outer = std::exchange(source_, macro.source);
    auto* const outer_document = std::exchange(document_, macro.document);
    auto text = capture(definition.body);
    if (!text) return false;
    document_ = outer_document;
    source_ = outer;
    scopes_.pop(here);
    --calls_;
    into = std::move(*text);
    return true;
}

// In the macro's own scope; a default may name the parameters before it.
bool renderer::bind_parameters(
    const macro_item& macro,
    std::vector<item> positional,
    std::vector<std::pair<std::string_view, item>> named,
    source_offset at
) {
    const auto& definition = *macro.definition;
    const auto& parameters = definition.parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto& [name, fallback] = parameters[i];
        const auto by_name = std::find_if(named.begin(), named.end(), [&](const auto& one) {
            return one.first == name;
        });
        item worth;
        if (i < positional.size()) {
            if (by_name != named.end())
                return stop(
                    at, "the macro `" + definition.name + "` is given `" + name + "` twice"
                );
            worth = std::move(positional[i]);
        } else if (by_name != named.end()) {
            worth = std::move(by_name->second);
            named.erase(by_name);
        } else if (fallback) {
            const auto* outer = std::exchange(source_, macro.source);
            if (!evaluate(*fallback, worth)) return false;
            source_ = outer;
        } else {
            missing why{.why = missing::kind::argument, .name = name};
            worth = undefined(std::move(why), at);
        }
        scopes_.set(name, std::move(worth));
    }
    return bind_rest(definition, std::move(positional), std::move(named), at);
}

// Where it is no parameter of its own.
void renderer::bind_caller(
    const macro_definition& definition,
    std::vector<std::pair<std::string_view, item>>& named,
    source_offset at
) {
    constexpr std::string_view name = "caller";
    for (const auto& parameter : definition.parameters)
        if (parameter.name == name) return;
    const auto given = std::find_if(named.begin(), named.end(), [&](const auto& one) {
        return one.first == name;
    });
    if (given != named.end()) {
        scopes_.set(name, std::move(given->second));
        named.erase(given);
        return;
    }
    missing why{.why = missing::kind::no_caller, .name = std::string(name)};
    scopes_.set(name, undefined(std::move(why), at));
}

bool renderer::bind_rest(
    const macro_definition& definition,
    std::vector<item> positional,
    std::vector<std::pair<std::string_view, item>> named,
    source_offset at
) {
    const auto count = definition.parameters.size();
    if (positional.size() > count && !definition.takes_more)
        return stop(
            at,
            "the macro `" + definition.name + "` takes " + std::to_string(count) +
                (count == 1 ? " argument" : " arguments") + ", not " +
                std::to_string(positional.size())
        );
    if (definition.takes_caller) bind_caller(definition, named, at);
    if (!named.empty() && !definition.takes_named)
        return stop(
            at,
            "the macro `" + definition.name + "` has no parameter `" +
                std::string(named.front().first) + "`"
        );
    if (definition.takes_more) {
        positional.erase(
            positional.begin(),
            positional.begin() + static_cast<std::ptrdiff_t>(std::min(count, positional.size()))
        );
        scopes_.set("varargs", make_list(std::move(positional), list_kind::tuple));
    }
    if (definition.takes_named) {
        std::vector<std::pair<item, item>> members;
        for (auto& [name, worth] : named) members.emplace_back(item::view(name), std::move(worth));
        scopes_.set("kwargs", make_map(std::move(members)));
    }
    return true;
}

bool renderer::call_builtin(
    const builtin_item& function, const call& is, source_offset at, item& into
) {
    std::vector<item> given;
    for (const auto& one : is.given.positional) {
        given.emplace_back();
        if (!evaluate_defined(*one, given.back())) return false;
    }
    using kind = builtin_item::kind;
    if (function.which == kind::super || function.which == kind::block) {
        if (!given.empty() || !is.given.named.empty())
            return stop(at, "a block takes no arguments");
        return call_block_function(function, at, into);
    }
    const bool takes_names = function.which == kind::dict || function.which == kind::name_space;
    if (!takes_names && !is.given.named.empty())
        return stop(at, "this function takes no argument by name");
    switch (function.which) {
        case kind::range:
            return range(given, at, into);
        case kind::cycle:
            if (given.empty()) return stop(at, "`loop.cycle` wants something to choose from");
            into = given[function.loop->index % given.size()];
            return true;
        case kind::changed: {
            const auto& last = function.loop->last_seen;
            const bool same = last && equal(make_list(*last), make_list(given));
            function.loop->last_seen = std::move(given);
            into = item(!same);
            return true;
        }
        default:
            return make_members(function, is, given, at, into);
    }
}

// dict(…) and namespace(…): a map to begin with, then members by name.
bool renderer::make_members(
    const builtin_item& function,
    const call& is,
    const std::vector<item>& given,
    source_offset at,
    item& into
) {
    const auto* first = given.empty() ? nullptr : given.front().as<map_item>();
    if (given.size() > 1 || (!given.empty() && !first))
        return stop(at, "`dict` and `namespace` take a map at most, and members by name");
    std::vector<std::pair<item, item>> members;
    for (std::size_t i = 0; first && i < first->size(); ++i)
        members.emplace_back(first->key_at(i), first->value_at(i));
    for (const auto& [name, what] : is.given.named) {
        item worth;
        if (!evaluate_defined(*what, worth)) return false;
        const auto known = std::find_if(members.begin(), members.end(), [&](const auto& member) {
            return equal(member.first, item::view(name));
        });
        if (known != members.end())
            known->second = std::move(worth);
        else
            members.emplace_back(item::view(name), std::move(worth));
    }
    if (function.which == builtin_item::kind::dict) {
        into = make_map(std::move(members));
        return spend(into, at);
    }
    auto space = std::make_unique<made_namespace>();
    for (auto& [name, worth] : members) {
        const auto* text = name.as<text_item>();
        if (!text) return stop(at, "the members of a namespace have names");
        if (holds_loop(worth)) return stop(at, "`loop` cannot be kept beyond its loop");
        space->members.emplace_back(text->view, std::move(worth));
    }
    into = item(space.get());
    namespaces_.push_back(std::move(space));
    return true;
}

bool renderer::range(const std::vector<item>& given, source_offset at, item& into) {
    std::int64_t bounds[3] = {0, 0, 1};
    if (given.empty() || given.size() > 3) return stop(at, "`range` takes from, to and a step");
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto n = whole(given[i]);
        if (!n) return stop(at, "`range` wants integers, not " + std::string(kind_name(given[i])));
        bounds[given.size() == 1 ? 1 : i] = *n;
    }
    const auto [from, to, by] = bounds;
    if (by == 0) return stop(at, "the step of `range` cannot be 0");
    std::vector<item> numbers;
    for (std::int64_t n = from; by > 0 ? n < to : n > to;) {
        if (std::ssize(numbers) >= longest_range)
            return stop(at, "`range` gives at most 100000 numbers");
        numbers.emplace_back(n);
        if (__builtin_add_overflow(n, by, &n)) break;
    }
    into = make_list(std::move(numbers));
    return spend(into, at);
}

bool renderer::loop_member(loop_state& of, std::string_view name, source_offset at, item& into) {
    const auto count = static_cast<std::int64_t>(of.list->size());
    const auto index = static_cast<std::int64_t>(of.index);
    const auto is = [&](item worth) {
        into = std::move(worth);
        return true;
    };
    if (name == "index") return is(item(index + 1));
    if (name == "index0") return is(item(index));
    if (name == "revindex") return is(item(count - index));
    if (name == "revindex0") return is(item(count - index - 1));
    if (name == "first") return is(item(index == 0));
    if (name == "last") return is(item(index + 1 == count));
    if (name == "length") return is(item(count));
    if (name == "depth") return is(item(std::int64_t{1}));
    if (name == "depth0") return is(item(std::int64_t{0}));
    if (name == "cycle") return is(item(builtin_item{builtin_item::kind::cycle, &of}));
    if (name == "changed") return is(item(builtin_item{builtin_item::kind::changed, &of}));
    if (name == "previtem" && index > 0) return is(of.list->at(of.index - 1));
    if (name == "nextitem" && index + 1 < count) return is(of.list->at(of.index + 1));
    missing why{.why = missing::kind::member, .name = std::string(name)};
    why.container = "`loop`";
    return is(undefined(std::move(why), at));
}

}  // namespace bot
