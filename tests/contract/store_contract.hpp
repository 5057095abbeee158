// What every store has to do, as cases. A backend joins by a row in store_kinds().
#pragma once

#include "bot/ports/store.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

// A store of one case: empty at first, gone with the case.
class store_home {
public:
    virtual ~store_home() = default;
    virtual store& use() = 0;
    // Closes the store and opens it again; a store that keeps nothing does nothing.
    virtual void reopen() = 0;
};

struct store_kind {
    std::string name;
    std::unique_ptr<store_home> (*make)();
};
std::span<const store_kind> store_kinds();

// --- things to store ---

inline constexpr incident_id inc7{7}, inc8{8}, room_log{-3};
inline const std::string salt_of_16 = "0123456789abcdef";
instant at_minute(int minute);  // of 2025-09-27 19:00 UTC
record line_of(incident_id log, std::int64_t seq, event what);
effect post_to(incident_id incident, std::int64_t id, std::string text, std::string collapse = "");
declared titled(std::string title);
alert_notice alert_of(std::string source, std::string name, std::string service);
incident_brief brief_for(incident_id id, std::string title, int minute, lifecycle state);

// --- steps that have to succeed ---

template <class T>
T need(result<T> made) {
    if (!made) FAIL(made.error().detail);
    return *std::move(made);
}
inline void need(const result<void>& done) {
    if (!done) FAIL(done.error().detail);
}
template <class T>
errc code_of(const result<T>& made) {
    REQUIRE_FALSE(made.has_value());
    return made.error().code;
}

// One batch around what `steps` does.
void in_batch(store& s, const std::function<void()>& steps);
// Appends at the end of the log, inside a batch; gives the seq.
std::int64_t add(store& s, record line);
std::int64_t say(store& s, incident_id log, std::string text);  // a message, in a batch of its own
std::vector<record> read_all(
    store& s, incident_id log, store::which kinds = store::which::everything, std::int64_t from = 1
);
std::vector<std::int64_t> seqs(const std::vector<record>& lines);
std::string text_of(const record& line);  // of a message_posted

}  // namespace bot::test

// A case that runs once on every kind of store; `home` and `s` are at hand.
#define STORE_CASE(title) STORE_CASE_NAMED(title, INTERNAL_CATCH_UNIQUE_NAME(store_case))
#define STORE_CASE_NAMED(title, function)                                              \
    static void function(bot::test::store_home&, bot::store&);                         \
    TEST_CASE(title, "[store]") {                                                      \
        for (const auto& kind : bot::test::store_kinds()) DYNAMIC_SECTION(kind.name) { \
                const auto made = kind.make();                                         \
                function(*made, made->use());                                          \
            }                                                                          \
    }                                                                                  \
    static void function(                                                              \
        [[maybe_unused]] bot::test::store_home& home, [[maybe_unused]] bot::store& s   \
    )
