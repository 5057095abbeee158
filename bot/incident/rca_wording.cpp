#include "bot/incident/rca_wording.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <array>

namespace bot {
namespace {

constexpr std::array<std::string_view, 5> latency_keys{"p50", "p90", "p95", "p99", "p999"};
// Figures that have a sentence of their own; all others are free.
constexpr std::array<std::string_view, 12> worded_keys{
    "requests",
    "error_rate",
    "baseline",
    "p50",
    "p90",
    "p95",
    "p99",
    "p999",
    "users",
    "errors",
    "tickets",
    "revenue"};

bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word_part(char c) {
    return is_capital(c) || is_digit(c) || (c >= 'a' && c <= 'z') ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// "Bug" and the article "A" are written small inside a sentence; "DNS", "IPv6", "P1" are names.
bool is_only_capitalized(std::string_view word) {
    return !word.empty() && is_capital(word[0]) &&
           std::none_of(word.begin() + 1, word.end(), [](char c) {
               return is_capital(c) || is_digit(c);
           });
}

std::string counted(std::string_view count, std::string_view one, std::string_view many) {
    std::string text(count);
    return text.append(" ").append(count == "1" ? one : many);
}

bool begins_with_article(std::string_view text) {
    return text.starts_with("a ") || text.starts_with("an ") || text.starts_with("the ");
}

std::string what_happened(std::string_view title) {
    auto thing = in_sentence(trim(title));
    while (!thing.empty() && thing.back() == '.') thing.pop_back();
    if (thing.empty()) return "an incident";
    if (begins_with_article(thing)) return thing;
    return std::string(article_for(thing)) + " " + thing;
}

std::string lasting(std::int64_t minutes) {
    if (minutes == 0) return "lasted less than a minute";
    return "lasted approximately " + counted(std::to_string(minutes), "minute", "minutes");
}

std::string latency(std::string_view key, std::string_view told) {
    const auto dots = told.find("..");
    const auto from = trim(told.substr(0, dots));
    const auto to = dots == told.npos ? std::string_view{} : trim(told.substr(dots + 2));
    std::string text;
    if (from.empty() || to.empty())
        return text.append("Latency: ")
            .append(key)
            .append(" reached ")
            .append(to.empty() ? from : to);
    return text.append("Latency increase: ")
        .append(key)
        .append(" went from ")
        .append(from)
        .append(" to ")
        .append(to);
}

std::string free_figure(std::string_view key, std::string_view told) {
    std::string text(key);
    std::replace(text.begin(), text.end(), '_', ' ');
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text.append(": ").append(told);
}

}  // namespace

std::string in_sentence(std::string_view title) {
    std::string text(title);
    for (std::size_t from = 0; from < text.size();) {
        if (!is_word_part(text[from])) {
            ++from;
            continue;
        }
        std::size_t to = from;
        while (to < text.size() && is_word_part(text[to])) ++to;
        if (is_only_capitalized(std::string_view(text).substr(from, to - from)))
            text[from] = static_cast<char>(text[from] - 'A' + 'a');
        from = to;
    }
    return text;
}

std::string summary_sentence(const summary_facts& facts) {
    std::string text = "On " + facts.date + ", ";
    const auto happened = what_happened(facts.title);
    if (facts.service.empty()) {
        text += happened + " occurred.";
    } else {
        text += "the " + facts.service + " service experienced " + happened + ".";
    }
    std::vector<std::string> hit;
    if (!facts.users.empty()) hit.push_back(counted(facts.users, "user", "users"));
    if (facts.dependent_services != 0)
        hit.push_back(counted(
            std::to_string(facts.dependent_services), "dependent service", "dependent services"
        ));
    std::vector<std::string> parts;
    if (facts.minutes) parts.push_back(lasting(*facts.minutes));
    if (!hit.empty()) parts.push_back("affected " + join(hit, " and "));
    if (!parts.empty()) text += " The incident " + join(parts, " and ") + ".";
    return text;
}

std::string_view figure_of(impact_figures told, std::string_view key) {
    for (const auto& [name, figure] : told)
        if (name == key) return figure;
    return {};
}

std::vector<std::string> service_impact(impact_figures told) {
    std::vector<std::string> figures;
    if (const auto requests = figure_of(told, "requests"); !requests.empty())
        figures.push_back(
            "Service degradation: " + std::string(requests) + " of requests affected"
        );
    const auto baseline = figure_of(told, "baseline");
    if (const auto rate = figure_of(told, "error_rate"); !rate.empty()) {
        auto text = "Error rate spike: " + std::string(rate);
        if (!baseline.empty()) text.append(" (baseline: ").append(baseline).append(")");
        figures.push_back(std::move(text));
    } else if (!baseline.empty()) {
        figures.push_back(free_figure("baseline", baseline));
    }
    for (const auto key : latency_keys)
        if (const auto figure = figure_of(told, key); !figure.empty())
            figures.push_back(latency(key, figure));
    for (const auto& [key, figure] : told)
        if (std::find(worded_keys.begin(), worded_keys.end(), key) == worded_keys.end())
            figures.push_back(free_figure(key, figure));
    return figures;
}

std::vector<std::string> customer_impact(impact_figures told) {
    std::vector<std::string> figures;
    if (const auto errors = figure_of(told, "errors"); !errors.empty())
        figures.push_back(counted(errors, "customer-facing error", "customer-facing errors"));
    if (const auto tickets = figure_of(told, "tickets"); !tickets.empty())
        figures.push_back(counted(tickets, "support ticket created", "support tickets created"));
    if (const auto revenue = figure_of(told, "revenue"); !revenue.empty())
        figures.push_back("Estimated revenue impact: " + std::string(revenue));
    return figures;
}

}  // namespace bot
