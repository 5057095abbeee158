#include "bot/platforms/json_repair.hpp"

#include "bot/base/text.hpp"

#include <string_view>

namespace bot {
namespace {

enum class half { none, first, second };

// Which half of a character the escape at `at` is, "\ud83d" or "\ude00".
half half_at(std::string_view json, std::size_t at) {
    if (at + 6 > json.size() || json[at] != '\\' || json[at + 1] != 'u') return half::none;
    const auto digits = lower_ascii(json.substr(at + 2, 2));
    if (digits[0] != 'd') return half::none;
    return digits[1] >= '8' && digits[1] <= 'b'   ? half::first
           : digits[1] >= 'c' && digits[1] <= 'f' ? half::second
                                                  : half::none;
}

}  // namespace

std::string repair_escapes(std::string json) {
    for (auto at = json.find('\\'); at < json.size(); at = json.find('\\', at)) {
        const auto is = half_at(json, at);
        if (is == half::first && half_at(json, at + 6) == half::second) {
            at += 12;
        } else if (is != half::none) {
            json.replace(at + 2, 4, "fffd");
            at += 6;
        } else {
            at += 2;  // whatever is escaped, a backslash for one
        }
    }
    return json;
}

}  // namespace bot
