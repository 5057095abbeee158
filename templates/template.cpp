#include "templates/template.hpp"

#include "bot/base/text.hpp"
#include "templates/library.hpp"
#include "templates/parser.hpp"
#include "templates/renderer.hpp"

#include <vector>

namespace bot {
namespace {

constexpr std::size_t most_files = 256;

// Parses what `file` includes by constant names, and queues what is new.
result<void> load_inclusions(
    const parsed_file& file, template_library& library, std::vector<const parsed_file*>& queue
) {
    for (const auto& wanted : file.inclusions) {
        bool found = false;
        for (const auto& name : wanted.names) {
            if (library.included.contains(name)) {
                found = true;
                continue;
            }
            if (library.included.size() >= most_files)
                return tl::unexpected(
                    file.source.error_at(wanted.at, "more than 256 files are included")
                );
            auto loaded = load_file(name, *library.others, library.options);
            if (!loaded && loaded.error().code == errc::not_found) continue;
            if (!loaded) return tl::unexpected(std::move(loaded.error()));
            found = true;
            queue.push_back(loaded->get());
            library.included.emplace(name, std::move(*loaded));
        }
        if (found || wanted.ignore_missing) continue;
        return tl::unexpected(file.source.error_at(
            wanted.at,
            "there is no template `" + join(wanted.names, "` nor `") + "`",
            errc::not_found
        ));
    }
    return {};
}

}  // namespace

result<std::unique_ptr<parsed_file>> parse_text(
    std::string name, std::string_view source, const parse_options& options, bool may_include
) {
    if (source.size() > options.source_bytes)
        return fail(
            errc::invalid,
            name + ": the template has " + std::to_string(source.size()) + " bytes; at most " +
                std::to_string(options.source_bytes) + " are allowed, move parts into an include"
        );
    auto file = std::make_unique<parsed_file>(std::move(name), source);
    const auto text = file->source.text();
    if (const auto good = good_utf8_bytes(text); good < text.size())
        return tl::unexpected(file->source.error_at(
            static_cast<source_offset>(good), "this is not UTF-8; save the template as UTF-8"
        ));
    const space_control spaces{options.trim_blocks, options.lstrip_blocks};
    if (auto parsed = parse_file(*file, spaces, may_include); !parsed)
        return tl::unexpected(std::move(parsed.error()));
    return file;
}

result<std::unique_ptr<parsed_file>> load_file(
    std::string_view name, const template_source& others, const parse_options& options
) {
    auto source = others.read(name);
    if (!source) return tl::unexpected(std::move(source.error()));
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
    auto library = std::make_shared<template_library>();
    library->others = others;
    library->options = options;
    auto own = parse_text(std::move(name), source, options, others != nullptr);
    if (!own) return tl::unexpected(std::move(own.error()));
    library->own = std::move(*own);

    std::vector<const parsed_file*> queue{library->own.get()};
    while (!queue.empty()) {
        const auto* file = queue.back();
        queue.pop_back();
        if (auto loaded = load_inclusions(*file, *library, queue); !loaded)
            return tl::unexpected(std::move(loaded.error()));
    }
    return text_template(std::move(library));
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
