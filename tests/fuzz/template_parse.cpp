// Any bytes are a template or are refused at a place.
#include "tests/fuzz/template_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bot;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const fuzz::two_files files(input);
    parse_options options;
    options.trim_blocks = size % 2 == 1;
    options.lstrip_blocks = size % 4 > 1;
    const auto wrong =
        text_template::mistakes(std::string(fuzz::main_name), files.main(), &files, options);
    for (const auto& one : wrong) fuzz::must_have_place(one.detail);
    return 0;
}
