// Publishing that ends anywhere: at each call of git, at each answer of the forge. What stands
// there in the end is what stands there without.
#include "tests/destinations/git_world.hpp"
#include "tests/support/text_file.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

using namespace bot;
using test::git_world;
using verdict = outcome::verdict;

namespace {

const std::string first = "# Outage\n\n## Summary\n\nblank\n\n## Cause\n\nunknown\n";
const std::string second = "# Outage\n\n## Summary\n\nblank\n\n## Cause\n\nthe cache\n";

std::string text_with_people(const std::string& generated) {
    return generated + "\n## Mine\n\nwords\n";
}

// Stands before git in PATH: writes down what it is called with, and fails one call, before the
// real one or after it, as a process does that is killed there.
class unsteady_git {
public:
    explicit unsteady_git(const std::string& folder) : folder_(folder + "/unsteady") {
        std::filesystem::create_directories(folder_);
        const auto script = folder_ + "/git";
        std::ofstream(script) << "#!/bin/sh\nW='" << folder_ << R"sh('
n=$(cat "$W/count"); echo $((n + 1)) >"$W/count"
printf '%s\n' "$@" >>"$W/seen"; env >>"$W/seen"
[ "$n before" = "$(cat "$W/fails")" ] && { echo 'fatal: early EOF' >&2; exit 128; }
/usr/bin/git "$@"; status=$?
[ "$n after" = "$(cat "$W/fails")" ] && { echo 'fatal: early EOF' >&2; exit 128; }
exit $status
)sh";
        std::filesystem::permissions(script, std::filesystem::perms::owner_all);
        fail(-1, "");
        ::setenv("PATH", (folder_ + ":" + path_).c_str(), 1);
    }
    unsteady_git(const unsteady_git&) = delete;
    unsteady_git& operator=(const unsteady_git&) = delete;
    ~unsteady_git() { ::setenv("PATH", path_.c_str(), 1); }

    void fail(int call, const std::string& when) const {
        std::ofstream(folder_ + "/count") << 0;
        std::ofstream(folder_ + "/fails") << call << " " << when;
    }
    std::string seen() const { return test::text_of(folder_ + "/seen"); }

private:
    std::string folder_, path_ = std::getenv("PATH");
};

}  // namespace

TEST_CASE("ended at any call of git, it is there once in the end") {
    git_world at("github");
    const unsteady_git calls(at.folder());
    int interrupted = 0;
    bool was_interrupted = true;
    for (int call = 0; was_interrupted; ++call) {
        INFO("call " << call);
        at.incident = call + 1;
        at.name = "outage-" + std::to_string(call) + ".md";
        const auto path = "incidents/" + at.name;
        const auto branch = "scribe/inc-" + std::to_string(call + 1);

        was_interrupted = false;
        for (const auto& text : {first, second}) {
            if (text == second) at.people_write(path, text_with_people(first), branch);
            // The first time just before the call, the second time just after it.
            calls.fail(call, text == first ? "before" : "after");
            const auto end = at.publish(text);
            if (end.is != verdict::delivered) {
                REQUIRE(end.is == verdict::retry);
                was_interrupted = true;
                ++interrupted;
                calls.fail(-1, "");
                at.restart();
                REQUIRE(at.publish(text).is == verdict::delivered);
            }
            calls.fail(-1, "");
        }
        CHECK(at.file(path, branch) == text_with_people(second));
        // Ours, people's, ours.
        CHECK(at.commits(branch) == 3);
        CHECK(at.requests().size() == static_cast<std::size_t>(call) + 1);
    }
    CHECK(interrupted >= 16);
    // What everybody on the machine can read of a process.
    CHECK_THAT(calls.seen(), !Catch::Contains(std::string(test::forge_token)));
}

TEST_CASE("an answer of the forge that is lost opens no second request") {
    const std::string kind = GENERATE("github", "gitlab");
    const auto path = kind == "github" ? "/pulls" : "/merge_requests";
    git_world at(kind);
    at.fault("POST", path, "lost");
    CHECK(at.publish(first).is == verdict::retry);
    at.restart();
    const auto end = at.publish(first);
    CHECK(end.is == verdict::delivered);
    CHECK(git_world::told(end).url.ends_with("/1"));
    CHECK(at.requests().size() == 1);
    CHECK(at.git("rev-list --count main..scribe/inc-7") == "1\n");
}

TEST_CASE("a state folder that is lost loses nothing that people wrote") {
    git_world at;
    at.publish(first);
    at.people_write("incidents/" + at.name, text_with_people(first));
    at.restart(true);
    CHECK_THAT(git_world::told(at.publish(second)).told, Catch::Contains(".new.md"));
    CHECK(at.file("incidents/" + at.name) == text_with_people(first));
    CHECK(at.file("incidents/2026-03-01-outage.new.md") == second);
}
