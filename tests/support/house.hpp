// The whole house for tests: engine and handlers on a store in memory, a platform that carries
// everything at once, a clock that stands until it is advanced. Three lines make a test.
#pragma once

#include "bot/engine/engine.hpp"
#include "templates/rca_library.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

// Services checkout (team payments, on call kim, members lee and kim), orders and user-service.
settings house_rules();

class house {
public:
    explicit house(settings with = house_rules(), std::string_view start = "2025-09-27T19:04:00Z");

    // --- what people do; each is settled at once ---
    // A command in `room`; gives what the one who typed is told privately, "" when nothing.
    std::string type(std::string_view who, std::string_view command);
    // The same where forms can be shown; gives the whole answer.
    answer ask(std::string_view who, std::string_view command);
    // Sends a form off: what is not said by label stays as the form opened.
    std::string fill_in(
        std::string_view who, const form& shown, const std::map<std::string, std::string>& said
    );
    // Presses the button of the card; empty when it says nothing privately.
    answer press(std::string_view who, std::string_view label);
    // Declares in the channel "ops" and goes into the new room.
    std::string declare(std::string_view words, std::string_view who = "dana");
    std::string say(
        std::string_view who,
        std::string_view id,
        std::string_view text,
        std::string_view parent = ""
    );
    std::string edit(std::string_view who, std::string_view id, std::string_view text);
    std::string remove(std::string_view who, std::string_view id);
    std::string react(std::string_view who, std::string_view id, std::string_view emoji);
    std::string unreact(std::string_view who, std::string_view id, std::string_view emoji);
    std::string pin(std::string_view who, std::string_view id);
    std::string unpin(std::string_view who, std::string_view id);
    std::string promote(std::string_view who, std::string_view id, row_kind as);
    // An Alertmanager webhook body.
    void alert(std::string_view body, std::string_view key = "");

    // --- the machinery under it ---
    inbound from(std::string_view who, decltype(inbound::what) what);
    processed receive(inbound one);
    void settle();
    void restart();  // the program ends and starts anew on the same store
    void advance(std::chrono::seconds by);
    void go_to(std::string_view clock);  // "19:30" of the day, or RFC 3339; never back

    // Where people are from now on.
    void go(std::string_view to_platform, std::string_view to_room) {
        platform = to_platform;
        room = to_room;
    }

    // --- what came of it ---
    struct line {
        std::string where, text;  // a channel's name, or "@name" for a person
    };
    // What the bot said since the last call, cards and topics left out.
    std::vector<line> heard();
    // The last thing it said in the incident's room; "" when it said nothing there since the last
    // command.
    std::string echo() const { return echo_; }
    const incident& about(int number = 0);           // 0: the newest
    std::vector<std::string> table(int number = 0);  // "19:08 Note: text", as the RCA has it
    std::string rca(std::string_view template_name = "default", int number = 0);
    std::string raw_log(int number = 0);  // everything stored of it, as text
    int declared_so_far();
    engine& run() { return *run_; }
    store& kept() { return *keep_; }

    settings rules;
    instant now;
    std::string room = "ops";  // where people type
    std::string platform = "chat";
    bool keeps_rooms = false;
    std::string card, topic;  // the newest shown
    std::vector<card_button> buttons;
    std::vector<person> invited;     // to the newest room
    std::vector<person> written_to;  // whom the bot wrote to privately
    std::vector<pin_link> pinned;
    std::vector<rendered_rca> published;
    // A room as its people see it: what Scribe has put there, copies of messages among it.
    struct shown_line {
        std::string id, parent, text;
        std::int64_t effect = 0, of = 0;  // of: the message it is a copy of, 0: Scribe's own words
    };
    using place = std::pair<std::string, std::string>;  // platform, channel
    std::vector<shown_line> shown(std::string_view on, std::string_view in) const;
    // The texts of the copies alone.
    std::vector<std::string> copies(std::string_view on, std::string_view in) const;
    // The id of the copy that says so; fails when there is none.
    std::string copy_of(std::string_view words, std::string_view on, std::string_view in) const;
    // A platform that tells us our own words as if somebody had said them: once the delivery has
    // ended, or before, with the mark it was sent with.
    enum class hearing { keeps_ours, tells_after, tells_before } hears = hearing::keeps_ours;
    int told_back = 0;
    // Carries everything, and the answer is lost.
    bool loses_answers = false;

    // What the platform answers; empty: everything is delivered.
    std::function<std::optional<outcome>(const delivery&)> script;

private:
    std::string answer_of(const processed& done);
    outcome carry(const delivery& what);
    outcome show_copy_of(const delivery& what);
    void tell_back(const delivery& what, const std::string& id, const std::string& text);

    std::unique_ptr<store> keep_;
    rca_library templates_{""};
    std::unique_ptr<engine> run_;
    std::vector<line> heard_;
    std::string echo_;
    std::map<place, std::vector<shown_line>> shown_;
    std::vector<inbound> echoes_;
    int keys_ = 0, ids_ = 0;
};

}  // namespace bot::test
