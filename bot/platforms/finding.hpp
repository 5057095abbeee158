// What an examination of the surroundings found, one line for each thing looked at.
#pragma once

#include <string>
#include <vector>

namespace bot {

struct finding {
    enum class grade { good, advice, fault } is = grade::good;
    std::string what;    // "Slack: scope chat:write"
    std::string detail;  // what was seen
    std::string remedy;  // what to do about it; empty when nothing is to be done
};

using findings = std::vector<finding>;

}  // namespace bot
