// What parses renders within its limits, twice the same, or is refused at a place; and what people
// told comes out of no plain output as they typed it where that would mean something to Markdown.
#include "tests/fuzz/template_target.hpp"

namespace {

using namespace bot;

value rich_data() {
    const auto told = [](const char* text) { return value::told(text); };
    value_list rows;
    for (int i = 0; i < 5; ++i)
        rows.emplace_back(value_map{
            {"at", value(std::int64_t{1'772'442'000} + i)},
            {"text", told("it | is *the* `cache` <b>&amp;</b> [x](y)\nand more")},
            {"kind", value(i % 2 == 0 ? "note" : "action")},
            {"n", value(i)},
            {"f", value(0.5 * i)},
            {"none", value()},
            {"tags", value(value_list{value("a"), value("b"), told("c|d")})},
        });
    return value(value_map{
        {"rows", value(std::move(rows))},
        {"title",
         told("Stra\xC3\x9F"
              "e \xF0\x9F\x94\xA5 e\xCC\x81 {{ 7*7 }}")},
        {"s", value("Some  words, \xE4\xB8\xAD\xE6\x96\x87 and\ttabs\r\nlines")},
        {"n", value(std::int64_t{42})},
        {"neg", value(std::int64_t{-7})},
        {"big", value(std::int64_t{9'223'372'036'854'775'807})},
        {"f", value(2.5)},
        {"yes", value(true)},
        {"none", value()},
        {"empty", value("")},
        {"list", value(value_list{value(3), value(1), value(2)})},
        {"map", value(value_map{{"a", value(1)}, {"b", told("two")}})},
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const value with = rich_data();
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const fuzz::two_files files(input);
    parse_options parsing;
    parsing.trim_blocks = size % 2 == 1;
    const auto parsed =
        text_template::parse(std::string(fuzz::main_name), files.main(), &files, parsing);
    if (!parsed) return 0;

    render_options limits;
    limits.steps = 20'000;
    limits.output_bytes = std::size_t{64} << 10U;
    limits.working_bytes = std::size_t{1} << 20U;
    limits.time = std::chrono::seconds(20);  // by steps, or two runs were not the same
    const auto once = parsed->render(with, limits);
    if (!once) {
        fuzz::must_have_place(once.error().detail);
        return 0;
    }
    if (once->size() > limits.output_bytes) fuzz::broken("more than the limit", "");
    if (size % 8 == 0) {
        const auto again = parsed->render(with, limits);
        if (!again || *again != *once) fuzz::broken("rendered twice, two outputs", *once);
    }
    return 0;
}
