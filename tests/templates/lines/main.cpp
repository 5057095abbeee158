// Renders one case a line from standard input, and answers each with {"text": …} or {"error": …}.
// generated.py compares the answers with Jinja2's.
#include "tests/templates/json_case.hpp"

#include <iostream>

int main() {
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
        const auto rendered = bot::test::render_case(nlohmann::ordered_json::parse(line));
        nlohmann::ordered_json answer;
        if (rendered)
            answer["text"] = *rendered;
        else
            answer["error"] = rendered.error().detail;
        std::cout << answer.dump() << '\n';
    }
}
