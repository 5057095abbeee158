// Answers for text templates in Jinja2's syntax: parsed once, rendered often. Data is
// never read as a template, and what people told is escaped for where it lands.
#pragma once

#include "bot/base/result.hpp"
#include "bot/base/value.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// Where `include` finds other templates. not_found is what `ignore missing` forgives.
class template_source {
public:
    virtual ~template_source() = default;
    virtual result<std::string> read(std::string_view name) const = 0;
};

struct parse_options {
    bool trim_blocks = false;
    bool lstrip_blocks = false;
    std::size_t source_bytes = std::size_t{64} << 10U;  // of each file
};

struct render_options {
    bool escape_told = true;          // off for plain data of one's own
    std::uint64_t steps = 1'000'000;  // turns of loops, calls, elements a filter looks at
    std::size_t output_bytes = std::size_t{8} << 20U;
    std::size_t working_bytes = std::size_t{256} << 20U;  // all text made on the way
    std::chrono::milliseconds time{2'000};
};

struct template_library;

class text_template {
public:
    // `name` stands in errors: "NAME:LINE:COL: what is wrong; what is allowed", then the
    // line of the source and a caret under the place. What is included by a constant name
    // is parsed along. `others` must outlive the template; none: include is refused.
    static result<text_template> parse(
        std::string name,
        std::string source,
        const template_source* others = nullptr,
        const parse_options& options = {}
    );

    // All that is wrong with it and with what it includes, each as above; empty when it parses.
    static std::vector<error> mistakes(
        std::string name,
        std::string source,
        const template_source* others = nullptr,
        const parse_options& options = {}
    );

    // `data` is a map.
    result<std::string> render(const value& data, const render_options& options = {}) const;

private:
    explicit text_template(std::shared_ptr<const template_library> library);

    std::shared_ptr<const template_library> library_;
};

}  // namespace bot
