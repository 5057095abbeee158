#include "tests/wire_mattermost/talking.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace bot::mattermost::test {

using std::chrono::steady_clock;

int talk_for(world& w, const std::string& room, int last, std::chrono::milliseconds span) {
    const auto end = steady_clock::now() + span;
    for (auto next = steady_clock::now(); next < end; next += between_words) {
        w.run_until([&] { return steady_clock::now() >= next; }, "the time for the next word");
        w.says("ana", room, "word " + std::to_string(++last));
    }
    return last;
}

void check_recorded(world& w, int count) {
    std::multiset<std::string> words;
    for (const auto& line : w.recorded(1))
        if (const auto* said = std::get_if<message_posted>(&line.what))
            if (said->text.starts_with("word ")) words.insert(said->text);
    CHECK(words.size() == static_cast<std::size_t>(count));
    int missing = 0;
    for (int i = 1; i <= count; ++i) missing += words.contains("word " + std::to_string(i)) ? 0 : 1;
    CHECK(missing == 0);
}

}  // namespace bot::mattermost::test
