// Where a repository's merge requests are opened: GitHub's and GitLab's REST API, as far as one
// request for one branch goes.
//   https://docs.github.com/rest/pulls/pulls, https://docs.gitlab.com/api/merge_requests
#pragma once

#include "bot/base/result.hpp"
#include "bot/net/tls.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bot::git {

struct merge_request {
    std::int64_t number = 0;
    std::string url;    // for people
    std::string label;  // "pull request #7", "merge request !7"
    bool is_open = false, is_merged = false;
};

struct new_merge_request {
    std::string branch, target;  // from, into
    std::string title, text;     // text: Markdown
};

// Errors are refused (what people have to mend) or unavailable (what may pass).
class forge {
public:
    virtual ~forge() = default;
    // The user name that goes with a token over https.
    virtual std::string_view user() const = 0;
    // Those from `branch` of this repository, open or not, whatever they are into by now.
    virtual boost::asio::awaitable<result<std::vector<merge_request>>> find(std::string branch) = 0;
    // The one there is already, if there is an open one. A forge may take a while to see a branch
    // that was just pushed: unavailable until it does.
    virtual boost::asio::awaitable<result<merge_request>> open(new_merge_request what) = 0;
};

struct forge_options {
    std::string kind;  // "github", "gitlab"
    std::string repository_url;
    std::string api_url;  // ends with a slash; empty: made from repository_url
    std::string token;
    tls_context tls;  // none: the system's roots
    std::chrono::milliseconds limit{30'000};
};

result<std::unique_ptr<forge>> make_forge(forge_options options);

// "https://git.example.org:8443/sre/rca.git", "git@git.example.org:sre/rca.git": host with port
// where it is one of https, and "sre/rca". Empty host: a path on this machine.
struct repository_place {
    std::string host, path;
};
repository_place place_of(std::string_view repository_url);

}  // namespace bot::git
