// Whole files in one folder, and nothing outside of it: each appears complete and durable, or not
// at all.
#pragma once

#include "bot/base/descriptor.hpp"
#include "bot/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot {

// Fit to be a file of a folder: no path, not hidden.
bool is_plain_name(std::string_view name);

class open_folder {
public:
    // Made when it is not there. `remedy` ends each error: what to do about a folder that cannot
    // be written.
    static result<open_folder> open(std::string path, std::string remedy);
    std::string path_of(std::string_view name) const { return path_ + "/" + std::string(name); }
    // Nothing where there is no such file. One that cannot be read is no such file to write over.
    result<std::optional<std::string>> read(const std::string& name) const;
    result<void> replace(const std::string& name, std::string_view text) const;
    // The two halves of `replace`: under another name, then in its place.
    result<void> write_beside(const std::string& name, std::string_view text) const;
    result<void> put_in_place(const std::string& name) const;

private:
    open_folder(std::string path, std::string remedy, descriptor held)
        : path_(std::move(path)), remedy_(std::move(remedy)), held_(std::move(held)) {}
    tl::unexpected<error> failed(const std::string& doing, std::string_view name) const;

    std::string path_, remedy_;
    descriptor held_;
};

// What was generated last, and of which incident: what a document differs from it people wrote.
struct generated_before {
    std::string owner, text;  // "INC-7"
};
result<std::optional<generated_before>> read_generated(
    const open_folder& from, const std::string& name
);
result<void> keep_generated(
    const open_folder& in, const std::string& name, const generated_before& what
);

}  // namespace bot
