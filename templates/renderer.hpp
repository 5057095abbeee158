// Answers for one rendering of a template: walks the tree over the data and writes.
#pragma once

#include "bot/base/result.hpp"
#include "bot/base/value.hpp"
#include "templates/arguments.hpp"
#include "templates/budget.hpp"
#include "templates/library.hpp"
#include "templates/node.hpp"
#include "templates/output_text.hpp"
#include "templates/scope.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct loop_state {
    const list_item* list = nullptr;
    std::size_t index = 0;
    std::optional<std::vector<item>> last_seen;  // by loop.changed
};

// A template and those it extends: whose blocks stand in place of whose.
struct rendered_document {
    struct placed_block {
        const named_block* is = nullptr;
        const source_text* source = nullptr;
    };
    std::map<std::string_view, std::vector<placed_block>> blocks = {};  // the outermost last
    const parsed_file* parent = nullptr;  // of the file that is rendered just now
    int files = 0;
    scope_stack::index around = 0;    // where its files stand
    scope_stack::index in_block = 0;  // what blocks see just now
    output_text unseen;               // what a file writes beside its blocks

    void add(const parsed_file& file) {
        ++files;
        for (const auto& [name, one] : file.blocks)
            blocks[name].push_back({one.get(), &file.source});
    }
};

// A member answers false once something went wrong; what and where is kept in
// `failure_`, and everybody above only passes it on.
class renderer {
public:
    renderer(const template_library& library, const value& data, const render_options& options);

    result<std::string> run();

private:
    static constexpr int max_calls = 32;
    static constexpr std::string_view too_deep =
        "includes, macros and blocks are nested more than 32 deep";
    // Of statements and expressions together: what the stack of a thread holds with room to spare.
    static constexpr int max_nested = 1000;

    bool stop(source_offset at, std::string_view what);
    bool stop_undefined(const item& undefined, source_offset at);
    std::string unknown_name(std::string_view name) const;
    bool step(source_offset at);
    bool not_too_deep(const item& made, source_offset at);
    // For what no filter or operator has paid for itself.
    bool spend(const item& made, source_offset at);
    bool within_limit(source_offset at);
    bool step_through(const item& of, source_offset at);
    bool sequence_of(const item& of, source_offset at, std::optional<list_item>& into);

    // statements
    bool run(const block& statements);
    bool run(const statement& of);
    bool perform(const text_run& is, source_offset at);
    bool perform(const output& is, source_offset at);
    bool perform(const condition& is, source_offset at);
    bool perform(const loop& is, source_offset at);
    bool perform(const assignment& is, source_offset at);
    bool perform(const block_assignment& is, source_offset at);
    bool perform(const macro_definition& is, source_offset at);
    bool perform(const call_block& is, source_offset at);
    bool perform(const inclusion& is, source_offset at);
    bool perform(const extension& is, source_offset at);
    bool perform(const block_use& is, source_offset at);
    bool perform(const with_block& is, source_offset at);
    bool perform(const filter_block& is, source_offset at);
    bool each_turn(const loop& is, const list_item& list);
    std::optional<list_item> only_those(const loop& is, const list_item& list);
    std::optional<item> capture(const block& body);
    std::optional<item> captured_and_filtered(const block& body, const expression* filters);
    bool assign(const target& to, item worth);
    bool assign_member(const target& to, item worth);
    bool included_names(const inclusion& is, std::vector<std::string>& names);
    bool find_file(const expression& named, const std::string& name, const parsed_file*& file);
    bool include(const parsed_file& file, bool with_context, source_offset at);
    bool render(const parsed_file& file);
    bool render_block(
        const std::vector<rendered_document::placed_block>& all,
        std::size_t level,
        scope_stack::index around,
        source_offset at
    );
    bool block_text(
        const std::vector<rendered_document::placed_block>& all,
        std::size_t level,
        source_offset at,
        item& into
    );
    bool block_member(std::string_view name, source_offset at, item& into);
    bool call_block_function(const builtin_item& function, source_offset at, item& into);
    bool write(item what, source_offset at);

    // expressions
    bool evaluate(const expression& of, item& into);
    bool evaluate_defined(const expression& of, item& into);
    bool forgive(item& undefined, source_offset at);
    bool evaluate_optional(const expression_ptr& of, item& into);
    bool evaluate_all(const expressions& all, std::vector<item>& into);
    bool truth_of(const expression& test, bool& into);
    const value* borrowed(const expression& of) const;
    bool worth(const literal& is, source_offset at, item& into);
    bool worth(const name_use& is, source_offset at, item& into);
    bool worth(const member_use& is, source_offset at, item& into);
    bool worth(const subscript& is, source_offset at, item& into);
    bool worth(const slice& is, source_offset at, item& into);
    bool worth(const unary& is, source_offset at, item& into);
    bool worth(const binary& is, source_offset at, item& into);
    bool worth(const logical& is, source_offset at, item& into);
    bool worth(const comparison& is, source_offset at, item& into);
    bool worth(const concatenation& is, source_offset at, item& into);
    bool worth(const list_display& is, source_offset at, item& into);
    bool worth(const map_display& is, source_offset at, item& into);
    bool worth(const conditional& is, source_offset at, item& into);
    bool worth(const call& is, source_offset at, item& into);
    bool worth(const filter_use& is, source_offset at, item& into);
    bool worth(const test_use& is, source_offset at, item& into);
    bool worth(const captured_text& is, source_offset at, item& into);
    bool compare(relation which, const item& a, const item& b, source_offset at, bool& holds);
    bool accept(result<item> made, source_offset at, item& into);
    item undefined(missing why, source_offset at) const;
    item missing_name(const std::string& name, source_offset at) const;

    // calls
    // `caller` is null but for a call block.
    bool call_macro(
        const macro_item& macro, const call& is, const item* caller, source_offset at, item& into
    );
    bool bind_parameters(
        const macro_item& macro,
        std::vector<item> positional,
        std::vector<std::pair<std::string_view, item>> named,
        source_offset at
    );
    void bind_caller(
        const macro_definition& definition,
        std::vector<std::pair<std::string_view, item>>& named,
        source_offset at
    );
    bool bind_rest(
        const macro_definition& definition,
        std::vector<item> positional,
        std::vector<std::pair<std::string_view, item>> named,
        source_offset at
    );
    bool call_builtin(const builtin_item& function, const call& is, source_offset at, item& into);
    bool range(const std::vector<item>& given, source_offset at, item& into);
    bool loop_member(loop_state& of, std::string_view name, source_offset at, item& into);
    bool make_members(
        const builtin_item& function,
        const call& is,
        const std::vector<item>& given,
        source_offset at,
        item& into
    );

    const template_library& library_;
    const value& data_;
    const render_options& options_;
    budget left_;
    const source_text* source_;
    scope_stack scopes_;
    output_text final_;
    output_text* out_;
    item captured_;  // what the filters of a filter block begin with
    rendered_document* document_ = nullptr;
    int calls_ = 0;
    int nested_ = 0;
    std::vector<std::unique_ptr<made_namespace>>
        namespaces_;  // owned here, so that none can own itself
    std::map<std::string, std::unique_ptr<const parsed_file>, std::less<>> loaded_;
    std::optional<error> failure_;
};

}  // namespace bot
