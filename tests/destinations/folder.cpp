// Files in a folder, written again and again while people work in them.
#include "bot/destinations/folder.hpp"

#include "tests/config/temp_folder.hpp"
#include "tests/support/text_file.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace bot;

namespace {

void write(const std::string& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
}

result<written_file> keep(
    const test::temp_folder& folder, std::string_view text, std::string_view owner = "INC-1"
) {
    return write_to_folder(folder.path(), "rca.md", text, owner);
}

}  // namespace

TEST_CASE("a draft written again keeps what people wrote into the file") {
    const test::temp_folder folder;
    const auto first = keep(folder, "# A\n\n## B\n\nblank\n");
    REQUIRE(first);
    write(first->path, "# A\n\n## B\n\nblank\n\n## Mine\n\nwords\n");

    const auto again = keep(folder, "# A\n\n## B\n\ntold\n");
    REQUIRE(again);
    CHECK(again->path == first->path);
    CHECK_FALSE(again->beside);
    CHECK(again->conflicts == 0);
    CHECK(bot::test::text_of(again->path) == "# A\n\n## B\n\ntold\n\n## Mine\n\nwords\n");

    write(first->path, "# A\n\n## B\n\nI know better\n\n## Mine\n\nwords\n");
    const auto third = keep(folder, "# A\n\n## B\n\ntold anew\n");
    REQUIRE(third);
    CHECK(third->conflicts == 1);
    CHECK_THAT(bot::test::text_of(third->path), Catch::Contains("I know better\n"));
    CHECK_THAT(bot::test::text_of(third->path), Catch::Contains("> told anew\n"));
    CHECK_THAT(bot::test::text_of(third->path), Catch::Contains("## Mine\n\nwords\n"));
}

TEST_CASE("a file that was there before us is not touched") {
    const test::temp_folder folder;
    write(folder.path() + "/rca.md", "somebody's\n");
    const auto made = keep(folder, "ours\n");
    REQUIRE(made);
    CHECK(made->beside);
    CHECK(std::filesystem::path(made->path).filename() == "rca.new.md");
    CHECK(bot::test::text_of(folder.path() + "/rca.md") == "somebody's\n");
    CHECK(bot::test::text_of(made->path) == "ours\n");
}

TEST_CASE("what people wrote into the draft beside a strange file stays as well") {
    const test::temp_folder folder;
    write(folder.path() + "/rca.md", "somebody's\n");
    const auto made = keep(folder, "## A\n\nblank\n");
    REQUIRE(made);
    write(made->path, "## A\n\nblank\n\n## Mine\n");
    const auto again = keep(folder, "## A\n\ntold\n");
    REQUIRE(again);
    CHECK(again->path == made->path);
    CHECK(again->beside);
    CHECK(bot::test::text_of(again->path) == "## A\n\ntold\n\n## Mine\n");
}

TEST_CASE("two incidents of one name on one day do not write into each other") {
    const test::temp_folder folder;
    const auto one = keep(folder, "of the one\n", "INC-1"),
               other = keep(folder, "of the other\n", "INC-2");
    REQUIRE(one);
    REQUIRE(other);
    CHECK(one->path != other->path);
    CHECK(bot::test::text_of(one->path) == "of the one\n");
    CHECK(bot::test::text_of(other->path) == "of the other\n");
}

TEST_CASE("what cannot be read is not written over") {
    const test::temp_folder folder;
    write(folder.path() + "/elsewhere.md", "somebody's\n");
    std::filesystem::create_symlink("elsewhere.md", folder.path() + "/rca.md");
    const auto made = keep(folder, "ours\n");
    REQUIRE_FALSE(made);
    CHECK_THAT(made.error().detail, Catch::Contains("rca.md"));
    CHECK(bot::test::text_of(folder.path() + "/elsewhere.md") == "somebody's\n");
    CHECK(std::filesystem::is_symlink(folder.path() + "/rca.md"));
}

TEST_CASE("no name leads out of the folder") {
    const test::temp_folder folder;
    for (const auto* name : {"../rca.md", "a/b.md", ".hidden", "", "/etc/rca.md"}) {
        INFO(name);
        CHECK_FALSE(write_to_folder(folder.path(), name, "x", "INC-1"));
    }
}
