// `scribe render`: a template on data from a file, for those who write templates.
#include "bot/base/text.hpp"
#include "bot/base/value.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"
#include "templates/template.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace bot {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr int depth_limit = 64;

std::optional<std::string> read_whole(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

// Files beside the template, and nothing outside its folder.
class beside final : public template_source {
public:
    explicit beside(fs::path folder) : folder_(std::move(folder)) {}

    result<std::string> read(std::string_view name) const override {
        std::error_code problem;
        const auto root = fs::weakly_canonical(folder_.empty() ? fs::path(".") : folder_, problem);
        const auto path = fs::weakly_canonical(root / std::string(name), problem);
        const auto inside =
            std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
        auto text = inside ? read_whole(path.string()) : std::nullopt;
        if (!text)
            return fail(
                errc::not_found,
                "there is no template '" + shorten(name, 80) + "' in the template's folder"
            );
        return std::move(*text);
    }

private:
    fs::path folder_;
};

value value_of(const ordered_json& told) {
    switch (told.type()) {
        case ordered_json::value_t::boolean:
            return told.get<bool>();
        case ordered_json::value_t::number_integer:
            return told.get<std::int64_t>();
        case ordered_json::value_t::number_unsigned: {
            const auto number = told.get<std::uint64_t>();
            if (number <= static_cast<std::uint64_t>(INT64_MAX))
                return static_cast<std::int64_t>(number);
            return static_cast<double>(number);
        }
        case ordered_json::value_t::number_float:
            return told.get<double>();
        case ordered_json::value_t::string:
            return told.get<std::string>();
        case ordered_json::value_t::array: {
            value_list list;
            for (const auto& one : told) list.push_back(value_of(one));
            return list;
        }
        case ordered_json::value_t::object: {
            value_map map;
            for (const auto& [key, one] : told.items()) map.emplace_back(key, value_of(one));
            return map;
        }
        default:
            return {};
    }
}

// "DATA.json:LINE:COL" of a byte.
std::string place_in(const std::string& file, std::string_view text, std::size_t byte) {
    std::size_t line = 1, column = 1;
    for (std::size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++line;
            column = 1;
        } else {
            ++column;
        }
    }
    return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

result<value> read_data(const std::string& file) {
    const auto text = read_whole(file);
    if (!text) return fail(errc::not_found, "Cannot read " + file + ".");
    bool too_deep = false;
    try {
        const auto data =
            ordered_json::parse(*text, [&](int depth, ordered_json::parse_event_t, ordered_json&) {
                too_deep = too_deep || depth > depth_limit;
                return !too_deep;
            });
        if (too_deep)
            return fail(
                errc::invalid,
                file + ": nested deeper than " + std::to_string(depth_limit) + " levels"
            );
        if (!data.is_object())
            return fail(
                errc::invalid,
                file + ":1:1: this is " + data.type_name() + "; an object of variables is expected"
            );
        return value_of(data);
    } catch (const ordered_json::parse_error& problem) {
        return fail(errc::invalid, place_in(file, *text, problem.byte) + ": this is not JSON");
    } catch (const ordered_json::exception&) {
        return fail(errc::invalid, file + ": this JSON holds a number or text that cannot be read");
    }
}

}  // namespace

int render_file(const render_options_told& how) {
    const auto source = read_whole(how.template_file);
    if (!source) {
        complain("Cannot read " + how.template_file + ".");
        return exit_input;
    }
    const auto data = read_data(how.data_file);
    if (!data) {
        complain(data.error().detail);
        return exit_input;
    }
    const beside others(fs::path(how.template_file).parent_path());
    const auto parsed = text_template::parse(how.template_file, *source, &others);
    if (!parsed) {
        complain(parsed.error().detail);
        return exit_input;
    }
    render_options plain;
    plain.escape_told = false;
    const auto text = parsed->render(*data, plain);
    if (!text) {
        complain(text.error().detail);
        return exit_input;
    }
    std::cout << *text;
    return exit_well;
}

}  // namespace bot
