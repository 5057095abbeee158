#include "templates/arguments.hpp"

#include "bot/base/text.hpp"
#include "templates/filters.hpp"
#include "templates/operators.hpp"
#include "templates/words.hpp"

#include <algorithm>

namespace bot {
namespace {

struct signature {
    std::vector<std::string_view> names;
    std::size_t required = 0;
    bool takes_more = false;
};

signature signature_of(const filter_row& filter) {
    signature is;
    if (filter.parameters.empty()) return is;
    for (auto name : split(filter.parameters, ' ')) {
        if (name == "...") {
            is.takes_more = true;
            continue;
        }
        const bool ends_required = name.ends_with('!');
        if (ends_required) name.remove_suffix(1);
        is.names.push_back(name);
        if (ends_required) is.required = is.names.size();
    }
    return is;
}

std::string taken(const filter_row& filter, const signature& is) {
    std::string what = "the filter `" + std::string(filter.name) + "` takes ";
    if (is.names.empty()) return what + "no arguments";
    for (std::size_t i = 0; i < is.names.size(); ++i)
        what.append(i == 0 ? "" : ", ").append(is.names[i]);
    return what;
}

}  // namespace

const item* arguments::find(std::string_view name) const {
    for (const auto& [known, value] : named)
        if (known == name) return &value;
    return nullptr;
}

bool arguments::truth(std::size_t i, bool otherwise) const {
    return has(i) ? bot::truth(positional[i]) : otherwise;
}

result<std::int64_t> arguments::integer(
    std::size_t i, std::int64_t otherwise, std::string_view name
) const {
    if (!has(i) || positional[i].is_none()) return otherwise;
    if (const auto n = whole(positional[i])) return *n;
    return fail(
        errc::invalid,
        "`" + std::string(name) + "` must be an integer, not " +
            std::string(kind_name(positional[i]))
    );
}

result<std::string> arguments::text(std::size_t i, std::string_view otherwise) const {
    if (!has(i)) return std::string(otherwise);
    const auto words = to_words(positional[i]);
    if (!words) return tl::unexpected(words.error());
    return std::string(words->view);
}

result<std::vector<std::optional<std::size_t>>> place_arguments(
    const filter_row& filter, std::size_t positional, const std::vector<std::string_view>& named
) {
    const auto is = signature_of(filter);
    if (positional > is.names.size() && !is.takes_more)
        return fail(errc::invalid, taken(filter, is) + "; more were given");
    std::vector<std::optional<std::size_t>> places;
    std::vector<bool> given(is.names.size());
    for (std::size_t i = 0; i < positional; ++i) {
        places.emplace_back(i);
        if (i < given.size()) given[i] = true;
    }
    for (const auto name : named) {
        const auto known = std::find(is.names.begin(), is.names.end(), name);
        if (known == is.names.end()) {
            if (!is.takes_more)
                return fail(errc::invalid, taken(filter, is) + ", not `" + std::string(name) + "`");
            places.emplace_back();
            continue;
        }
        const auto place = static_cast<std::size_t>(known - is.names.begin());
        if (given[place]) return fail(errc::invalid, "`" + std::string(name) + "` is given twice");
        given[place] = true;
        places.emplace_back(place);
    }
    for (std::size_t i = 0; i < is.required; ++i)
        if (!given[i])
            return fail(
                errc::invalid, taken(filter, is) + "; `" + std::string(is.names[i]) + "` is missing"
            );
    return places;
}

result<item> call_filter(
    std::string_view name, const item& input, const arguments& given, budget& left
) {
    const auto* filter = find_filter(name);
    if (!filter) return fail(errc::invalid, "there is no filter `" + std::string(name) + "`");
    std::vector<std::string_view> names;
    for (const auto& [known, value] : given.named) names.push_back(known);
    const auto places = place_arguments(*filter, given.positional.size(), names);
    if (!places) return tl::unexpected(places.error());
    arguments bound;
    for (std::size_t i = 0; i < places->size(); ++i) {
        const bool unnamed = i < given.positional.size();
        const auto& value =
            unnamed ? given.positional[i] : given.named[i - given.positional.size()].second;
        if (const auto place = (*places)[i]) {
            if (bound.positional.size() <= *place)
                bound.positional.resize(*place + 1, item::absent());
            bound.positional[*place] = value;
        } else {
            bound.named.emplace_back(given.named[i - given.positional.size()].first, value);
        }
    }
    if (input.is_undefined() && !filter->takes_undefined) {
        const auto& why = *input.as<std::shared_ptr<const missing>>();
        return fail(errc::invalid, why ? why_missing(*why) : "an undefined value");
    }
    return filter->apply(input, bound, left);
}

}  // namespace bot
