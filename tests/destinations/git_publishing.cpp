// RCAs in a repository, while people work in it: against a forge over HTTP, with git itself.
#include "tests/destinations/git_world.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using test::git_world;
using verdict = outcome::verdict;

namespace {

const std::string path = "incidents/2026-03-01-outage.md";
const std::string first = "# Outage\n\n## Summary\n\nblank\n\n## Cause\n\nunknown\n";
const std::string second = "# Outage\n\n## Summary\n\nblank\n\n## Cause\n\nthe cache\n";
// With a section of somebody's.
const std::string of_people =
    "# Outage\n\n## Summary\n\nIt was down.\n\n## Cause\n\nunknown\n\n## Mine\n\nwords\n";
const std::string both =
    "# Outage\n\n## Summary\n\nIt was down.\n\n## Cause\n\nthe cache\n\n## Mine\n\nwords\n";

}  // namespace

TEST_CASE("an RCA is committed to the branch, once, and written again around people's words") {
    git_world at;
    const auto end = at.publish(first);
    REQUIRE(end.is == verdict::delivered);
    CHECK(git_world::told(end).told == "committed to `main` as `" + path + "`");
    CHECK(at.file(path) == first);
    CHECK(at.file("README.md") == "The incidents of a team.\n");

    at.publish(first);
    CHECK(at.commits() == 1);

    at.people_write(path, of_people);
    CHECK(git_world::told(at.publish(second)).conflicts == 0);
    CHECK(at.file(path) == both);
    CHECK(at.commits() == 3);
    CHECK(
        at.git("log -1 --format='%an <%ae>|%s' main") ==
        "Scribe <scribe@localhost>|Update the RCA of INC-7: 2026-03-01 - Outage fixes #\xE2\x81\xA0"
        "3\n"
    );
}

TEST_CASE("a place that people and the record both changed stands twice, and it is said") {
    git_world at;
    at.publish(first);
    at.people_write(path, "# Outage\n\n## Summary\n\nblank\n\n## Cause\n\nthe proxy\n");
    CHECK(git_world::told(at.publish(second)).conflicts == 1);
    CHECK_THAT(at.file(path), Catch::Contains("\nthe proxy\n") && Catch::Contains("> the cache\n"));
}

TEST_CASE("a file of that name that is not ours stays as it is") {
    git_world at;
    at.people_write(path, "somebody's\n");
    CHECK_THAT(
        git_world::told(at.publish(first)).told, Catch::Contains("2026-03-01-outage.new.md")
    );
    CHECK(at.file(path) == "somebody's\n");
    CHECK(at.file("incidents/2026-03-01-outage.new.md") == first);
}

TEST_CASE("what people took away comes back only for who asks") {
    git_world at;
    at.publish(first);
    at.people_remove(path);
    at.publish(second, false);
    CHECK(at.commits() == 2);
    at.publish(second, true);
    CHECK(at.file(path) == second);
}

TEST_CASE("what is no plain file in the repository is written to by nobody") {
    git_world at;
    const auto id = [](std::string said) { return said.substr(0, 40); };
    at.git("read-tree main");
    at.git(
        "update-index --add --cacheinfo 120000," + id(at.git("rev-parse main:README.md")) + "," +
        path
    );
    const auto tree = id(at.git("write-tree"));
    at.git("update-ref refs/heads/main " + id(at.git("commit-tree " + tree + " -p main -m link")));
    const auto end = at.publish(first);
    CHECK(end.is == verdict::refused);
    CHECK_THAT(end.reason, Catch::Contains("is no plain file"));
}

TEST_CASE("a push that somebody was faster with is made again, on top of theirs") {
    git_world at;
    at.publish(first);
    // While the push is judged, the branch moves.
    const auto other = at.git("commit-tree 'main^{tree}' -p main -m faster").substr(0, 40);
    const auto hook = at.folder() + "/forge/rca.git/hooks/pre-receive";
    std::ofstream(hook) << "#!/bin/sh\n[ -e moved ] && exit 0\n: >moved\n"
                           "unset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/main " +
                               other + "\n";
    std::filesystem::permissions(hook, std::filesystem::perms::owner_all);
    const auto end = at.publish(second);
    REQUIRE(end.is == verdict::delivered);
    CHECK(at.file(path) == second);
    CHECK(at.commits() == 3);
    CHECK(at.git("log -1 --format=%s main~1") == "faster\n");
}

