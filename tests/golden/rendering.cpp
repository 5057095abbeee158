#include "tests/golden/rendering.hpp"

#include "templates/template.hpp"
#include "tests/places.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bot::test {

std::string file_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("no file " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string rendered(const incident& of, const std::string& template_name, const settings& with) {
    const auto file = template_name + ".md";
    const auto parsed =
        text_template::parse(file, file_text(SCRIBE_SOURCE_DIR "/templates/rca/" + file));
    if (!parsed) throw std::runtime_error(parsed.error().detail);
    auto document = parsed->render(rca_data(of, with, {template_name, std::nullopt}));
    if (!document) throw std::runtime_error(document.error().detail);
    return std::move(*document);
}

}  // namespace bot::test
