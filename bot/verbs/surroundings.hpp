// What every verb needs of the machine: the configuration, the folders, the clock.
#pragma once

#include "bot/ports/store.hpp"
#include "bot/store/open_mode.hpp"
#include "config/configuration.hpp"

#include <memory>
#include <span>
#include <string>

namespace bot {

struct folders {
    std::string state, database, rca, files, key, git;
};

// Reads the configuration; prints every mistake to standard error and returns nothing when there
// are any.
std::optional<configuration> read_configuration(const std::string& path);
result<folders> folders_of(const configuration& config);

// Opens the record; an error is a whole sentence.
result<std::unique_ptr<store>> open_record(const folders& where, open_mode mode);

instant system_now();
// From the kernel; the salts of the hash chain.
void system_random(std::span<char> into);

// What the program says about itself goes to standard error: debug, info, warn, error.
void start_log(const std::string& level);

// Fit for a log or a terminal: one line, without control characters, secrets masked.
std::string plain_words_of(std::string_view said);

// "scribe: SENTENCE" on standard error, red on a terminal.
void complain(std::string_view sentence);
bool is_terminal(int descriptor);

}  // namespace bot
