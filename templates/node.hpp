// Answers for the tree a template is parsed into.
#pragma once

#include "templates/item.hpp"
#include "templates/source.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bot {

struct filter_row;
struct test_row;
struct expression;
struct statement;

using expression_ptr = std::unique_ptr<const expression>;
using expressions = std::vector<expression_ptr>;
using block = std::vector<statement>;

struct given_arguments {
    expressions positional;  // of filters: by parameter, null where nothing was given
    std::vector<std::pair<std::string, expression_ptr>> named;
};

struct literal {
    item worth;
};
struct name_use {
    std::string name;
};
struct member_use {
    expression_ptr of;
    std::string name;
};
struct subscript {
    expression_ptr of;
    expression_ptr key;
};
struct slice {
    expression_ptr of;
    expression_ptr from, to, step;  // each may be null
};
struct unary {
    enum class sign : std::uint8_t { no, minus, plus };
    sign which = sign::no;
    expression_ptr operand;
};
enum class arithmetic : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,
    floor_divide,
    modulo,
    power
};
struct binary {
    arithmetic which = arithmetic::add;
    expression_ptr left, right;
};
struct logical {
    bool is_and = false;
    expression_ptr left, right;
};
enum class relation : std::uint8_t { equal, unequal, less, at_most, greater, at_least, in, not_in };
struct comparison {
    expression_ptr first;
    std::vector<std::pair<relation, expression_ptr>> rest;
};
struct concatenation {
    expressions parts;
};
struct list_display {
    expressions items;
    bool is_tuple = false;
};
struct map_display {
    std::vector<std::pair<expression_ptr, expression_ptr>> members;
};
struct conditional {
    expression_ptr test, then, otherwise;  // otherwise may be null
};
struct call {
    expression_ptr callee;
    given_arguments given;
};
struct filter_use {
    const filter_row* which = nullptr;
    expression_ptr input;
    given_arguments given;
};
struct test_use {
    const test_row* which = nullptr;
    expression_ptr input;
    expression_ptr argument;  // null when the test takes none
};
struct captured_text {};  // what a filter block or a filtered block set holds

struct expression {
    using kinds = std::variant<
        literal,
        name_use,
        member_use,
        subscript,
        slice,
        unary,
        binary,
        logical,
        comparison,
        concatenation,
        list_display,
        map_display,
        conditional,
        call,
        filter_use,
        test_use,
        captured_text>;

    source_offset at = 0;
    std::uint16_t depth = 1;  // of the tree that begins here
    kinds is;
};

// A name, a member of a namespace, or several of them.
struct target {
    source_offset at = 0;
    std::string name = {};
    std::string member = {};
    std::vector<target> parts = {};
};

struct text_run {
    std::string_view text;
};
struct output {
    expression_ptr what;
};
struct condition {
    std::vector<std::pair<expression_ptr, block>> branches;
    block otherwise;
};
struct loop {
    target each;
    expression_ptr over;
    expression_ptr only_if;  // may be null
    block body, otherwise;
};
struct assignment {
    target to;
    expression_ptr what;
};
struct block_assignment {
    target to;
    expression_ptr filters;  // null, or filters over captured_text
    block body;
};
struct macro_definition {
    struct parameter {
        std::string name;
        expression_ptr fallback;  // may be null
    };
    std::string name;
    std::vector<parameter> parameters;
    bool takes_more = false;    // its body reads `varargs`
    bool takes_named = false;   // its body reads `kwargs`
    bool takes_caller = false;  // its body reads `caller`
    block body;
};
// A call whose macro finds the body as `caller()`.
struct call_block {
    macro_definition caller;
    expression_ptr what;  // a call
};
struct inclusion {
    expression_ptr names;
    bool ignore_missing = false;
    bool with_context = true;
};
struct extension {
    expression_ptr name;
};
// What a template that extends this one may put its own in place of.
struct named_block {
    std::string name;
    bool is_scoped = false;    // sees the names around it
    bool is_required = false;  // empty here: the other has to fill it
    block body;
};
struct block_use {
    std::shared_ptr<const named_block> what;
};
struct with_block {
    std::vector<std::pair<target, expression_ptr>> names;
    block body;
};
struct filter_block {
    expression_ptr filters;
    block body;
};

struct statement {
    source_offset at = 0;
    std::variant<
        text_run,
        output,
        condition,
        loop,
        assignment,
        block_assignment,
        macro_definition,
        call_block,
        inclusion,
        extension,
        block_use,
        with_block,
        filter_block>
        is;
};

// One file, parsed.
struct parsed_file {
    parsed_file(std::string name, std::string_view text) : source(std::move(name), text) {}

    // What an include or extends names in so many words, so that it can be checked before
    // anything is rendered.
    struct named_inclusion {
        std::vector<std::string> names;  // any one of them will do
        bool ignore_missing = false;
        source_offset at = 0;
    };

    source_text source;
    block body = {};
    std::vector<named_inclusion> inclusions = {};
    std::map<std::string, std::shared_ptr<const named_block>, std::less<>> blocks = {};
};

}  // namespace bot
