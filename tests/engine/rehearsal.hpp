// A small bot for the engine's tests: handlers that do what the words tell them, an
// engine on a store, couriers that deliver everything, and all of it as text.
#pragma once

#include "bot/engine/engine.hpp"

#include <functional>
#include <string>
#include <vector>

namespace bot::test {

// "declare T", "note T", "say T", "whisper T", "card T", "timer NAME SECONDS", "stop NAME",
// "rca", "alert NAME", "throw", "nonsense", "clash"; any other text is just said.
decision decide(const situation& here, const inbound& in);
std::vector<effect> follow_up(const situation& here, const incident& in, const decision& made);

inline instant at_second(std::int64_t seconds) {
    return instant(std::chrono::seconds(1'700'000'000 + seconds));
}

inbound message(const std::string& id, const std::string& text, const std::string& room = "c1");
inbound command(const std::string& key, const std::string& text, const std::string& room = "hall");
inbound edit(const std::string& id, const std::string& text, const std::string& room = "c1");
inbound deletion(const std::string& id, const std::string& room = "c1");

// One engine on a store; `reopen` is a crash and a new start on the same store.
class rehearsal {
public:
    explicit rehearsal(store& keep, std::size_t incidents_in_memory = 256);

    // Processes until it works; what a sender and the courier would do after an error.
    std::vector<processed> give(std::vector<work_item> items);
    processed give(inbound one);
    result<std::vector<processed>> try_once(const std::vector<work_item>& items);
    // Delivers whatever goes out until nothing does: rooms open as c<incident>, posts appear.
    // Returns what became visible, "place: text".
    std::vector<std::string> deliver_all();
    std::vector<delivery> take();  // oldest first
    void reopen();

    store& keep;
    settings rules;
    instant now = at_second(0);
    std::unique_ptr<engine> run;
    int losses = 0;
    std::function<result<rendered_rca>(const incident&, std::string_view, instant)> render;

private:
    engine_parts parts();
    std::size_t incidents_in_memory_;
    unsigned salt_ = 0;
};

settlement delivered(const delivery& out);
settlement settled(const delivery& out, outcome::verdict how, int after_ms = 0);
std::string text_of(const effect& what);
std::vector<std::string> texts_of(const std::vector<delivery>& out);

// Everything an engine knows, for comparison.
std::string dump(const incident& of);
std::string dump(engine& of, store& keep);

}  // namespace bot::test
