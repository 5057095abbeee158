#include "bot/engine/engine.hpp"
#include "bot/engine/patience.hpp"
#include "bot/store/memory/memory_store.hpp"
#include "tests/engine/rehearsal.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

using namespace bot;
using namespace bot::test;
using verdict = outcome::verdict;
using words = std::vector<std::string>;

namespace {

struct stage {
    stage() {
        spdlog::set_level(spdlog::level::off);
        play.give(command("declare", "declare Cache"));
        play.deliver_all();
    }
    const incident& first() { return *play.run->look().find(incident_id{1}); }

    std::unique_ptr<store> keep = make_memory_store();
    rehearsal play{*keep};
};

}  // namespace

TEST_CASE("what is said in one batch goes out in order, the newest card only") {
    stage on;
    on.play.give(std::vector<work_item>{
        message("m1", "say one"),
        message("m2", "card old"),
        message("m3", "say two"),
        message("m4", "card new")});

    CHECK(on.play.deliver_all() == words{"c1: one", "c1: two", "c1: card new"});
    CHECK(on.keep->effects()->empty());
}

TEST_CASE("a delivery put off is tried again after a pause, with its lane behind it") {
    stage on;
    on.play.give(std::vector<work_item>{message("m1", "say one"), message("m2", "say two")});
    const auto out = on.play.take();
    REQUIRE(texts_of(out) == words{"one"});
    CHECK(out[0].attempt == 1);
    on.play.give(std::vector<work_item>{settled(out[0], verdict::retry)});

    CHECK(on.play.run->next_wake() == at_second(1));
    CHECK(on.play.take().empty());
    on.play.now = at_second(1);
    const auto again = on.play.take();
    REQUIRE(texts_of(again) == words{"one"});
    CHECK(again[0].attempt == 2);
    on.play.give(std::vector<work_item>{settled(again[0], verdict::retry, 45'000)});
    CHECK(on.play.run->next_wake() == at_second(46));
}

TEST_CASE("a refused delivery is kept as dead, told, and the lane goes on") {
    stage on;
    on.play.give(std::vector<work_item>{message("m1", "say one"), message("m2", "say two")});
    const auto out = on.play.take();

    on.play.give(std::vector<work_item>{settled(out[0], verdict::refused)});

    const auto kept = *on.keep->effects();
    REQUIRE(!kept.empty());
    CHECK(kept[0].dead);
    CHECK(kept[0].reason == "the platform said so");
    CHECK(on.first().rows.back().text == "gave up post: the platform said so");
    CHECK(texts_of(on.play.take()) == words{"two"});
}

TEST_CASE("a delivery is given up after so many attempts and not before") {
    stage on;
    on.play.give(message("m1", "say one"));
    int attempts = 0;
    for (auto out = on.play.take(); !out.empty() && out[0].attempt < 100; out = on.play.take()) {
        ++attempts;
        REQUIRE(texts_of(out) == words{"one"});
        on.play.give(std::vector<work_item>{settled(out[0], verdict::retry)});
        if (attempts == most_attempts) break;
        on.play.now += longest_pause;
    }

    CHECK(attempts == most_attempts);
    CHECK(on.keep->effects()->front().dead);
    CHECK(on.first().rows.back().text.starts_with("gave up post"));
}

TEST_CASE("a delivery settled twice ends once") {
    stage on;
    on.play.give(message("m1", "say one"));
    const auto out = on.play.take();

    const auto done = on.play.give(std::vector<work_item>{delivered(out[0]), delivered(out[0])});

    CHECK(done[0].is == processed::verdict::done);
    CHECK(done[1].is == processed::verdict::duplicate);
    CHECK(on.play.give({settled(out[0], verdict::retry)})[0].is == processed::verdict::duplicate);
    CHECK(on.play.run->out().in_flight() == 0);
}

TEST_CASE("a card replaced while on its way may end in any way") {
    stage on;
    on.play.give(message("m1", "card old"));
    const auto out = on.play.take();
    REQUIRE(texts_of(out) == words{"card old"});
    on.play.give(message("m2", "card new"));
    CHECK(on.play.take().empty());
    const auto how = GENERATE(verdict::delivered, verdict::retry, verdict::refused);
    const auto rows = on.first().rows.size();

    on.play.give(std::vector<work_item>{settled(out[0], how)});

    CHECK(texts_of(on.play.take()) == words{"card new"});
    CHECK(on.first().rows.size() == rows);
}

TEST_CASE("a card replaced in the batch that ends it leaves one card") {
    stage on;
    on.play.give(message("m1", "card old"));
    const auto out = on.play.take();
    const auto how = GENERATE(verdict::delivered, verdict::retry, verdict::refused);
    const bool ends_first = GENERATE(true, false);
    std::vector<work_item> batch{message("m2", "card new")};
    batch.insert(ends_first ? batch.begin() : batch.end(), settled(out[0], how));

    on.play.give(batch);

    on.play.now = at_second(10);
    const auto seen = on.play.deliver_all();
    CHECK(seen.back() == "c1: card new");
    // One that was tried before the newer came is tried again: order says which of them stays.
    CHECK((seen.size() == 1 || (ends_first && how != verdict::delivered)));
    on.play.reopen();
    CHECK(on.play.take().empty());
}

TEST_CASE("after a restart everything not delivered goes out again, as a repetition") {
    stage on;
    on.play.give(std::vector<work_item>{
        command("d2", "declare Db"), message("m1", "say one"), message("m2", "say two")});
    auto out = on.play.take();
    REQUIRE(texts_of(out) == words{"open inc-2", "one"});

    on.play.reopen();

    out = on.play.take();
    REQUIRE(texts_of(out) == words{"open inc-2", "one"});
    CHECK(out[0].attempt == 2);
    CHECK(out[1].attempt == 2);
    CHECK(out[1].channel == "c1");
    on.play.give(std::vector<work_item>{delivered(out[0]), delivered(out[1])});
    CHECK(
        on.play.deliver_all() ==
        words{"c2: welcome Db", "c1: two", "news: new: Db", "c2: card Db P2 1"}
    );
}

TEST_CASE("an RCA is rendered when its turn comes") {
    stage on;
    on.play.render = [](const incident& of, std::string_view name, instant) {
        return result<rendered_rca>(rendered_rca{"inc-1.md", of.title, std::string(name)});
    };
    on.play.give(std::vector<work_item>{message("m1", "say one"), message("m2", "rca")});
    on.play.give({delivered(on.play.take()[0])});

    const auto out = on.play.take();

    REQUIRE(out.size() == 1);
    REQUIRE(out[0].rca);
    CHECK(out[0].rca->text == "Cache");
    CHECK(out[0].channel == "c1");
}

TEST_CASE("an RCA that cannot be rendered is given up, or tried later when it may work then") {
    stage on;
    const auto code = GENERATE(errc::invalid, errc::unavailable);
    on.play.render = [code](const incident&, std::string_view, instant) {
        return result<rendered_rca>(fail(code, "the template says no"));
    };
    on.play.give(message("m1", "rca"));

    CHECK(on.play.take().empty());
    REQUIRE(on.play.run->next_wake());
    CHECK(*on.play.run->next_wake() <= on.play.now);
    on.play.give(std::vector<work_item>{});

    const auto kept = on.keep->effects()->front();
    CHECK(kept.reason == "the template says no");
    CHECK(kept.dead == (code == errc::invalid));
    CHECK(*on.play.run->next_wake() > on.play.now);
}

TEST_CASE("a platform may be asked for many things, but no more than the limit at once") {
    auto keep = make_memory_store();
    rehearsal play(*keep);
    std::vector<work_item> all;
    for (int i = 0; i < 100; ++i) all.emplace_back(command("d" + std::to_string(i), "declare T"));
    play.give(all);

    CHECK(play.take().size() == 64);
    CHECK(play.take().empty());
}

namespace {

// Says "1" to "20" in one room, in batches of so many, while the first is on its way.
void say_twenty(stage& on, std::size_t at_once) {
    std::vector<work_item> batch;
    for (int n = 1; n <= 20; ++n) {
        batch.push_back(message("m" + std::to_string(n), "say " + std::to_string(n)));
        if (batch.size() < at_once && n < 20) continue;
        on.play.give(std::exchange(batch, {}));
        if (n < 20 && n <= static_cast<int>(at_once)) on.play.take();
    }
}

}  // namespace

TEST_CASE("F24 what waits in one room for long is read together, in order, and nothing twice") {
    const auto at_once = GENERATE(std::size_t{1}, std::size_t{7}, std::size_t{20});
    CAPTURE(at_once);
    stage on;
    say_twenty(on, at_once);
    const auto waiting = on.keep->effects()->size();
    CHECK(waiting <= 6);

    on.play.reopen();
    const auto said = on.play.deliver_all();
    CHECK(said.size() == waiting);
    std::string all;
    for (const auto& one : said) all += one.substr(one.find(": ") + 2) + "\n\n";
    std::string wanted;
    for (int n = 1; n <= 20; ++n) wanted += std::to_string(n) + "\n\n";
    CHECK(all == wanted);
    CHECK(on.keep->effects()->empty());
}

TEST_CASE("F24 words for different rooms, and what may have gone out already, are not joined") {
    stage on;
    for (int n = 1; n <= 4; ++n)
        on.play.give(message("m" + std::to_string(n), "say " + std::to_string(n)));
    on.play.reopen();  // nobody knows which of them went out

    for (int n = 5; n <= 12; ++n)
        on.play.give(message("m" + std::to_string(n), "say " + std::to_string(n)));

    CHECK(
        on.play.deliver_all() ==
        words{
            "c1: 1",
            "c1: 2",
            "c1: 3",
            "c1: 4",
            "c1: 5",
            "c1: 6",
            "c1: 7",
            "c1: 8\n\n9\n\n10\n\n11\n\n12"}
    );
}

TEST_CASE("F23 what the platform kept waiting says for how long, from ten seconds on") {
    const auto late = GENERATE(9, 11);
    CAPTURE(late);
    stage on;
    on.play.give(message("m1", "say it"));
    const auto out = on.play.take();
    REQUIRE(out.size() == 1);
    on.play.give(std::vector<work_item>{settled(out[0], verdict::retry, late * 1000)});
    on.play.now = on.play.now + std::chrono::seconds(late);

    const auto again = on.play.take();
    REQUIRE(again.size() == 1);
    CHECK(
        text_of(again[0].what) == (late < 10 ? "it" : "it\n\n_Chat kept this waiting for 11 s._")
    );
}

TEST_CASE("F23 what we put off ourselves is not called the platform's delay") {
    stage on;
    on.play.give(message("m1", "say it"));
    auto out = on.play.take();
    on.play.give(std::vector<work_item>{settled(out[0], verdict::retry)});
    on.play.now = on.play.now + std::chrono::minutes(1);
    CHECK(texts_of(on.play.take()) == words{"it"});
}
