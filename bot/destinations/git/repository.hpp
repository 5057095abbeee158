// A repository of somebody's, as far as one file in it is concerned: what stands at the tips of
// branches, a commit on top of one, pushed. By git itself, in a bare copy that is as shallow as it
// can be; there is no work tree, so nothing in the repository (a link, a filter, a hook) can lead
// anywhere.
#pragma once

#include "bot/base/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bot::git {

struct repository_options {
    std::string folder;  // of the copy; made when it is not there, and may be thrown away
    std::string url;
    std::string user, token;  // for https; empty: none
    std::string ca_file;      // whose roots to trust; empty: the system's
    std::string author_name, author_email;
    std::chrono::milliseconds limit{480'000};  // of each call of git
};

struct new_file {
    std::string parent;  // the commit it stands on
    std::string path, text;
    std::string message;
};

// Errors are refused (what people have to mend) or unavailable (what may pass).
class repository {
public:
    explicit repository(repository_options options) : options_(std::move(options)) {}

    // The commits at the tips of the remote's branches `branch` and `PREFIX*`, by branch.
    boost::asio::awaitable<result<std::map<std::string, std::string>>> fetch(
        std::string branch, std::string prefix
    );
    // Nothing where there is no such file. Refused where it is no plain file.
    boost::asio::awaitable<result<std::optional<std::string>>> read(
        std::string commit, std::string path
    );
    // The commit's id; it is in the copy alone so far.
    boost::asio::awaitable<result<std::string>> commit(new_file what);
    // False: somebody pushed to the branch since it was fetched.
    boost::asio::awaitable<result<bool>> push(std::string commit, std::string branch);
    // Whether the remote can be read and has that branch, else why; nothing is kept of it.
    boost::asio::awaitable<result<void>> look_for(std::string branch);

private:
    struct call {
        std::vector<std::string> arguments;
        std::string input{};
        std::string index{};      // a file for this call's index
        bool is_outward = false;  // talks to the remote, and may need the token
    };
    // What git said of it, whole, for whoever has to tell one failure from another.
    struct failed_call : error {
        std::string said{};
    };
    using done = tl::expected<std::string, failed_call>;

    boost::asio::awaitable<done> run(call what);
    boost::asio::awaitable<done> fetch_once(const std::string& branch, const std::string& prefix);
    boost::asio::awaitable<done> commit_once(const new_file& what);
    std::vector<std::string> environment(const call& what) const;
    std::vector<std::string> command(const call& what) const;
    failed_call failure(const call& what, const std::string& said) const;
    error no_branch(const std::string& branch) const;
    bool is_damaged(const failed_call& why) const;
    void throw_away();

    repository_options options_;
};

}  // namespace bot::git
