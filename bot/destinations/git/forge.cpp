#include "bot/destinations/git/forge.hpp"

#include "bot/base/text.hpp"
#include "bot/net/http_client.hpp"
#include "bot/net/url.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <utility>

namespace bot::git {
namespace {

namespace asio = boost::asio;
using json = nlohmann::json;

// What a call went wrong with; `status` 0: there was no answer.
struct call_failure : error {
    int status = 0;
};
using called = tl::expected<json, call_failure>;

std::string text_in(const json& of, const char* name) {
    const auto found = of.find(name);
    return found != of.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_in(const json& of, const char* name) {
    const auto found = of.find(name);
    return found != of.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

// Both say why in "message"; GitLab's may be a list, GitHub's details stand in "errors".
std::string reason_in(const json& body) {
    std::string reason;
    if (!body.is_object()) return reason;
    const auto message = body.find("message");
    if (message != body.end())
        reason = message->is_string() ? message->get<std::string>() : message->dump();
    const auto errors = body.find("errors");
    if (errors != body.end() && errors->is_array())
        for (const auto& one : *errors)
            if (one.is_object())
                reason += (reason.empty() ? "" : "; ") +
                          (text_in(one, "message").empty()
                               ? text_in(one, "field") + " " + text_in(one, "code")
                               : text_in(one, "message"));
    return shorten(reason, 300);
}

http_client_options client_options(const forge_options& options) {
    http_client_options made;
    made.tls = options.tls;
    return made;
}

class rest {
public:
    rest(const forge_options& options, http_headers headers, std::string api)
        : http_(client_options(options)),
          headers_(std::move(headers)),
          api_(std::move(api)),
          limit_(options.limit) {}

    asio::awaitable<called> get(std::string target) {
        auto done = co_await call("GET", std::move(target), {});
        co_return done;
    }
    asio::awaitable<called> post(std::string target, json body) {
        auto done = co_await call("POST", std::move(target), body.dump());
        co_return done;
    }

private:
    asio::awaitable<called> call(std::string method, std::string target, std::string body) {
        auto headers = headers_;
        if (!body.empty()) headers.add("Content-Type", "application/json");
        const auto what = method + " " + api_ + target.substr(0, target.find('?'));
        const auto answer =
            co_await http_.request(method, api_ + target, headers, std::move(body), limit_);
        if (!answer)
            co_return tl::unexpected(call_failure{
                {errc::unavailable, what + ": " + answer.error().detail}});
        const auto status = answer->status;
        auto told = json::parse(answer->body, nullptr, false);
        if (status / 100 == 2 && !told.is_discarded()) co_return told;
        // GitHub says "too often" as "forbidden".
        const auto* left = answer->header("x-ratelimit-remaining");
        const bool is_limit =
            status == 403 && (answer->header("retry-after") || (left && *left == "0"));
        const bool may_pass = status == 429 || status >= 500 || is_limit;
        auto why = what + " answered " + std::to_string(status);
        if (const auto reason = reason_in(told); !reason.empty()) why += ": " + reason;
        if (!is_limit && (status == 401 || status == 403 || status == 404))
            why += ". See rca.git.token_file: may it read the repository and open requests?";
        co_return tl::unexpected(call_failure{
            {may_pass ? errc::unavailable : errc::refused, std::move(why)}, status});
    }

    http_client http_;
    http_headers headers_;
    std::string api_;
    std::chrono::milliseconds limit_;
};

// What the two do alike; how each says it is theirs.
class rest_forge : public forge {
public:
    asio::awaitable<result<std::vector<merge_request>>> find(std::string branch) override {
        const auto answer = co_await rest_.get(
            requests_ + "?state=all&per_page=100&" + whose_ + percent_encode(owner_ + branch)
        );
        if (!answer) co_return tl::unexpected<error>(answer.error());
        std::vector<merge_request> found;
        if (answer->is_array())
            for (const auto& one : *answer)
                // A fork's branch may be called as ours; GitHub is asked for the owner's alone.
                if (number_in(one, "source_project_id") == number_in(one, "target_project_id"))
                    found.push_back(read(one));
        co_return found;
    }

    asio::awaitable<result<merge_request>> open(new_merge_request what) override {
        auto body = written(what);
        const auto answer = co_await rest_.post(requests_, std::move(body));
        if (answer) co_return read(*answer);
        const auto& why = answer.error();
        const bool is_of_state = why.status == 400 || why.status == 409 || why.status == 422;
        if (!is_of_state) co_return tl::unexpected<error>(why);
        auto there = co_await find_open(std::move(what.branch), why);
        co_return there;
    }

protected:
    struct ways {
        http_headers headers;
        std::string requests;      // the path of the list, below the API's address
        std::string whose, owner;  // "head=", "sre:": a branch in the list's query
    };
    rest_forge(const forge_options& options, std::string api, ways how)
        : rest_(options, std::move(how.headers), std::move(api)),
          requests_(std::move(how.requests)),
          whose_(std::move(how.whose)),
          owner_(std::move(how.owner)) {}

private:
    virtual merge_request read(const json& one) const = 0;
    virtual json written(const new_merge_request& what) const = 0;

    // Refused because there is one (an answer of ours was lost), or because the branch that was
    // just pushed is not seen yet.
    asio::awaitable<result<merge_request>> find_open(std::string branch, call_failure why) {
        const auto known = co_await find(std::move(branch));
        if (known)
            for (const auto& one : *known)
                if (one.is_open) co_return one;
        for (const std::string_view seen_soon : {"already exists", "source_branch", "head invalid"})
            if (why.detail.find(seen_soon) != std::string::npos) why.code = errc::unavailable;
        co_return tl::unexpected(error{why.code, std::move(why.detail)});
    }

    rest rest_;
    std::string requests_, whose_, owner_;
};

class github final : public rest_forge {
public:
    github(const forge_options& options, std::string api, const std::string& path)
        : rest_forge(
              options,
              std::move(api),
              {{{"Authorization", "Bearer " + options.token},
                {"Accept", "application/vnd.github+json"},
                {"X-GitHub-Api-Version", "2022-11-28"},
                {"User-Agent", "Scribe"}},
               "repos/" + path + "/pulls",
               "head=",
               path.substr(0, path.find('/')) + ":"}
          ) {}

    std::string_view user() const override { return "x-access-token"; }

private:
    merge_request read(const json& one) const override {
        const auto number = number_in(one, "number");
        return {
            number,
            text_in(one, "html_url"),
            "pull request #" + std::to_string(number),
            text_in(one, "state") == "open",
            !text_in(one, "merged_at").empty()};
    }
    json written(const new_merge_request& what) const override {
        return {
            {"title", what.title},
            {"head", what.branch},
            {"base", what.target},
            {"body", what.text}};
    }
};

class gitlab final : public rest_forge {
public:
    gitlab(const forge_options& options, std::string api, const std::string& path)
        : rest_forge(
              options,
              std::move(api),
              {{{"PRIVATE-TOKEN", options.token}, {"User-Agent", "Scribe"}},
               "projects/" + percent_encode(path) + "/merge_requests",
               "source_branch=",
               ""}
          ) {}

    std::string_view user() const override { return "oauth2"; }

private:
    merge_request read(const json& one) const override {
        const auto number = number_in(one, "iid");
        return {
            number,
            text_in(one, "web_url"),
            "merge request !" + std::to_string(number),
            text_in(one, "state") == "opened",
            text_in(one, "state") == "merged"};
    }
    json written(const new_merge_request& what) const override {
        return {
            {"title", what.title},
            {"source_branch", what.branch},
            {"target_branch", what.target},
            {"description", what.text},
            {"remove_source_branch", true}};
    }
};

}  // namespace

repository_place place_of(std::string_view repository_url) {
    auto rest = repository_url;
    repository_place place;
    if (const auto scheme_end = rest.find("://"); scheme_end != rest.npos) {
        const auto scheme = rest.substr(0, scheme_end);
        rest.remove_prefix(scheme_end + 3);
        const auto slash = std::min(rest.find('/'), rest.size());
        auto host = rest.substr(0, slash);
        if (const auto at = host.rfind('@'); at != host.npos) host.remove_prefix(at + 1);
        // The port of ssh is none of the API's.
        if (scheme == "ssh") host = host.substr(0, host.find(':'));
        place.host = host;
        rest.remove_prefix(slash);
    } else if (const auto colon = rest.find(':'); colon != rest.npos && !rest.starts_with('/')) {
        const auto at = rest.find('@');
        place.host = rest.substr(at + 1, colon - at - 1);
        rest.remove_prefix(colon + 1);
    }
    while (rest.starts_with('/')) rest.remove_prefix(1);
    while (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.ends_with(".git")) rest.remove_suffix(4);
    place.path = rest;
    return place;
}

result<std::unique_ptr<forge>> make_forge(forge_options options) {
    const auto place = place_of(options.repository_url);
    auto api = options.api_url;
    const bool is_github = options.kind == "github";
    if (api.empty()) {
        const auto scheme = options.repository_url.starts_with("http://") ? "http://" : "https://";
        api = is_github && place.host == "github.com"
                  ? "https://api.github.com/"
                  : scheme + place.host + (is_github ? "/api/v3/" : "/api/v4/");
    }
    auto path = place.path;
    // Of a path on this machine the last two parts, as OWNER/NAME.
    if (place.host.empty())
        if (const auto name = path.rfind('/'); name != std::string::npos && name > 0)
            if (const auto owner = path.rfind('/', name - 1); owner != std::string::npos)
                path.erase(0, owner + 1);
    // A forge that does not stand at the root of its host.
    if (const auto root = parse_url(api); root) {
        const auto base = root->target.substr(1, root->target.rfind("/api/"));
        if (base.size() > 1 && path.starts_with(base)) path.erase(0, base.size());
    }
    if (path.find('/') == std::string::npos)
        return fail(
            errc::invalid,
            "rca.git.url: `" + options.repository_url +
                "` names no repository of a forge, as OWNER/NAME"
        );
    if (is_github) return std::make_unique<github>(options, std::move(api), path);
    return std::make_unique<gitlab>(options, std::move(api), path);
}

}  // namespace bot::git
