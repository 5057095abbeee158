#include "bot/platforms/slack/api/judgement.hpp"

#include "bot/base/redaction.hpp"
#include "bot/base/text.hpp"
#include "bot/net/retry_after.hpp"

#include <algorithm>
#include <utility>

namespace bot::slack {
namespace {

using kind = api_failure::kind;

constexpr int too_many_requests = 429;
constexpr std::size_t longest_code = 64;
constexpr std::size_t longest_hint = 300;

// Error strings that are no refusal.
constexpr std::pair<std::string_view, kind> meanings[] = {
    {"fatal_error", kind::ambiguous},
    {"internal_error", kind::ambiguous},
    {"rate_limited", kind::throttled},
    {"ratelimited", kind::throttled},
    // "The POST data was missing or truncated".
    {"request_timeout", kind::unreachable},
    {"service_unavailable", kind::ambiguous},
    {"too_many_requests", kind::throttled},
    {"update_failed", kind::ambiguous},
};

// The token, the app's rights and settings, or our own call: not what was asked for.
constexpr std::string_view about_us[] = {
    "access_denied",       "accesslimited",          "account_inactive",
    "deprecated_endpoint", "ekm_access_denied",      "enterprise_is_restricted",
    "forbidden_team",      "insecure_request",       "invalid_arguments",
    "invalid_auth",        "method_deprecated",      "missing_args",
    "missing_scope",       "no_permission",          "not_allowed_token_type",
    "not_authed",          "org_login_required",     "team_access_not_granted",
    "team_disabled",       "token_expired",          "token_revoked",
    "unknown_method",      "user_removed_from_team",
};
static_assert(std::ranges::is_sorted(about_us));

// Slack's own are words. What is none comes from somebody else, who may repeat what we sent: it
// is in no sentence.
std::string checked_code(std::string_view code) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    if (code.empty() || code.size() > longest_code || !std::ranges::all_of(code, fits))
        return "unknown_error";
    return std::string(code);
}

// Slack says in its metadata which field it did not like.
std::string hints_in(json root) {
    std::string hints;
    const auto metadata = member(root, "response_metadata");
    if (!metadata) return hints;
    for (const json one : items(*metadata, "messages")) {
        std::string_view said;
        if (one.get(said) != simdjson::SUCCESS || !said.starts_with("[ERROR]")) continue;
        hints.append(hints.empty() ? " (" : "; ").append(trim(said.substr(7)));
    }
    if (hints.empty()) return hints;
    return shorten(mask_secrets(hints).text, longest_hint) + ")";
}

api_failure refused(std::string_view method, json root, const http_headers& headers) {
    auto code = checked_code(text(root, "error"));
    const auto* meaning =
        std::ranges::find(meanings, code, &std::pair<std::string_view, kind>::first);
    const auto is = meaning == std::end(meanings) ? kind::refused : meaning->second;
    auto failure = make_failure(method, is, "Slack answered " + code + hints_in(root));
    failure.code = std::move(code);
    failure.needed = text(root, "needed");
    failure.provided = text(root, "provided");
    if (is == kind::throttled) failure.after = parse_retry_after(headers.find("Retry-After"));
    return failure;
}

api_failure throttled(std::string_view method, const http_headers& headers) {
    auto failure = make_failure(method, kind::throttled, "Slack asks to call less often");
    failure.code = "ratelimited";
    failure.after = parse_retry_after(headers.find("Retry-After"));
    return failure;
}

kind kind_of_nonsense(int status, bool harmless) {
    const bool never_acted = status >= 300 && status < 500;
    return harmless || never_acted ? kind::broken : kind::ambiguous;
}

std::string sentence_of_status(int status) {
    if (status >= 300 && status < 400)
        return "answered with a redirect (" + std::to_string(status) +
               "), which Slack does not do; check the base URL and any proxy";
    return "answered with HTTP " + std::to_string(status) + " instead of 200";
}

}  // namespace

bool api_failure::is_about_us() const {
    return is == kind::refused && std::ranges::binary_search(about_us, std::string_view(code));
}

api_failure make_failure(std::string_view method, kind is, std::string_view what) {
    api_failure failure;
    failure.is = is;
    failure.detail = std::string(method) + ": " + std::string(what);
    return failure;
}

api_result judge(std::string_view method, bool harmless, http_response answer) {
    if (answer.status == too_many_requests)
        return tl::unexpected(throttled(method, answer.headers));
    const auto nonsense = kind_of_nonsense(answer.status, harmless);
    if (answer.status != 200)
        return tl::unexpected(make_failure(method, nonsense, sentence_of_status(answer.status)));

    auto parsed = std::make_shared<document>();
    const auto root = parsed->parse(answer.body);
    bool ok = false;
    if (!root || (*root)["ok"].get(ok) != simdjson::SUCCESS)
        return tl::unexpected(make_failure(
            method, nonsense, "the answer is not Slack's JSON; check the base URL and any proxy"
        ));
    if (!ok) return tl::unexpected(refused(method, *root, answer.headers));
    return api_answer{std::move(parsed), *root, std::move(answer.headers)};
}

api_failure judge(std::string_view method, const http_failure& why) {
    return make_failure(
        method, why.may_have_acted ? kind::ambiguous : kind::unreachable, why.detail
    );
}

}  // namespace bot::slack
