#include "templates/renderer.hpp"

#include "bot/base/text.hpp"
#include "templates/filters.hpp"
#include "templates/operators.hpp"
#include "templates/printing.hpp"

#include <array>

namespace bot {
namespace {

constexpr std::array<std::string_view, 3> functions{"range", "dict", "namespace"};

}  // namespace

renderer::renderer(
    const template_library& library, const value& data, const render_options& options
)
    : library_(library),
      data_(data),
      options_(options),
      left_(options.steps, options.working_bytes, options.time),
      source_(&library.own->source),
      final_(output_text::use::final, options.escape_told),
      out_(&final_) {}

result<std::string> renderer::run() {
    scopes_.push(scope_stack::no_parent);
    if (!render(*library_.own)) return tl::unexpected(std::move(*failure_));
    return final_.take_text();
}

bool renderer::stop(source_offset at, std::string_view what) {
    if (!failure_) failure_ = source_->error_at(at, what);
    return false;
}

bool renderer::stop_undefined(const item& undefined, source_offset at) {
    const auto* why = undefined.as<std::shared_ptr<const missing>>();
    if (!why || !*why) return stop(at, "an undefined value is used");
    const auto& is = **why;
    const bool placed = is.source != nullptr;
    if (failure_) return false;
    failure_ = (placed ? is.source : source_)
                   ->error_at(
                       placed ? is.at : at,
                       is.why == missing::kind::name ? unknown_name(is.name) : why_missing(is)
                   );
    return false;
}

std::string renderer::unknown_name(std::string_view name) const {
    std::vector<std::string_view> known(functions.begin(), functions.end());
    scopes_.each_name([&](std::string_view one) { known.push_back(one); });
    bool sees_data = false;
    scopes_.find(name, sees_data);
    if (sees_data)
        for (const auto& [key, member] : *data_.as_map()) known.push_back(key);
    std::string what = "`" + std::string(name) + "` is not defined";
    if (const auto near = nearest(name, known); !near.empty())
        return what + "; did you mean `" + std::string(near) + "`?";
    return what + "; ask `is defined` first, or give a `default`";
}

bool renderer::step(source_offset at) {
    return left_.step() || stop(at, left_.no_steps().value().detail);
}

bool renderer::not_too_deep(const item& made, source_offset at) {
    return depth_of(made) <= max_made_depth ||
           stop(at, "lists and maps are nested more than 60 deep");
}

bool renderer::spend(const item& made, source_offset at) {
    if (!not_too_deep(made, at)) return false;
    return left_.spend(bytes_of(made)) || stop(at, left_.no_bytes().value().detail);
}

// What it costs to look at all of a value, however cheap a look is.
bool renderer::step_through(const item& of, source_offset at) {
    constexpr std::size_t text_bytes_a_step = 1024, elements_a_step = 16;
    std::size_t steps = 0;
    if (const auto* text = of.as<text_item>())
        steps = text->view.size() / text_bytes_a_step;
    else
        steps = length(of).value_or(0) / elements_a_step;
    return left_.step(steps) || stop(at, left_.no_steps().value().detail);
}

// The characters of a text are paid for before they are made.
bool renderer::sequence_of(const item& of, source_offset at, std::optional<list_item>& into) {
    const auto* text = of.as<text_item>();
    if (text && !left_.spend(text->view.size() * sizeof(item)))
        return stop(at, left_.no_bytes().value().detail);
    into = to_sequence(of);
    return true;
}

bool renderer::within_limit(source_offset at) {
    if (out_->size() <= options_.output_bytes) return true;
    return stop(
        at, "the template writes more than " + std::to_string(options_.output_bytes) + " bytes"
    );
}

bool renderer::run(const block& statements) {
    for (const auto& one : statements)
        if (!run(one)) return false;
    return true;
}

bool renderer::run(const statement& of) {
    if (++nested_ > max_nested) return stop(of.at, "blocks and calls are nested too deep");
    const bool done = std::visit([&](const auto& is) { return perform(is, of.at); }, of.is);
    --nested_;
    return done;
}

bool renderer::perform(const text_run& is, source_offset at) {
    out_->add(is.text);
    return within_limit(at);
}

bool renderer::write(item what, source_offset at) {
    if (what.is_undefined() && !forgive(what, at)) return false;
    if (const auto* text = what.as<text_item>()) {
        out_->add(*text);
        return within_limit(at);
    }
    std::string written;
    const auto told = append_text(written, what);
    if (!told) return stop(at, told.error().detail);
    if (*told)
        out_->add_told(written);
    else
        out_->add(std::string_view(written));
    return within_limit(at);
}

bool renderer::perform(const output& is, source_offset at) {
    const auto* filter = std::get_if<filter_use>(&is.what->is);
    if (filter && filter->which->sink && filter->given.positional.empty()) {
        const auto* data = borrowed(*filter->input);
        const auto* text = data ? data->as_text() : nullptr;
        if (text) {
            const auto fit = filter->which->sink(text->text);
            if (text->told && filter->which->keeps_told)
                out_->add_told(fit);
            else
                out_->add(std::string_view(fit));
            return within_limit(at);
        }
    }
    if (const auto* data = borrowed(*is.what))
        if (const auto* text = data->as_text()) {
            if (text->told)
                out_->add_told(text->text);
            else
                out_->add(std::string_view(text->text));
            return within_limit(at);
        }
    item what;
    return evaluate(*is.what, what) && write(std::move(what), is.what->at);
}

bool renderer::perform(const condition& is, source_offset) {
    for (const auto& [test, body] : is.branches) {
        bool holds = false;
        if (!truth_of(*test, holds)) return false;
        if (holds) return run(body);
    }
    return run(is.otherwise);
}

bool renderer::perform(const loop& is, source_offset) {
    item over;
    if (!evaluate_defined(*is.over, over)) return false;
    std::optional<list_item> list;
    if (!sequence_of(over, is.over->at, list)) return false;
    if (!list) return stop(is.over->at, std::string(kind_name(over)) + " cannot be looped over");
    if (is.only_if) {
        list = only_those(is, *list);
        if (!list) return false;
    }
    if (list->size() > 0) return each_turn(is, *list);
    const auto here = scopes_.here();
    scopes_.push();
    if (!run(is.otherwise)) return false;
    scopes_.pop(here);
    return true;
}

bool renderer::each_turn(const loop& is, const list_item& list) {
    loop_state state{&list, 0, std::nullopt};
    const auto here = scopes_.here();
    for (; state.index < list.size(); ++state.index) {
        if (!step(is.each.at)) return false;
        scopes_.push();
        scopes_.set("loop", item(&state));
        if (!assign(is.each, list.at(state.index)) || !run(is.body)) return false;
        scopes_.pop(here);
    }
    return true;
}

std::optional<list_item> renderer::only_those(const loop& is, const list_item& list) {
    std::vector<item> kept;
    const auto here = scopes_.here();
    for (std::size_t i = 0; i < list.size(); ++i) {
        bool holds = false;
        if (!step(is.only_if->at)) return std::nullopt;
        scopes_.push();
        if (!assign(is.each, list.at(i)) || !truth_of(*is.only_if, holds)) return std::nullopt;
        scopes_.pop(here);
        if (holds) kept.push_back(list.at(i));
    }
    return *make_list(std::move(kept)).as<list_item>();
}

bool renderer::perform(const assignment& is, source_offset) {
    item what;
    return evaluate(*is.what, what) && assign(is.to, std::move(what));
}

bool renderer::perform(const block_assignment& is, source_offset) {
    auto text = captured_and_filtered(is.body, is.filters.get());
    return text && assign(is.to, std::move(*text));
}

bool renderer::perform(const filter_block& is, source_offset at) {
    auto text = captured_and_filtered(is.body, is.filters.get());
    return text && write(std::move(*text), at);
}

std::optional<item> renderer::captured_and_filtered(const block& body, const expression* filters) {
    const auto here = scopes_.here();
    scopes_.push();
    auto text = capture(body);
    if (!text) return std::nullopt;
    scopes_.pop(here);
    if (!filters) return text;
    auto outer = std::exchange(captured_, std::move(*text));
    item made;
    if (!evaluate_defined(*filters, made)) return std::nullopt;
    captured_ = std::move(outer);
    return made;
}

std::optional<item> renderer::capture(const block& body) {
    output_text inner(output_text::use::captured, options_.escape_told);
    auto* outer = std::exchange(out_, &inner);
    const bool done = run(body);
    out_ = outer;
    if (!done) return std::nullopt;
    auto text = inner.take_captured();
    if (!spend(text, body.empty() ? 0 : body.front().at)) return std::nullopt;
    return text;
}

bool renderer::perform(const macro_definition& is, source_offset) {
    scopes_.set(
        is.name, item(macro_item{&is, source_, scopes_.here(), scopes_.serial(), document_})
    );
    return true;
}

bool renderer::perform(const with_block& is, source_offset) {
    std::vector<item> worths;
    for (const auto& [to, what] : is.names) {
        item one;
        if (!evaluate(*what, one)) return false;
        worths.push_back(std::move(one));
    }
    const auto here = scopes_.here();
    scopes_.push();
    for (std::size_t i = 0; i < worths.size(); ++i)
        if (!assign(is.names[i].first, std::move(worths[i]))) return false;
    if (!run(is.body)) return false;
    scopes_.pop(here);
    return true;
}

bool renderer::assign(const target& to, item worth) {
    if (to.parts.empty()) {
        if (!to.member.empty()) return assign_member(to, std::move(worth));
        scopes_.set(to.name, std::move(worth));
        return true;
    }
    if (worth.is_undefined()) return stop_undefined(worth, to.at);
    std::optional<list_item> list;
    if (!sequence_of(worth, to.at, list)) return false;
    if (!list)
        return stop(
            to.at, std::string(kind_name(worth)) + " cannot be taken apart into several names"
        );
    if (list->size() != to.parts.size())
        return stop(
            to.at,
            "there are " + std::to_string(to.parts.size()) + " names for " +
                std::to_string(list->size()) + " values"
        );
    for (std::size_t i = 0; i < to.parts.size(); ++i)
        if (!assign(to.parts[i], list->at(i))) return false;
    return true;
}

bool renderer::assign_member(const target& to, item worth) {
    item of;
    const name_use name{to.name};
    if (!this->worth(name, to.at, of)) return false;
    if (of.is_undefined()) return stop_undefined(of, to.at);
    const auto* space = of.as<made_namespace*>();
    if (!space)
        return stop(
            to.at,
            "members can be set in a `namespace()` only, `" + to.name + "` is " +
                std::string(kind_name(of))
        );
    if (holds_loop(worth)) return stop(to.at, "`loop` cannot be kept beyond its loop");
    for (auto& [known, held] : (*space)->members)
        if (known == to.member) {
            held = std::move(worth);
            return true;
        }
    (*space)->members.emplace_back(to.member, std::move(worth));
    return true;
}

}  // namespace bot
