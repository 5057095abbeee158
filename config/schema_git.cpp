#include "config/keep.hpp"
#include "config/schema.hpp"

#include <array>

namespace bot {
namespace {

using enum settings_shape;

void keep_author(settings_reading& r, const yaml_node& node) {
    auto author = to_git_author(node.text);
    if (!author) return r.wrong(node.at, author.error().detail);
    r.out.rca.git.author_name = std::move(author->first);
    r.out.rca.git.author_email = std::move(author->second);
}

constexpr std::array rows{
    settings_row{
        "rca.git",
        map,
        "",
        "",
        "A repository the RCAs are committed to, on a branch or with a merge request. Those of "
        "private incidents are not."},
    settings_row{
        "rca.git.url",
        text,
        "https://HOST/PATH, ssh://HOST/PATH, USER@HOST:PATH, or a path on this machine",
        "",
        "Where it is pushed to. Over ssh with the keys of the user Scribe runs as.",
        keep<to_git_url, STORED_AT(rca.git.url)>},
    settings_row{
        "rca.git.branch",
        text,
        "name of a branch",
        "main",
        "What is committed to, or what merge requests are for.",
        keep<to_branch, STORED_AT(rca.git.branch)>},
    settings_row{
        "rca.git.folder",
        text,
        "path in the repository",
        "",
        "Where the files stand in it; without it in its root.",
        keep<to_repository_folder, STORED_AT(rca.git.folder)>},
    settings_row{
        "rca.git.author",
        text,
        "NAME <ADDRESS>",
        "Scribe <scribe@localhost>",
        "Who commits.",
        keep_author},
    settings_row{
        "rca.git.token",
        secret,
        "one line; only in a file that is its owner's alone",
        "",
        "What pushes over https and opens merge requests. Better kept in `rca.git.token_file` or "
        "in the environment variable `SCRIBE_RCA_GIT_TOKEN`.",
        keep_secret<STORED_AT(rca.git.token)>},
    settings_row{
        "rca.git.token_file",
        text,
        "path of a file that is its owner's alone",
        "",
        "The file that holds the token, on one line.",
        keep_secret_file<STORED_AT(rca.git.token)>},
    settings_row{
        "rca.git.user",
        text,
        "user name",
        "",
        "Whose token it is; without it what the forge wants beside a token.",
        keep<to_user, STORED_AT(rca.git.user)>},
    settings_row{
        "rca.git.merge_request",
        text,
        "none, github, gitlab",
        "none",
        "`none` commits to the branch. Else each RCA is pushed to a branch of its own, with a pull "
        "request on GitHub or a merge request on GitLab.",
        keep<to_forge, STORED_AT(rca.git.merge_request)>},
    settings_row{
        "rca.git.api_url",
        text,
        "https:// address, or http:// on this machine",
        "",
        "Where the forge's REST API is: `https://gitlab.example.org/api/v4`. Without it: made from "
        "`rca.git.url`.",
        keep<to_api_url, STORED_AT(rca.git.api_url)>},
    settings_row{
        "rca.git.ca_file",
        text,
        "path of a PEM file",
        "",
        "Whose roots to trust instead of the system's.",
        keep<old_file, STORED_AT(rca.git.ca_file)>},
};

}  // namespace

std::span<const settings_row> git_rows() {
    return rows;
}

}  // namespace bot
