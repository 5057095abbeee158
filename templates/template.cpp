#include "templates/template.hpp"

#include "bot/base/text.hpp"
#include "templates/library.hpp"
#include "templates/parser.hpp"
#include "templates/renderer.hpp"

#include <vector>

namespace bot {
namespace {

constexpr std::size_t most_files = 256;

using file_ptr = std::unique_ptr<parsed_file>;

void add(std::vector<error>& to, std::vector<error>&& more) {
    for (auto& one : more) to.push_back(std::move(one));
}

// Parses what `file` includes by constant names, and queues what is new.
void load_inclusions(
    const parsed_file& file,
    template_library& library,
    std::vector<const parsed_file*>& queue,
    std::vector<error>& wrong
) {
    for (const auto& wanted : file.inclusions) {
        bool found = false;
        for (const auto& name : wanted.names) {
            if (library.included.contains(name)) {
                found = true;
                continue;
            }
            if (library.included.size() >= most_files)
                return wrong.push_back(
                    file.source.error_at(wanted.at, "more than 256 files are included")
                );
            auto loaded = load_file(name, *library.others, library.options);
            if (!loaded && loaded.error().front().code == errc::not_found) continue;
            found = true;
            if (loaded) {
                queue.push_back(loaded->get());
            } else {
                add(wrong, std::move(loaded.error()));
                loaded = file_ptr();  // once is enough
            }
            library.included.emplace(name, std::move(*loaded));
        }
        if (found || wanted.ignore_missing) continue;
        wrong.push_back(file.source.error_at(
            wanted.at,
            "there is no template `" + join(wanted.names, "` nor `") + "`",
            errc::not_found
        ));
    }
}

parsed<std::shared_ptr<template_library>> parse_library(
    std::string name,
    std::string_view source,
    const template_source* others,
    const parse_options& options
) {
    auto library = std::make_shared<template_library>();
    library->others = others;
    library->options = options;
    auto own = parse_text(std::move(name), source, options, others != nullptr);
    if (!own) return tl::unexpected(std::move(own.error()));
    library->own = std::move(*own);

    std::vector<error> wrong;
    std::vector<const parsed_file*> queue{library->own.get()};
    while (!queue.empty()) {
        const auto* file = queue.back();
        queue.pop_back();
        load_inclusions(*file, *library, queue, wrong);
    }
    if (!wrong.empty()) return tl::unexpected(std::move(wrong));
    return library;
}

}  // namespace

error as_one(std::vector<error> all) {
    auto one = std::move(all.front());
    for (std::size_t i = 1; i < all.size(); ++i) one.detail += "\n" + all[i].detail;
    return one;
}

parsed<file_ptr> parse_text(
    std::string name, std::string_view source, const parse_options& options, bool may_include
) {
    const auto refused = [](error why) { return tl::unexpected(std::vector{std::move(why)}); };
    if (source.size() > options.source_bytes)
        return refused(
            {errc::invalid,
             name + ": the template has " + std::to_string(source.size()) + " bytes; at most " +
                 std::to_string(options.source_bytes) + " are allowed, move parts into an include"}
        );
    auto file = std::make_unique<parsed_file>(std::move(name), source);
    const auto text = file->source.text();
    if (const auto good = good_utf8_bytes(text); good < text.size())
        return refused(file->source.error_at(
            static_cast<source_offset>(good), "this is not UTF-8; save the template as UTF-8"
        ));
    const space_control spaces{options.trim_blocks, options.lstrip_blocks};
    if (auto done = parse_file(*file, spaces, may_include); !done)
        return tl::unexpected(std::move(done.error()));
    return file;
}

parsed<file_ptr> load_file(
    std::string_view name, const template_source& others, const parse_options& options
) {
    auto source = others.read(name);
    if (!source) return tl::unexpected(std::vector{std::move(source.error())});
    return parse_text(std::string(name), *source, options, true);
}

text_template::text_template(std::shared_ptr<const template_library> library)
    : library_(std::move(library)) {}

result<text_template> text_template::parse(
    std::string name,
    std::string source,
    const template_source* others,
    const parse_options& options
) {
    auto library = parse_library(std::move(name), source, others, options);
    if (!library) return tl::unexpected(as_one(std::move(library.error())));
    return text_template(std::move(*library));
}

std::vector<error> text_template::mistakes(
    std::string name,
    std::string source,
    const template_source* others,
    const parse_options& options
) {
    auto library = parse_library(std::move(name), source, others, options);
    if (library) return {};
    return std::move(library.error());
}

result<std::string> text_template::render(const value& data, const render_options& options) const {
    if (!data.as_map())
        return fail(
            errc::invalid, library_->own->source.name() + ": the data of a template must be a map"
        );
    renderer rendering(*library_, data, options);
    return rendering.run();
}

}  // namespace bot
