// The few sentences the RCA words itself, made of what people told. What comes out is text
// that is still to be escaped for where it lands.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

using impact_figures = std::span<const std::pair<std::string, std::string>>;

// A title inside a sentence: "Cache Invalidation Bug" -> "cache invalidation bug". Words with
// capitals or digits of their own stay (DNS, PostgreSQL, OAuth, IPv6, P99).
std::string in_sentence(std::string_view title);

// What the summary is made of when nobody wrote one; what is unknown is left out of it.
struct summary_facts {
    std::string date, service, title;
    std::optional<std::int64_t> minutes;
    std::string users;  // as told
    std::size_t dependent_services = 0;
};
std::string summary_sentence(const summary_facts& facts);

// "Error rate spike: 10% (baseline: <1%)": what the known figures mean in the order of the
// document, then the free ones in the order told.
std::vector<std::string> service_impact(impact_figures told);
// "77 support tickets created": what customers noticed.
std::vector<std::string> customer_impact(impact_figures told);

// The figure of that key as it was told; empty when it was not.
std::string_view figure_of(impact_figures told, std::string_view key);

}  // namespace bot