TEST_CASE("each RCA has a branch and a request of its own, on GitHub and on GitLab") {
    const std::string kind = GENERATE("github", "gitlab");
    git_world at(kind);
    const std::string blaming =
        "# Outage\n\n## Summary\n\nblank\n\n## Cause\n\n@ana should have known better, closes "
        "#9.\n";
    const auto end = at.publish(blaming);
    INFO(end.reason);
    REQUIRE(end.is == verdict::delivered);
    const auto told = git_world::told(end);
    CHECK(told.told == (kind == "github" ? "pull request #1" : "merge request !1"));
    CHECK(
        told.url == (kind == "github" ? "http://forge/sre/rca/pull/1"
                                      : "http://forge/sre/rca/-/merge_requests/1")
    );
    CHECK(at.commits() == 0);
    CHECK(at.file(path, "scribe/inc-7") == blaming);
    const auto request = at.requests().at(0);
    CHECK(request["target"] == "main");
    // Words from chat close no issue and ping nobody.
    CHECK_THAT(request["title"].get<std::string>(), !Catch::Contains("#3"));
    CHECK_THAT(
        request["text"].get<std::string>(),
        Catch::Contains("line 9") && !Catch::Contains("@ana") && !Catch::Contains("#9")
    );

    at.publish(first);
    at.people_write(path, of_people, "scribe/inc-7");
    CHECK(git_world::told(at.publish(second)).url == told.url);
    CHECK(at.file(path, "scribe/inc-7") == both);
    CHECK(at.requests().size() == 1);
}

TEST_CASE("after a request was merged, the next stands on what was merged") {
    git_world at(GENERATE("github", "gitlab"));
    at.publish(first);
    at.people_write(path, of_people, "scribe/inc-7");
    at.merge(1);
    // The same, or a change nobody asked to be published: no request for that.
    at.publish(first);
    at.publish(second, false);
    CHECK(at.requests().size() == 1);

    at.publish(second);
    REQUIRE(at.requests().size() == 2);
    CHECK(at.requests().at(1)["source"] == "scribe/inc-7-2");
    CHECK(at.file(path, "scribe/inc-7-2") == both);
}

TEST_CASE("a request that was closed is not opened again, and its branch left alone") {
    git_world at(GENERATE("github", "gitlab"));
    at.publish(first);
    at.close(1);
    at.publish(second);
    CHECK(at.file(path, "scribe/inc-7") == first);
    CHECK(at.file(path, "scribe/inc-7-2") == second);
    CHECK(at.requests().at(1)["state"] == "open");
}

TEST_CASE("a copy that is damaged, or gone, is made anew") {
    git_world at;
    at.publish(first);
    const auto copy = at.folder() + "/state/copy";
    SECTION("a lock that a killed git left") {
        std::ofstream(copy + "/shallow.lock") << "";
    }
    SECTION("an empty head, as a power loss leaves it") {
        std::ofstream(copy + "/HEAD") << "";
    }
    SECTION("a broken reference") {
        std::ofstream(copy + "/refs/scribe/main") << "\n";
    }
    SECTION("somebody took it away") {
        std::filesystem::remove_all(copy);
    }
    SECTION("the lock of an index") {
        std::ofstream(copy + "/scribe-index.lock") << "";
    }
    const auto end = at.publish(second);
    INFO(end.reason);
    CHECK(end.is == verdict::delivered);
    CHECK(at.file(path) == second);
}

TEST_CASE("an incident called as another one writes into a file of its own") {
    git_world at;
    at.publish(first);
    at.incident = 8;
    CHECK_THAT(git_world::told(at.publish(second)).told, Catch::Contains("outage.new.md"));
    at.incident = 7;
    at.publish(second + "\nmore\n");
    CHECK(at.file(path) == second + "\nmore\n");
    CHECK(at.file("incidents/2026-03-01-outage.new.md") == second);
}

