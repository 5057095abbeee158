#include "bot/platforms/json.hpp"

namespace bot {
namespace {

constexpr std::size_t deepest = 64;

simdjson::dom::array no_items() {
    static document none;
    static const json empty = *none.parse("[]");
    simdjson::dom::array all;
    [[maybe_unused]] const auto failed = empty.get(all);
    return all;
}

template <class T>
T value(json of, std::string_view key, T otherwise) {
    T found{};
    return of[key].get(found) == simdjson::SUCCESS ? found : otherwise;
}

}  // namespace

result<json> document::parse(std::string_view text) {
    json root;
    auto failed = simdjson::SUCCESS;
    if (parser_.max_depth() != deepest) failed = parser_.allocate(parser_.capacity(), deepest);
    if (failed == simdjson::SUCCESS) failed = parser_.parse(text.data(), text.size()).get(root);
    if (failed == simdjson::SUCCESS) return root;
    return fail(
        errc::invalid, std::string("this is no usable JSON: ") + simdjson::error_message(failed)
    );
}

std::optional<json> member(json of, std::string_view key) {
    json found;
    if (of[key].get(found) != simdjson::SUCCESS || found.is_null()) return std::nullopt;
    return found;
}

std::string_view text(json of, std::string_view key) {
    return value<std::string_view>(of, key, {});
}

std::string_view text(json of, std::string_view outer, std::string_view key) {
    const auto inner = member(of, outer);
    return inner ? text(*inner, key) : std::string_view();
}

bool flag(json of, std::string_view key) {
    return value(of, key, false);
}

std::int64_t number(json of, std::string_view key, std::int64_t otherwise) {
    return value(of, key, otherwise);
}

std::string to_text(json of) {
    return simdjson::minify(of);
}

simdjson::dom::array items(json of, std::string_view key) {
    simdjson::dom::array all;
    return of[key].get(all) == simdjson::SUCCESS ? all : no_items();
}

}  // namespace bot
