// What the two targets of the templates share: a library of two files out of one input, and what
// must hold of every error.
#pragma once

#include "templates/template.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace bot::fuzz {

constexpr std::string_view main_name = "t.md", part_name = "part.md";

// What stands behind a line `===` is the file that `include`, `import` and `extends` find.
class two_files final : public template_source {
public:
    explicit two_files(std::string_view input) {
        constexpr std::string_view between = "\n===\n";
        const auto at = input.find(between);
        main_ = input.substr(0, at);
        if (at != input.npos) part_ = input.substr(at + between.size());
    }

    const std::string& main() const { return main_; }
    result<std::string> read(std::string_view name) const override {
        if (name == part_name) return part_;
        if (name == main_name) return main_;
        return fail(errc::not_found, "no template `" + std::string(name) + "`");
    }

private:
    std::string main_, part_;
};

[[noreturn]] inline void broken(std::string_view what, std::string_view detail) {
    std::fprintf(
        stderr,
        "BROKEN: %.*s\n%.*s\n",
        static_cast<int>(what.size()),
        what.data(),
        static_cast<int>(detail.size()),
        detail.data()
    );
    std::abort();
}

// "t.md:3:7: …": whoever reads it has to find the place.
inline void must_have_place(std::string_view detail) {
    for (const auto name : {main_name, part_name}) {
        if (!detail.starts_with(name)) continue;
        auto rest = detail.substr(name.size());
        for (int i = 0; i < 2; ++i) {
            if (!rest.starts_with(':')) broken("an error without its place", detail);
            rest.remove_prefix(1);
            const auto digits = rest.find_first_not_of("0123456789");
            if (digits == 0 || digits == rest.npos) broken("an error without its place", detail);
            rest.remove_prefix(digits);
        }
        if (!rest.starts_with(": ")) broken("an error without its place", detail);
        return;
    }
    broken("an error that names no file", detail);
}

}  // namespace bot::fuzz
