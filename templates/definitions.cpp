// The parser's tags that define something to be used elsewhere, or use what stands elsewhere:
// macros and their calls, blocks, other files.
#include "bot/base/text.hpp"
#include "templates/parsing.hpp"

#include <algorithm>

namespace bot {

std::optional<macro_definition> parser::parse_macro() {
    macro_definition is;
    macros_.emplace_back();
    if (!header([&] { return macro_header(is); }) || !parse_macro_body(is, "macro"))
        return std::nullopt;
    return is;
}

bool parser::macro_header(macro_definition& into) {
    const auto at = now().at;
    auto name = expect_any_name("the name of the macro");
    if (!name || !expect_sign("(", "after the name of the macro")) return false;
    if (is_reserved(tokens_[at_ - 2]))
        return stop(at, "`" + *name + "` cannot be the name of a macro");
    into.name = std::move(*name);
    return parse_parameters(into);
}

// Behind its tag; what its body reads is counted in the last of `macros_`.
bool parser::parse_macro_body(macro_definition& into, std::string_view tag) {
    const auto end = "end" + std::string(tag);
    if (!statements(into.body, {end}, tag) || !end_tag(end)) return false;
    into.takes_more = macros_.back().reads_varargs;
    into.takes_named = macros_.back().reads_kwargs;
    into.takes_caller = macros_.back().reads_caller;
    const auto inner = macros_.back();
    macros_.pop_back();
    // What a macro within it reads counts for the one around it as well, as in Jinja2.
    if (!macros_.empty()) {
        macros_.back().reads_varargs |= inner.reads_varargs;
        macros_.back().reads_kwargs |= inner.reads_kwargs;
        macros_.back().reads_caller |= inner.reads_caller;
    }
    return true;
}

std::optional<call_block> parser::parse_call() {
    call_block is;
    is.caller.name = "caller";
    if (!header([&] { return call_header(is); })) return std::nullopt;
    macros_.emplace_back();
    if (!parse_macro_body(is.caller, "call")) return std::nullopt;
    return is;
}

bool parser::call_header(call_block& into) {
    if (take_sign("(") && !parse_parameters(into.caller)) return false;
    const auto at = now().at;
    into.what = whole_expression();
    if (!into.what) return false;
    return std::holds_alternative<call>(into.what->is) ||
           stop(at, "`call` wants the call of a macro: `{% call name(…) %}`");
}

bool parser::parse_parameters(macro_definition& into) {
    while (!now().is_sign(")")) {
        const auto at = now().at;
        auto name = single_target(false);
        if (!name) return false;
        for (const auto& known : into.parameters)
            if (known.name == name->name)
                return stop(at, "the parameter `" + name->name + "` stands twice");
        expression_ptr fallback;
        if (take_sign("=")) {
            fallback = whole_expression();
            if (!fallback) return false;
        } else if (!into.parameters.empty() && into.parameters.back().fallback) {
            return stop(at, "a parameter without a default after one with a default");
        }
        into.parameters.push_back({std::move(name->name), std::move(fallback)});
        if (!now().is_sign(")") && !expect_sign(",", "between parameters")) return false;
    }
    advance();
    return true;
}

std::optional<inclusion> parser::parse_include() {
    inclusion is;
    const auto at = opened_.back();
    is.names = whole_expression();
    if (!is.names) return std::nullopt;
    if (now().is_name("ignore") && next().is_name("missing")) {
        advance();
        advance();
        is.ignore_missing = true;
    }
    if (next().is_name("context") && (now().is_name("with") || now().is_name("without"))) {
        is.with_context = now().is_name("with");
        advance();
        advance();
    }
    if (!close_block() || !finds_others(at, "include")) return std::nullopt;
    note_names(*is.names, is.ignore_missing);
    opened_.pop_back();
    return is;
}

bool parser::finds_others(source_offset at, std::string_view tag) {
    return may_include_ || stop(
                               at,
                               "`" + std::string(tag) +
                                   "` is not possible here: this template stands alone, without a "
                                   "folder"
                           );
}

std::optional<extension> parser::parse_extends() {
    extension is;
    const auto at = opened_.back();
    if (scopes_ > 0) {
        stop(at, "`extends` stands at the top of a template, not within another tag than `if`");
        return std::nullopt;
    }
    is.name = whole_expression();
    if (!is.name || !close_block() || !finds_others(at, "extends")) return std::nullopt;
    note_names(*is.name, false);
    opened_.pop_back();
    return is;
}

std::optional<block_use> parser::parse_block() {
    named_block is;
    const auto at = now().at;
    if (!header([&] { return block_header(is); })) return std::nullopt;
    if (!statements(is.body, {"endblock"}, "block")) return std::nullopt;
    opened_.pop_back();
    if (!expect_name("endblock", "at the end of the block")) return std::nullopt;
    if (now().kind == token_kind::name && !expect_name(is.name, "after `endblock`"))
        return std::nullopt;
    if (!close_block()) return std::nullopt;
    const auto is_blank = [](const statement& one) {
        const auto* text = std::get_if<text_run>(&one.is);
        return text && trim(text->text).empty();
    };
    if (is.is_required && !std::all_of(is.body.begin(), is.body.end(), is_blank)) {
        stop(at, "a required block is empty; whatever extends this template fills it");
        return std::nullopt;
    }
    auto made = std::make_shared<const named_block>(std::move(is));
    file_.blocks[made->name] = made;
    return block_use{std::move(made)};
}

bool parser::block_header(named_block& into) {
    const auto at = now().at;
    auto name = expect_any_name("the name of the block");
    if (!name) return false;
    into.name = std::move(*name);
    // Known from here on: none inside it has the same name.
    if (!file_.blocks.try_emplace(into.name).second)
        return stop(at, "the block `" + into.name + "` stands twice");
    into.is_scoped = take_name("scoped");
    into.is_required = take_name("required");
    return true;
}

void parser::note_names(const expression& names, bool ignore_missing) {
    const auto name_of = [](const expression& one) -> const text_item* {
        const auto* constant = std::get_if<literal>(&one.is);
        return constant ? constant->worth.as<text_item>() : nullptr;
    };
    parsed_file::named_inclusion noted{{}, ignore_missing, names.at};
    if (const auto* one = name_of(names)) noted.names.emplace_back(one->view);
    if (const auto* several = std::get_if<list_display>(&names.is))
        for (const auto& part : several->items) {
            const auto* one = name_of(*part);
            if (!one) return;
            noted.names.emplace_back(one->view);
        }
    if (!noted.names.empty()) file_.inclusions.push_back(std::move(noted));
}

}  // namespace bot
