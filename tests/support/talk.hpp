// People who talk in a room and change what they said, the same in every world for the same seed;
// and what the record knows of it afterwards.
#pragma once

#include "tests/support/two_sides.hpp"

#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot::test {

// How people of one platform do it. Ids are the platform's.
class speech {
public:
    virtual ~speech() = default;
    virtual std::string says(std::string_view who, std::string_view text) = 0;
    virtual std::string replies(
        std::string_view who, std::string_view root, std::string_view text, bool to_all
    ) = 0;
    virtual void edits(std::string_view who, std::string_view id, std::string_view text) = 0;
    virtual void deletes(std::string_view who, std::string_view id) = 0;
    virtual bool threads_go_with_roots() const = 0;
    virtual void reacts(std::string_view who, std::string_view id, std::string_view emoji) = 0;
    virtual void unreacts(std::string_view who, std::string_view id, std::string_view emoji) = 0;
    virtual void pins(std::string_view who, std::string_view id) = 0;
    virtual void unpins(std::string_view who, std::string_view id) = 0;
    virtual void pass(std::chrono::milliseconds span) = 0;
    virtual void until_heard() = 0;  // at once while nobody hears
};

class talk {
public:
    talk(speech& by, unsigned seed) : by_(by), random_(seed) {}

    // From here on only what is said now is changed.
    void forget() { said_.clear(); }
    void go_on(int count, int threads);
    // One last word, by which everybody can see that they have read all there is.
    std::string end();
    // Everything that was ever said.
    const std::set<std::string>& all() const { return all_; }

private:
    struct line {
        std::string id, who;
        bool is_reply = false, pinned = false;
        std::set<std::pair<std::string, std::string>> reactions;
    };

    int draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    std::string somebody();
    line& any() { return said_[random_() % said_.size()]; }
    void keep(std::string id, std::string who, bool is_reply);
    void say(bool opens_thread);
    void change();
    void react(line& one);
    void remove(line& one);

    speech& by_;
    std::mt19937 random_;
    std::vector<line> said_;
    std::vector<std::string> roots_;  // of threads that go on
    std::set<std::string> ever_roots_;
    std::set<std::string> all_;
    int count_ = 0;
};

struct memory {
    std::vector<std::string> messages;  // "ID words"
    std::vector<std::string> rows;      // of the timeline, those that are shown
    std::vector<std::string> doubled;
};

// Everything that was ever said, as the record has it. Where time flows no moment comes twice, and
// only words can be compared.
memory memory_of(
    two_sides& w,
    std::string_view platform,
    const std::string& room,
    const std::set<std::string>& ids,
    bool with_times
);
void check_same(const memory& found, const memory& whole);

}  // namespace bot::test
