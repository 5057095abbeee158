// One record in the place of another. Whenever it is cut off, what stands there is one of the two:
// the old one until the new one lies whole beside it (RECORD.restore), the new one from then on,
// since whoever opens the record to write finishes what was begun. The old one is kept beside it.
//
// All of it under the record's lock, except `check_not_replacing`.
#pragma once

#include "bot/base/time.hpp"
#include "bot/store/sqlite/record_file.hpp"

#include <string>

namespace bot {

// The place a new record is copied to before it is put in place.
std::string place_of_new(const std::string& record);

// The highest numbers that may have been given since the copy was made, in what it will replace.
struct numbers_given {
    std::int64_t incident = 0, effect = 0;
};
// Brings the copy up to our version, and has it give no number again that was given.
result<void> make_successor(const record_copy& copy, const numbers_given& before);

// The copy was made to place_of_new(record): from here on it is the record.
result<void> begin_replacing(record_copy copy, const std::string& record, instant now);

// The rest of it, also of what was cut off; nothing when nothing was begun. The name under which
// the old one is kept, with its WAL when it has one; empty when there was none.
result<std::string> finish_replacing(const std::string& record);

// For who only reads: while one record is to take the other's place there is none to be read.
result<void> check_not_replacing(const std::string& record);

}  // namespace bot
