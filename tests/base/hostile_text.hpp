// Text nobody would type, by seed: the same seed gives the same text everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

class hostile_text {
public:
    explicit hostile_text(std::uint64_t seed) : state_(seed * 2 + 1) {}

    std::size_t below(std::size_t limit);
    // Some pieces of the alphabet and words, glued without regard to sense.
    std::string next(const std::vector<std::string_view>& alphabet, std::size_t longest = 14);

    static const std::vector<std::string_view>& marks();   // what Markdown reads as markup
    static const std::vector<std::string_view>& broken();  // marks, controls, bidi, bad UTF-8

private:
    std::uint64_t state_;
};

}  // namespace bot::test
