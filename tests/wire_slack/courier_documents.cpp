#include "tests/wire_slack/courier_stage.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using namespace bot::test;
using verdict = outcome::verdict;

namespace {

struct folder {
    std::vector<std::string> written;
    std::optional<error> trouble;

    rca_writer writer() {
        return [this](const rendered_rca& rca) -> result<std::string> {
            if (trouble) return tl::unexpected(*trouble);
            written.push_back(rca.text);
            return "/var/lib/scribe/rca/" + rca.file_name;
        };
    }
};

bot::slack::courier_options with(folder& into, bool canvas = false) {
    auto how = house_h1();
    how.write_rca = into.writer();
    how.canvas = canvas;
    return how;
}

delivery publication(courier_stage& at, bool announce = true, address where = to_incident_room{}) {
    auto out = at.wish_for(publish_rca{"default", announce}, std::move(where));
    out.rca = rendered_rca{"cache-bug.md", "# RCA: Cache bug\n\nIt was the cache.\n", "Cache bug"};
    return out;
}

std::vector<std::string> files(courier_stage& at, const std::string& channel) {
    std::vector<std::string> names;
    for (const auto& each : at.space.sees(channel))
        names.insert(names.end(), each.files.begin(), each.files.end());
    return names;
}

}  // namespace

TEST_CASE("an RCA is written to the folder and stands in the room as a file") {
    folder into;
    courier_stage at(with(into));
    at.open();

    REQUIRE(at.carry(publication(at)).is == verdict::delivered);

    CHECK(into.written.size() == 1);
    CHECK(files(at, at.room) == std::vector<std::string>{"cache-bug.md"});
    std::string all;
    for (const auto& each : at.space.sees(at.room)) all += each.text + each.reads + "\n";
    INFO(all);
    CHECK(all.find("/var/lib/scribe/rca/cache-bug.md") != std::string::npos);
    const auto kept = at.record.all_of<in_posted>();
    REQUIRE(kept.size() == 1);
    CHECK(std::get<in_posted>(kept[0].what).text.find("RCA draft") != std::string::npos);
}

TEST_CASE("S46: a document whose answer never came stands there once") {
    const auto method = GENERATE(
        as<std::string>(), "files.completeUploadExternal", "files.getUploadURLExternal", "/upload"
    );
    CAPTURE(method);
    folder into;
    courier_stage at(with(into));
    at.open();
    at.arm("drop_after", method);

    at.carry_on(publication(at));

    CHECK(files(at, at.room).size() == 1);
}

TEST_CASE("a second publication is a second file, also when its answer is lost") {
    const auto lost = GENERATE(as<std::string>(), "drop_after", "drop_before");
    CAPTURE(lost);
    folder into;
    courier_stage at(with(into));
    at.open();
    at.carry_on(publication(at));
    at.arm(lost, "files.completeUploadExternal");

    CHECK(at.carry_on(publication(at)) == 2);

    CHECK(files(at, at.room).size() == 2);
}

TEST_CASE("a draft that follows later words rewrites the folder and says nothing") {
    folder into;
    courier_stage at(with(into));
    at.open();
    const auto before = at.space.journal().size();

    REQUIRE(at.carry(publication(at, false)).is == verdict::delivered);

    CHECK(into.written.size() == 1);
    CHECK(at.space.journal().size() == before);
}

TEST_CASE("a folder that cannot be written now is tried again, one that never can is refused") {
    folder into;
    courier_stage at(with(into));
    at.open();

    into.trouble = error{errc::unavailable, "no space left on device"};
    CHECK(at.carry(publication(at)).is == verdict::retry);
    into.trouble = error{errc::refused, "the folder is read-only"};
    const auto end = at.carry(publication(at));
    CHECK(end.is == verdict::refused);
    CHECK(end.reason == "the folder is read-only");
    CHECK(files(at, at.room).empty());
}

TEST_CASE("without a room the folder has the document") {
    folder into;
    courier_stage at(with(into));

    REQUIRE(at.carry(publication(at)).is == verdict::delivered);

    CHECK(into.written.size() == 1);
    CHECK(at.space.journal().empty());
}

TEST_CASE("a preview goes to who asked and nowhere else") {
    folder into;
    courier_stage at(with(into));
    at.open();
    const auto ana = at.space.add_user("ana");

    at.arm("drop_after", "files.completeUploadExternal");
    CHECK(at.carry_on(publication(at, true, to_person{{ana, "ana"}, at.room})) == 2);

    CHECK(into.written.empty());
    CHECK(files(at, at.room).empty());
    CHECK(files(at, at.space.direct(ana)) == std::vector<std::string>{"cache-bug.md"});
}

TEST_CASE("the canvas of the room is made once and follows the document") {
    folder into;
    courier_stage at(with(into, true));
    at.open();

    REQUIRE(at.carry(publication(at)).is == verdict::delivered);
    auto later = publication(at, false);
    later.rca->text = "# RCA: Cache bug\n\nIt was the cache after all.\n";
    REQUIRE(at.carry(later).is == verdict::delivered);

    CHECK(at.calls("conversations.canvases.create") == 1);
    const auto* canvas = at.space.find_canvas(at.record.memos.at("slack:canvas:7:" + at.room));
    REQUIRE(canvas);
    CHECK(canvas->markdown == later.rca->text);
    CHECK(files(at, at.room).size() == 1);
}

TEST_CASE("a workspace without canvases is no failure") {
    folder into;
    courier_stage at(with(into, true));
    at.open();
    at.space.policy().canvases = false;

    CHECK(at.carry(publication(at)).is == verdict::delivered);

    CHECK(files(at, at.room).size() == 1);
    CHECK_FALSE(at.record.memos.contains("slack:canvas:7:" + at.room));
}
