#include "bot/base/escape.hpp"
#include "bot/base/text.hpp"
#include "bot/base/time.hpp"
#include "bot/base/zone.hpp"
#include "templates/budget.hpp"
#include "templates/filters.hpp"
#include "templates/operators.hpp"
#include "templates/words.hpp"

#include <array>

namespace bot {
namespace {

using sink = std::string (*)(std::string_view text);

std::string as_it_is(std::string_view text) {
    return std::string(text);
}
std::string section(std::string_view text) {
    return section_markdown(text);
}

// What a sink has made fit for its place is not escaped again.
template <sink Sink>
result<item> made_fit(const item& input, const arguments&, budget& left) {
    const auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    auto fit = Sink(words->view);
    if (!left.spend(fit.size())) return left.no_bytes();
    return item::text(std::move(fit), text_mark::markup);
}

// Numbers, booleans and none are written as YAML writes them, without quotes.
result<item> yaml_filter(const item& input, const arguments& given, budget& left) {
    if (input.is_none()) return item::text("null", text_mark::markup);
    if (const auto* truth_value = input.as<bool>())
        return item::text(*truth_value ? "true" : "false", text_mark::markup);
    if (is_number(input)) return made_fit<as_it_is>(input, given, left);
    return made_fit<yaml_scalar>(input, given, left);
}

result<item> link_filter(const item& input, const arguments& given, budget& left) {
    const auto words = to_words(input);
    const auto url = given.text(0, "");
    if (!words) return tl::unexpected(words.error());
    if (!url) return tl::unexpected(url.error());
    const auto target = escape_link_target(*url);
    // A link that leads nowhere is only its words.
    auto made = target.empty() ? escape_markdown(words->view)
                               : "[" + escape_link_text(words->view) + "](" + target + ")";
    if (!left.spend(made.size())) return left.no_bytes();
    return item::text(std::move(made), text_mark::markup);
}

result<item> wikilink_filter(const item& input, const arguments& given, budget& left) {
    const auto target = to_words(input);
    const auto text = given.text(0, "");
    if (!target) return tl::unexpected(target.error());
    if (!text) return tl::unexpected(text.error());
    auto made = wikilink(target->view, *text);
    if (!left.spend(made.size())) return left.no_bytes();
    return item::text(std::move(made), text_mark::markup);
}

result<item> fence_filter(const item& input, const arguments& given, budget& left) {
    const auto words = to_words(input);
    const auto language = given.text(0, "");
    if (!words) return tl::unexpected(words.error());
    if (!language) return tl::unexpected(language.error());
    auto made = fence(words->view, *language);
    if (!left.spend(made.size())) return left.no_bytes();
    return item::text(std::move(made), text_mark::markup);
}

result<item> duration_filter(const item& input, const arguments&, budget&) {
    constexpr std::int64_t longest = 1'000'000'000'000;
    const auto* count = input.as<std::int64_t>();
    if (!count)
        return fail(
            errc::invalid, "`duration` wants whole seconds, not " + std::string(kind_name(input))
        );
    if (*count > longest || *count < -longest)
        return fail(errc::invalid, "`duration` wants less than 1000000000000 seconds");
    return item::text(format_duration(seconds(*count)));
}

// In UTC, or where it says.
template <std::string (*Format)(instant), std::string local_moment::*Part>
result<item> moment_filter(const item& input, const arguments& given, budget&) {
    const auto* text = input.as<text_item>();
    if (!text)
        return fail(
            errc::invalid,
            "a moment as text wanted (2025-09-27T19:03:00Z), not " + std::string(kind_name(input))
        );
    const auto at = parse_rfc3339(text->view);
    if (!at) return tl::unexpected(at.error());
    if (!given.has(0)) return item::text(Format(*at));
    const auto zone = given.text(0, "");
    if (!zone) return tl::unexpected(zone.error());
    auto there = in_zone(*at, *zone);
    if (!there) return tl::unexpected(there.error());
    return item::text(std::move((*there).*Part));
}

std::string date_of(instant at) {
    return format_date(at);
}

result<item> article_filter(const item& input, const arguments&, budget&) {
    const auto words = to_words(input);
    if (!words) return tl::unexpected(words.error());
    return item::view(article_for(words->view));
}

constexpr std::array table{
    filter_row{"cell", made_fit<escape_cell>, "", false, escape_cell},
    filter_row{"markdown", made_fit<escape_markdown>, "", false, escape_markdown},
    filter_row{"section", made_fit<section>, "", false, section},
    filter_row{"yaml", yaml_filter},
    filter_row{"yamlq", made_fit<yaml_quoted>, "", false, yaml_quoted},
    filter_row{"link", link_filter, "url!"},
    filter_row{"wikilink", wikilink_filter, "text"},
    filter_row{"fence", fence_filter, "lang"},
    filter_row{"duration", duration_filter},
    filter_row{"date", moment_filter<date_of, &local_moment::date>, "zone"},
    filter_row{"time", moment_filter<format_hhmm, &local_moment::hhmm>, "zone"},
    filter_row{"article", article_filter},
};

}  // namespace

std::span<const filter_row> sink_filters() {
    return table;
}

}  // namespace bot
