// Answers for the questions a template may ask with `is`: one table, Jinja2's names.
#pragma once

#include "bot/base/result.hpp"
#include "templates/item.hpp"

#include <string_view>
#include <vector>

namespace bot {

using test_function = result<bool> (*)(const item& input, const item& argument);

struct test_row {
    std::string_view name;
    test_function holds = nullptr;
    bool takes_argument = false;
    bool takes_undefined = false;
};

const test_row* find_test(std::string_view name);
std::vector<std::string_view> test_names();

}  // namespace bot
