// JSON that a cut text has made unreadable, made readable again.
#pragma once

#include <string>

namespace bot {

// Halves of characters in JSON ("\ud83d" alone, where a text was cut inside an emoji) as
// "\ufffd". The length stays.
std::string repair_escapes(std::string json);

}  // namespace bot
