// What is wrong in a configuration file, and where.
#pragma once

#include <string>

namespace bot {

struct mistake {
    std::string file;
    int line = 0, column = 0;  // from 1, columns in characters; 0 where a place has no meaning
    std::string key;           // "console.listen", "severities[0].name"
    std::string what;          // what is wrong, what is allowed; never a secret
};

// "FILE:LINE:COLUMN: KEY: WHAT", without the parts that are empty.
std::string to_text(const mistake& m);

}  // namespace bot
