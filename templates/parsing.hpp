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
// `failures_`, and everybody above only passes it on, up to whoever goes on behind the tag.
class parser {
public:
    parser(parsed_file& file, token_list tokens, bool may_include)
        : file_(file),
          tokens_(std::move(tokens.all)),
          broken_(std::move(tokens.broken)),
          may_include_(may_include) {}

    static constexpr int max_nesting = 200;
    static constexpr std::size_t most_failures = 20;

    bool run();
    std::vector<error> take_failures() { return std::move(failures_); }

private:
    // What reads it changes which arguments a macro takes.
    struct open_macro {
        bool reads_varargs = false;
        bool reads_kwargs = false;
        bool reads_caller = false;
    };
    enum class inline_if : bool { refused, allowed };
    // What an abandoned tag leaves open.
    struct depths {
        std::size_t opened, macros;
        int nested, scopes;
    };

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
    // For what cannot be gone on behind.
    bool give_up(source_offset at, std::string what);
    depths depth_now() const { return {opened_.size(), macros_.size(), nested_, scopes_}; }
    // Behind the tag in which something was wrong, so that what is wrong after it is told as well.
    // False when there is no going on.
    bool recover(depths before);
    bool is_inside_tag() const;
    // What is broken in the tag that is read; nothing when only its grammar is wrong.
    const error* broken_here() const;
    bool tag_holds_sign(std::string_view sign) const;
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
    bool known_tag(block& into);
    bool else_part(block& into, std::string_view end, std::string_view of);
    bool output_tag(block& into);
    bool close_block();
    // Reads a tag up to its end, or goes on behind it.
    template <class Header>
    bool header(Header read) {
        const auto before = depth_now();
        return (read() && close_block()) || recover(before);
    }
    bool end_tag(std::string_view name);
    bool ends_unknown() const;
    bool wrong_end(std::initializer_list<std::string_view> ends, std::string_view of);
    bool unknown_tag();
    std::optional<condition> parse_if();
    std::optional<loop> parse_for();
    bool for_header(loop& into);
    bool parse_set(source_offset at, block& into);
    bool set_header(std::optional<target>& to, expression_ptr& what);
    std::optional<macro_definition> parse_macro();
    bool macro_header(macro_definition& into);
    bool parse_parameters(macro_definition& into);
    bool parse_macro_body(macro_definition& into, std::string_view tag);
    std::optional<call_block> parse_call();
    bool call_header(call_block& into);
    std::optional<inclusion> parse_include();
    std::optional<extension> parse_extends();
    std::optional<block_use> parse_block();
    bool block_header(named_block& into);
    bool finds_others(source_offset at, std::string_view tag);
    void note_names(const expression& names, bool ignore_missing);
    std::optional<with_block> parse_with();
    bool with_header(with_block& into);
    std::optional<filter_block> parse_filter_block();
    std::optional<target> parse_target(bool may_be_tuple, bool may_be_member);
    std::optional<target> single_target(bool may_be_member);

    parsed_file& file_;
    std::vector<token> tokens_;
    std::vector<error> broken_;
    bool may_include_;
    std::size_t at_ = 0;
    int nested_ = 0;
    int scopes_ = 0;  // tags that are open and keep their names to themselves
    std::vector<source_offset> opened_;
    std::vector<open_macro> macros_;
    std::vector<error> failures_;
    bool is_lost_ = false;  // in a tag in which something is wrong already
    bool is_over_ = false;
    std::vector<std::string> unknown_;  // tags that there are not; theirs would be the ends to come
};

}  // namespace bot
