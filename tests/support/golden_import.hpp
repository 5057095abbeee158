// Exports of chats and the documents they give, for every platform's import.
#pragma once

#include "tests/golden/transcripts/replayed.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>
#include <vector>

namespace bot::test {

using words = std::vector<std::string>;

struct golden_import {
    std::string document;
    words arguments;
};

// `verb`: "slack-export". With SCRIBE_UPDATE_GOLDEN they are written anew, and the test fails.
inline void check_documents(
    const std::string& here, const std::string& verb, const std::vector<golden_import>& documents
) {
    const bool updating = std::getenv("SCRIBE_UPDATE_GOLDEN") != nullptr;
    for (const auto& [document, told] : documents) {
        INFO(document);
        words arguments{"import", verb};
        arguments.insert(arguments.end(), told.begin(), told.end());
        const auto file = here + "/" + document + ".md";
        if (updating) {
            write_text(file, run(here, arguments).out);
            continue;
        }
        const auto expected = text_of_file(file);
        for (const auto& in :
             {surroundings{},
              {"America/St_Johns", "de_DE.UTF-8"},
              {"Pacific/Kiritimati", "tr_TR.UTF-8"}}) {
            INFO(in.zone << " " << in.locale);
            const auto done = run(here, arguments, in);
            CHECK(done.code == 0);
            CHECK(done.out == expected);
        }
    }
    if (updating)
        FAIL(
            "The documents were written anew. Read the difference, then run without "
            "SCRIBE_UPDATE_GOLDEN."
        );
}

}  // namespace bot::test
