#include "bot/store/codec.hpp"

#include "bot/store/documents.hpp"
#include "bot/store/event_fields.hpp"
#include "bot/store/json_writer.hpp"
#include "bot/store/record_json.hpp"
#include "tests/contract/field_count.hpp"
#include "tests/contract/store_contract.hpp"

#include <map>

using namespace bot;
using namespace bot::test;

namespace {

const person dana{"U1", "dana"};
const alert_notice notice{
    "am", "f1", "High", "api", "too high", "page", "https://x", false, at_minute(1), at_minute(2)};

// One of each kind, every member other than its default. Not to compile without a new kind is
// the purpose of the array's size.
const std::array<event, std::variant_size_v<event>> samples{
    message_posted{"said"},
    message_edited{"said better"},
    message_deleted{},
    reaction_added{"pushpin"},
    reaction_removed{"mag"},
    message_pinned{},
    message_unpinned{},
    file_shared{"a.txt", "abc123", "text/plain", 1'234'567'890'123, "content"},
    member_joined{},
    member_left{},
    command_given{"/incident note x"},
    bot_posted{"noted"},
    unknown_kept{"{\"type\":\"new\"}"},
    copy_shown{12, true},
    declared{"Cache", "P1", "cache", "api", {"api", "web"}, "room", true, true, {"console"}},
    room_opened{"inc-7"},
    room_refused{"name taken"},
    severity_changed{"P1", "worse"},
    milestone_set{milestone::mitigated, at_minute(3), source::chat, "failed over", true},
    milestone_unset{milestone::paged},
    row_added{row_kind::ruled_out, at_minute(4), "not DNS", dana, "reaction:mag", true},
    row_reworded{3, "better", true},
    row_moved{4, at_minute(5)},
    row_hidden{5},
    row_shown{6},
    row_withdrawn{7},
    row_restored{8},
    row_erased{9},
    role_given{"lead", dana},
    role_taken_away{"lead"},
    services_set{"api", {"api", "web"}},
    impact_told{{{"users", "6126"}, {"money", ""}}},
    section_told{section::root_cause, "a bug"},
    section_replaced{section::improve, {"one", "two"}},
    action_added{"P1", "fix it", "dana", std::chrono::sys_days(std::chrono::days(20'000))},
    action_done{1},
    action_reopened{2},
    action_removed{3},
    action_restored{4},
    linked{"INC-6", "alike"},
    unlinked{1},
    update_posted{"still on it"},
    paged_team{"dba", "help"},
    alert_attached{notice, true},
    alert_repeated{2, false, at_minute(8), at_minute(7)},
    resolved{"fixed", {milestone::detected, milestone::paged}},
    reopened{"it is back"},
    rca_told{"team api", "2025-09-28", "full"},
    rca_requested{"customer"},
    caught_up{},
    handed_over{dana},
    undone{"note: x"},
    row_marked{4, true},
    room_followed{"ops", -3},
    room_let_go{"ops"},
    rca_published{"git", "https://git.example.org/sre/rca/pulls/7", "merge request 7"},
};

struct field_counter {
    std::size_t named = 0;
    std::map<std::string, int> names;
    void must(const char* name, const auto&) {
        ++named;
        ++names[name];
    }
    void may(const char* name, const auto& member) { must(name, member); }
};

record decoded(const event& what, std::string_view payload) {
    record line;
    line.log = inc7;
    line.seq = 12;
    need(decode_payload(line, name_of(what), payload));
    return line;
}

std::string json_of(const event& what) {
    return std::visit([](const auto& e) { return to_json_text(e); }, what);
}

}  // namespace

TEST_CASE("there is a sample of every kind of event, in order") {
    for (std::size_t i = 0; i < samples.size(); ++i) CHECK(samples[i].index() == i);
}

TEST_CASE("every member of every event is among its named fields, under a name of its own") {
    const auto count = []<class E>(const E& e) {
        field_counter counter;
        fields(counter, e);
        INFO(name_of(event(e)));
        CHECK(counter.named == field_count<E>());
        for (const auto& [name, times] : counter.names) {
            INFO(name);
            CHECK(times == 1);
        }
    };
    for (const auto& sample : samples) std::visit(count, sample);
    field_counter alert;
    fields(alert, notice);
    CHECK(alert.named == field_count<alert_notice>());
}

TEST_CASE("every kind of event comes back from its payload with all it held") {
    for (const auto& sample : samples) {
        INFO(name_of(sample));
        const auto payload = encode_payload(sample);

        const auto line = decoded(sample, payload);

        CHECK(line.what.index() == sample.index());
        CHECK_FALSE(line.erased);
        CHECK(encode_payload(line.what) == payload);
        CHECK(json_of(line.what) == json_of(sample));
    }
}

TEST_CASE("an event with empty members comes back, too") {
    for (const auto& sample : samples) {
        INFO(name_of(sample));
        record line;
        need(decode_payload(line, name_of(sample), std::nullopt));
        const auto payload = encode_payload(line.what);
        CHECK(encode_payload(decoded(sample, payload).what) == payload);
    }
}

TEST_CASE("talk is kept as bare text and nothing else is") {
    for (const auto& sample : samples) {
        const auto kind = name_of(sample);
        INFO(kind);
        const bool bare = kind == "message_posted" || kind == "message_edited" ||
                          kind == "bot_posted" || kind == "command_given" || kind == "unknown_kept";
        CHECK(is_bare_text(kind) == bare);
        CHECK((encode_payload(sample).front() == '{') == (!bare || kind == "unknown_kept"));
    }
    CHECK(encode_payload(message_posted{"{\"as\": \"it was\"}"}) == "{\"as\": \"it was\"}");
    CHECK_FALSE(is_bare_text("no such kind"));
}

TEST_CASE("payloads are spelled as files out there have them") {
    const std::vector<std::pair<event, std::string>> cases{
        {milestone_set{milestone::mitigated, at_minute(3), source::chat, "x", false},
         R"({"at":1758999780000,"from":"chat","note":"x","which":"mitigated"})"},
        {row_added{row_kind::ruled_out, at_minute(4), "not DNS", dana, "pin", false},
         R"({"at":1758999840000,"by":{"id":"U1","name":"dana"},"kind":"ruled-out","promoted_by":"pin","text":"not DNS"})"},
        {impact_told{{{"users", "6126"}, {"money", ""}}},
         R"({"figures":[["users","6126"],["money",""]]})"},
        {action_added{"P1", "fix", "dana", std::chrono::sys_days(std::chrono::days(20'000))},
         R"({"due":"2024-10-04","owner":"dana","priority":"P1","text":"fix"})"},
        {caught_up{}, "{}"},
        {titled("Cache"), R"({"title":"Cache"})"}};
    for (const auto& [what, expected] : cases) CHECK(encode_payload(what) == expected);
}

TEST_CASE("fields nobody knows are passed over, missing optional ones are empty") {
    const auto line = decoded(
        declared{}, R"({"title":"Cache","from_the_future":{"a":[1,2,{"b":null}]},"services":null})"
    );
    const auto& what = std::get<declared>(line.what);
    CHECK(what.title == "Cache");
    CHECK(what.severity.empty());
    CHECK(what.services.empty());
    CHECK_FALSE(what.drill);
}

TEST_CASE("a wrong payload is an error that names the record and what is wrong") {
    struct wrong {
        event what;
        std::string payload, complaint;
    };
    const std::string deep = std::string(200'000, '[');
    for (const auto& [what, payload, complaint] : std::vector<wrong>{
             {declared{}, "", "is no JSON"},
             {declared{}, "{", "is no JSON"},
             {declared{}, "{} {}", "is no JSON"},
             {declared{}, deep, "is no JSON"},
             {declared{}, "[]", "is no JSON object"},
             {declared{}, "null", "is no JSON object"},
             {declared{}, "{}", "lacks \"title\""},
             {declared{}, R"({"title":7})", "has a wrong \"title\""},
             {declared{}, R"({"title":"x","drill":"yes"})", "has a wrong \"drill\""},
             {declared{}, R"({"title":"x","services":["a",1]})", "has a wrong \"services\""},
             {row_hidden{}, R"({"row":1.5})", "has a wrong \"row\""},
             {row_hidden{}, R"({"row":4294967296})", "has a wrong \"row\""},
             {row_moved{}, R"({"row":1,"at":18446744073709551615})", "has a wrong \"at\""},
             {row_moved{}, R"({"row":1,"at":"2025-09-27"})", "has a wrong \"at\""},
             {milestone_unset{}, R"({"which":"lunch"})", "has a wrong \"which\""},
             {action_added{}, R"({"due":"2025-02-30"})", "has a wrong \"due\""},
             {impact_told{}, R"({"figures":[["a"]]})", "has a wrong \"figures\""},
             {handed_over{}, R"({"to":{"name":"x"}})", "has a wrong \"to\", which lacks \"id\""}}) {
        record line;
        line.log = inc7;
        line.seq = 12;
        const auto read = decode_payload(line, name_of(what), payload);
        CAPTURE(payload.substr(0, 80));
        REQUIRE_FALSE(read);
        CHECK(read.error().code == errc::internal);
        CHECK_THAT(read.error().detail, Catch::Contains("INC-7 record 12"));
        CHECK_THAT(read.error().detail, Catch::Contains(std::string(name_of(what))));
        CHECK_THAT(read.error().detail, Catch::Contains(complaint));
    }
}

TEST_CASE("what was written before there were further rooms is read as it was meant") {
    const auto told = decoded(declared{}, R"({"title":"Cache","severity":"P1"})");
    CHECK(std::get<declared>(told.what).also_on.empty());
    const auto rca = need(decode_effect(
        R"({"id":4,"incident":7,"platform":"slack","where":{"is":"room"},)"
        R"("what":{"is":"publish_rca","template":"full","announce":true}})"
    ));
    CHECK_FALSE(std::get<publish_rca>(rca.what).only_shown);
    CHECK(std::get<to_incident_room>(rca.where).channel.empty());
}

TEST_CASE("an effect for one of several rooms comes back with that room") {
    const effect wanted{
        4, inc7, "slack", to_incident_room{"C2"}, publish_rca{"full", true, true}, "rca:C2"};
    const auto back = need(decode_effect(encode_effect(wanted)));
    CHECK(std::get<to_incident_room>(back.where).channel == "C2");
    CHECK(std::get<publish_rca>(back.what).only_shown);
    CHECK(back.collapse == "rca:C2");
}

TEST_CASE("a kind of a newer version is an error that says so") {
    record line;
    line.log = incident_id{-3};
    line.seq = 4;
    const auto read = decode_payload(line, "row_sung", "{}");
    REQUIRE_FALSE(read);
    CHECK_THAT(read.error().detail, Catch::Contains("room log 3 record 4 (row_sung)"));
    CHECK_THAT(read.error().detail, Catch::Contains("newer version"));
}

TEST_CASE("bytes that are no UTF-8 never break JSON") {
    const auto line = decoded(update_posted{}, encode_payload(update_posted{"a\xFFz \xC3"}));
    CHECK(std::get<update_posted>(line.what).text == "a\uFFFDz \uFFFD");
}

TEST_CASE("an exported record says everything, in moments people can read") {
    auto line = line_of(inc7, 4, row_moved{4, at_minute(5)});
    line.origin = 2;

    CHECK(to_json(line) == nlohmann::json::parse(R"({
        "log": 7, "seq": 4, "at": "2025-09-27T19:04:00Z", "recorded_at": "2025-09-27T19:04:00.250Z",
        "platform": "console", "channel": "c-ops", "actor": {"id": "U1", "name": "dana"},
        "message": "m4", "parent": "m1", "origin": 2, "kind": "row_moved", "erased": false,
        "what": {"row": 4, "at": "2025-09-27T19:05:00Z"}})"));

    line.erased = true;
    const auto erased = to_json(line);
    CHECK(erased["erased"] == true);
    CHECK(erased["kind"] == "row_moved");
    CHECK_FALSE(erased.contains("what"));
    CHECK(to_json(line_of(inc7, 1, message_posted{"said"}))["what"]["text"] == "said");
}