TEST_CASE("when every name is taken nothing of anybody's is touched") {
    git_world at;
    std::string name = "incidents/2026-03-01-outage";
    for (int i = 0; i < 5; ++i, name += ".new") at.people_write(name + ".md", "theirs\n");
    const auto end = at.publish(first);
    CHECK(end.is == verdict::refused);
    CHECK_THAT(end.reason, Catch::Contains("are other files"));
    CHECK(at.commits() == 5);
}

TEST_CASE("an RCA whose name changes stays where people know it") {
    git_world at;
    at.publish(first);
    at.people_write(path, of_people);
    at.name = "2026-03-02-outage-in-checkout.md";
    at.publish(second);
    CHECK(at.file(path) == both);
    CHECK(at.git("ls-tree --name-only main incidents/") == path + "\n");
}

TEST_CASE("what a closed request proposed is proposed again to who asks") {
    git_world at("github");
    at.publish(first);
    at.merge(1);
    at.publish(second);
    at.close(2);
    at.publish(second);
    REQUIRE(at.requests().size() == 3);
    CHECK(at.file(path, "scribe/inc-7-3") == second);
}

TEST_CASE("a forge that does not see the new branch yet is asked again") {
    const std::string kind = GENERATE("github", "gitlab");
    git_world at(kind);
    const auto body = nlohmann::json::parse(
        kind == "github"
            ? R"({"message": "Validation Failed", "errors": [{"field": "head", "code": "invalid"}]})"
            : R"({"message": {"source_branch": ["does not exist"]}})"
    );
    const int status = kind == "github" ? 422 : 400;
    at.fault("POST", kind == "github" ? "/pulls" : "/merge_requests", status, 1, body);
    const auto end = at.publish(first);
    INFO(end.reason);
    CHECK(end.is == verdict::retry);
    CHECK(at.publish(first).is == verdict::delivered);
    CHECK(at.requests().size() == 1);
}

TEST_CASE("what has to be mended is refused and says where; what may pass is tried again") {
    struct example {
        std::string what, says;
        verdict is;
    };
    const auto wanted = GENERATE(
        example{"token", "rca.git.token_file", verdict::refused},
        example{"branch", "There is no branch `trunk`", verdict::refused},
        example{"nobody", "failed", verdict::retry},
        example{"503", "503", verdict::retry},
        example{"422", "422", verdict::refused},
        example{"git 500", "500", verdict::retry}
    );
    git_world at("github");
    if (wanted.what == "token") at.settings.token = secret("glpat-wrong");
    if (wanted.what == "branch") at.settings.branch = "trunk";
    if (wanted.what == "nobody") at.settings.url = "http://127.0.0.1:1/sre/rca.git";
    if (wanted.what == "503") at.fault("POST", "/pulls", 503);
    if (wanted.what == "422") at.fault("POST", "/pulls", 422);
    if (wanted.what == "git 500") at.fault("GET", "/info/refs", 500);
    at.restart();
    INFO(wanted.what);
    const auto end = at.publish(first);
    CHECK(end.is == wanted.is);
    CHECK_THAT(end.reason, Catch::Contains(wanted.says));
    CHECK_THAT(end.reason, !Catch::Contains(std::string(test::forge_token)));
    CHECK_THAT(end.reason, !Catch::Contains("glpat-wrong"));
    if (end.is == verdict::retry && wanted.what != "nobody") {
        CHECK(at.publish(first).is == verdict::delivered);
        CHECK(at.requests().size() == 1);
    }
}

TEST_CASE("the doctor sees whether repository and forge can be read") {
    git_world at(GENERATE("none", "github", "gitlab"));
    const auto well = at.look();
    REQUIRE(well);
    CHECK_THAT(*well, Catch::Contains("can be read"));
    at.settings.token = secret("glpat-wrong");
    at.restart();
    CHECK_FALSE(at.look());
}
