#include "bot/platforms/rca_words.hpp"

#include "bot/incident/rca_lint.hpp"

#include <utility>

namespace bot {
namespace {

// More than a screen of it at 03:00 nobody reads.
constexpr std::size_t most_advice = 5;

}  // namespace

std::string rca_words(std::string title, const rendered_rca& rca, const std::string& path) {
    auto words = std::move(title);
    if (!path.empty()) words += ", written to `" + path + "`";
    const auto advice = advice_on_draft(rca.text, rca.incident, most_advice);
    return advice.empty() ? words : words + "\n\n" + advice;
}

}  // namespace bot
