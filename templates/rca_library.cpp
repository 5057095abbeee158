#include "templates/rca_library.hpp"

#include "bot/base/text.hpp"
#include "bot/incident/rca_model.hpp"
#include "embedded/rca_templates.hpp"
#include "templates/sample.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace bot {
namespace {

namespace fs = std::filesystem;

bool is_template_name(std::string_view name) {
    return !name.empty() && name.size() <= 60 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

// What a file that stands in place of a built-in one calls that: "built-in/default.md".
constexpr std::string_view built_in = "built-in/";

// What templates may include and extend: files of the same folder, and the built-in ones.
class sources final : public template_source {
public:
    explicit sources(std::string folder) : folder_(std::move(folder)) {}

    result<std::string> read(std::string_view name) const override {
        const bool wants_ours = name.starts_with(built_in);
        auto plain = wants_ours ? name.substr(built_in.size()) : name;
        if (plain.ends_with(".md")) plain.remove_suffix(3);
        if (!is_template_name(plain))
            return fail(
                errc::not_found, "'" + shorten(name, 60) + "' is not the name of a template file"
            );
        const auto file = std::string(plain) + ".md";
        if (!folder_.empty() && !wants_ours) {
            const auto path = fs::path(folder_) / file;
            std::error_code problem;
            if (fs::is_regular_file(path, problem)) {
                std::ifstream in(path, std::ios::binary);
                return std::string(std::istreambuf_iterator<char>(in), {});
            }
        }
        for (const auto& one : embedded::rca_templates())
            if (one.path == file) return std::string(one.bytes);
        return fail(errc::not_found, "there is no template '" + std::string(plain) + "'");
    }

private:
    std::string folder_;
};

}  // namespace

rca_library::rca_library(std::string folder)
    : folder_(std::move(folder)), files_(std::make_unique<sources>(folder_)) {}

std::vector<std::string> rca_library::names() const {
    std::set<std::string> found;
    for (const auto& one : embedded::rca_templates())
        found.insert(fs::path(one.path).stem().string());
    std::error_code problem;
    if (!folder_.empty())
        for (const auto& entry : fs::directory_iterator(folder_, problem))
            if (entry.path().extension() == ".md" && is_template_name(entry.path().stem().string()))
                found.insert(entry.path().stem().string());
    return {found.begin(), found.end()};
}

result<std::string> rca_library::source_of(std::string_view name) const {
    // That of a place is for templates to name.
    if (is_template_name(name))
        if (auto text = files_->read(name)) return text;
    return fail(
        errc::not_found,
        "There is no template '" + shorten(name, 60) + "'. There are: " + join(names(), ", ") + "."
    );
}

// Parsed each time: what it includes or extends may have been edited, too.
result<text_template> rca_library::find(std::string_view name) const {
    auto source = source_of(name);
    if (!source) return tl::unexpected(source.error());
    return text_template::parse(std::string(name) + ".md", *source, files_.get());
}

std::vector<std::string> rca_library::mistakes() const {
    std::vector<std::string> found;
    // A template is right when it writes an incident of which nothing is known yet, and one of
    // which all is.
    const auto samples = sample_incidents();
    const auto add = [&](const std::string& one) {
        if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(one);
    };
    for (const auto& name : names()) {
        const auto source = source_of(name);
        const auto wrong = source ? text_template::mistakes(name + ".md", *source, files_.get())
                                  : std::vector{source.error()};
        // Parts of several are wrong once.
        for (const auto& one : wrong) add(one.detail);
        if (!wrong.empty()) continue;
        for (const auto& of : samples)
            if (const auto made = render(of, settings{}, name, std::nullopt); !made)
                add(made.error().detail);
    }
    return found;
}

result<rca_library::document> rca_library::render(
    const incident& of,
    const settings& with,
    std::string_view template_name,
    std::optional<instant> asked_at
) const {
    const auto found = find(template_name);
    if (!found) return tl::unexpected(found.error());
    auto text = found->render(rca_data(of, with, {std::string(template_name), asked_at}));
    if (!text) return tl::unexpected(text.error());
    auto file = rca_file_name(of, with);
    if (template_name != with.default_template)
        file.insert(file.rfind('.'), "-" + std::string(template_name));
    return document{std::move(file), rca_title(of), std::move(*text), to_label(of.id)};
}

}  // namespace bot
