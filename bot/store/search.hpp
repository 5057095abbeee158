// Finds words in what was recorded. A backend offers everything it has, in any
// order; what comes out is the same on every backend.
#pragma once

#include "bot/incident/decision.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

class word_search {
public:
    // All words have to be in a text, anywhere, in any ASCII case; no character of them is special.
    word_search(std::string_view words, std::size_t limit);

    // True when nothing can be found: no words, or a limit of 0.
    bool is_idle() const { return words_.empty() || limit_ == 0; }
    // A quick look at a stored payload, before it is decoded: false means no hit.
    bool may_match(std::string_view payload) const;

    void offer(const incident_brief& brief);
    void offer(const record& line);
    // Newest first; one of several hits that say the same in the same incident.
    std::vector<search_hit> take();

    // Whether records of this kind are looked into: messages, edits and what is folded.
    static bool covers(std::string_view kind);

private:
    struct candidate {
        search_hit hit;
        std::int64_t seq = 0;
    };
    void consider(candidate found);
    void cut();

    std::vector<std::string> words_;
    std::string first_, first_in_json_;  // the longest word, as text and as JSON spells it
    std::size_t limit_;
    std::vector<candidate> found_;
};

// What people said in this event, for reading and searching; empty when it holds no words of
// theirs.
std::string words_of(const event& what);

}  // namespace bot
