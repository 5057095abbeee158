// Answers for the parser's parts: what its two sources (expressions, statements) share.
#pragma once

#include "templates/lexer.hpp"
#include "templates/node.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// A member answers null or false once something is wrong; what and where is kept in
// `failure_`, and everybody above only passes it on.
class parser {
public:
    parser(parsed_file& file, std::vector<token> tokens, bool may_include)
        : file_(file), tokens_(std::move(tokens)), may_include_(may_include) {}

    static constexpr int max_nesting = 200;

    bool run();
    error take_failure() { return std::move(*failure_); }

private:
    // What reads it changes which arguments a macro takes.
    struct open_macro {
        bool reads_varargs = false;
        bool reads_kwargs = false;
        bool reads_caller = false;
    };
    enum class inline_if : bool { refused, allowed };

    const token& now() const { return tokens_[at_]; }
    const token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
    void advance() { at_ = std::min(at_ + 1, tokens_.size() - 1); }
    bool take_sign(std::string_view sign);
    bool take_name(std::string_view name);
    bool expect_sign(std::string_view sign, std::string_view after);
    bool expect_name(std::string_view name, std::string_view after);
    std::optional<std::string> expect_any_name(std::string_view what);
    static std::string described(const token& what);
    static bool is_reserved(const token& word);
    bool stop(source_offset at, std::string what);
    expression_ptr refuse(source_offset at, std::string what);

    expression_ptr make(source_offset at, expression::kinds is);

    // expressions: from the weakest operator to the strongest
    expression_ptr whole_expression(inline_if allowed = inline_if::allowed);
    expression_ptr tuple(inline_if allowed, bool in_brackets, std::string_view ends_at = "");
    expression_ptr conditional_expression();
    expression_ptr any_of();
    expression_ptr all_of();
    expression_ptr negation();
    expression_ptr relation_chain();
    expression_ptr sum();
    expression_ptr joined();
    expression_ptr product();
    expression_ptr power();
    expression_ptr signed_operand(bool with_filters = true);

    // operands: what operators stand between
    expression_ptr primary();
    expression_ptr name();
    expression_ptr number();
    expression_ptr strings();
    expression_ptr bracketed();
    expression_ptr list();
    expression_ptr map();
    expression_ptr postfix(expression_ptr of);
    expression_ptr member(expression_ptr of);
    expression_ptr subscripted(expression_ptr of);
    expression_ptr called(expression_ptr callee);
    expression_ptr filters(expression_ptr input);
    expression_ptr filter_chain(expression_ptr input);
    expression_ptr filtered(expression_ptr input);
    expression_ptr tested(expression_ptr input);
    bool tuple_ends(std::string_view ends_at) const;
    bool call_arguments(given_arguments& into);
    bool bind(const filter_row& filter, given_arguments& given, source_offset at);
    bool unescape(const token& quoted, std::string& into);
    bool escaped_character(std::string_view body, std::size_t& i, std::string& into);

    // statements
    bool statements(block& into, std::initializer_list<std::string_view> ends, std::string_view of);
    bool tag(block& into);
    bool output_tag(block& into);
    bool close_block();
    bool end_tag(std::string_view name);
    bool wrong_end(std::initializer_list<std::string_view> ends, std::string_view of);
    bool unknown_tag();
    std::optional<condition> parse_if();
    std::optional<loop> parse_for();
    bool parse_set(source_offset at, block& into);
    std::optional<macro_definition> parse_macro();
    bool parse_parameters(macro_definition& into);
    bool parse_macro_body(macro_definition& into, std::string_view tag);
    std::optional<call_block> parse_call();
    std::optional<inclusion> parse_include();
    std::optional<extension> parse_extends();
    std::optional<block_use> parse_block();
    bool finds_others(source_offset at, std::string_view tag);
    void note_names(const expression& names, bool ignore_missing);
    std::optional<with_block> parse_with();
    std::optional<filter_block> parse_filter_block();
    std::optional<target> parse_target(bool may_be_tuple, bool may_be_member);
    std::optional<target> single_target(bool may_be_member);

    parsed_file& file_;
    std::vector<token> tokens_;
    bool may_include_;
    std::size_t at_ = 0;
    int nested_ = 0;
    int scopes_ = 0;  // tags that are open and keep their names to themselves
    std::vector<source_offset> opened_;
    std::vector<open_macro> macros_;
    std::optional<error> failure_;
};

}  // namespace bot
