// Answers for the filters a template may use: one table, Jinja2's names and ours.
#pragma once

#include "bot/base/result.hpp"
#include "templates/arguments.hpp"
#include "templates/item.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

class budget;

// An error says what is wrong, not where: the place is added by whoever calls.
using filter_function = result<item> (*)(const item& input, const arguments& given, budget& left);

struct filter_row {
    std::string_view name;
    filter_function apply = nullptr;
    // Names in order, separated by blanks; a trailing `...` takes any more, `!` after the
    // last name makes all before it required ("old new! count").
    std::string_view parameters = "";
    bool takes_undefined = false;
    // A sink of text alone, so that output need not make an item on the way.
    std::string (*sink)(std::string_view text) = nullptr;
    // What people told is still to be made fit for its place when the sink has had it.
    bool keeps_told = false;
};

const filter_row* find_filter(std::string_view name);

std::span<const filter_row> text_filters();
std::span<const filter_row> number_filters();
std::span<const filter_row> list_filters();
std::span<const filter_row> picking_filters();
std::span<const filter_row> sink_filters();

// All names, for "did you mean" and for the reference page.
std::vector<std::string_view> filter_names();

}  // namespace bot
