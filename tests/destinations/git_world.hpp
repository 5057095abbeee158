// A forge (tests/emulators/forge), the publisher before it, and the people who work in the
// repository meanwhile.
#pragma once

#include "bot/destinations/git/publisher.hpp"
#include "tests/config/temp_folder.hpp"
#include "tests/net/support.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace bot::test {

inline constexpr std::string_view forge_token = "glpat-canary-5n3q";

class git_world {
public:
    explicit git_world(const std::string& merge_request = "none");
    git_world(const git_world&) = delete;
    git_world& operator=(const git_world&) = delete;
    ~git_world();

    git_settings settings;  // changed before restart()
    std::int64_t incident = 7;
    std::string name = "2026-03-01-outage.md";

    // The publisher dies and another stands up over the same folder; `forgets`: over an empty one.
    void restart(bool forgets = false);
    outcome publish(const std::string& text, bool announce = true);
    // What the receipt says; fails when there is none.
    static in_published told(const outcome& end);
    result<std::string> look();

    // --- the repository ---
    std::string git(const std::string& arguments) const;  // in it; what it prints
    std::string file(const std::string& path, const std::string& branch = "main") const;
    int commits(const std::string& branch = "main") const;  // on top of the first
    void people_write(
        const std::string& path, const std::string& text, const std::string& branch = "main"
    );
    void people_remove(const std::string& path, const std::string& branch = "main");
    std::string folder() const { return folder_.path(); }

    // --- the forge ---
    nlohmann::json requests();
    void merge(int number) { by_hand("merge", {{"number", number}}); }
    void close(int number) { by_hand("close", {{"number", number}}); }
    // The next requests that fit are "lost", which is done but not answered, or get that status.
    void fault(
        const std::string& method,
        const std::string& path,
        nlohmann::json how,
        int times = 1,
        nlohmann::json body = {}
    );

private:
    nlohmann::json by_hand(const std::string& what, const nlohmann::json& told);
    std::string people(const std::string& commands) const;

    loop loop_;
    temp_folder folder_;
    std::FILE* forge_ = nullptr;
    std::string url_;
    std::int64_t effects_ = 0;
    std::unique_ptr<git::publisher> publisher_;
};

}  // namespace bot::test
