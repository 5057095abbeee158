#include "bot/platforms/rca_words.hpp"

#include <algorithm>
#include <utility>

namespace bot {
namespace {

// More than a screen of it at 03:00 nobody reads.
constexpr std::size_t most_advice = 5;

}  // namespace

std::string rca_words(std::string title, const rendered_rca& rca, const std::string& path) {
    auto words = std::move(title);
    if (!path.empty()) words += ", written to `" + path + "`";
    if (rca.advice.empty()) return words;
    words += "\n\nBefore it is published:\n";
    const auto shown = std::min(rca.advice.size(), most_advice);
    for (std::size_t i = 0; i < shown; ++i) words += "- " + rca.advice[i] + "\n";
    if (const auto more = rca.advice.size() - shown; more > 0)
        words += "- and " + std::to_string(more) + " more: `scribe lint " + rca.incident + "`\n";
    words.pop_back();
    return words;
}

}  // namespace bot
