#include "bot/platforms/mattermost/api/judgement.hpp"

#include "bot/base/redaction.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/mattermost/api/pacing.hpp"

#include <algorithm>
#include <utility>

namespace bot::mattermost {
namespace {

using kind = api_failure::kind;

constexpr int unauthorized = 401, too_large = 413, too_many_requests = 429, not_implemented = 501;
constexpr std::size_t longest_id = 128, longest_message = 200;

// Mattermost's own are words with dots. What is none comes from somebody else, who may repeat what
// we sent: it is in no sentence.
std::string checked_id(std::string_view id) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    };
    if (id.size() > longest_id || !std::ranges::all_of(id, fits)) return {};
    return std::string(id);
}

// A message is translated, and for people. That of a 401 may repeat the token.
std::string message_in(int status, json root) {
    const auto said = trim(text(root, "message"));
    if (status == unauthorized || said.empty()) return {};
    return ": " + shorten(mask_secrets(said).text, longest_message);
}

kind kind_of_refusal(int status) {
    return status < 500 || status == not_implemented ? kind::refused : kind::ambiguous;
}

kind kind_of_nonsense(int status, bool harmless) {
    const bool never_acted = status >= 300 && status < 500;
    return harmless || never_acted ? kind::broken : kind::ambiguous;
}

api_failure refused(std::string_view call, int status, std::string id, std::string_view message) {
    const auto named = id.empty() ? std::string("an error") : id;
    auto failure = make_failure(
        call,
        kind_of_refusal(status),
        "Mattermost answered " + named + " (" + std::to_string(status) + ")" + std::string(message)
    );
    failure.status = status;
    failure.id = std::move(id);
    return failure;
}

api_failure throttled(std::string_view call, const http_headers& headers) {
    auto failure = make_failure(call, kind::throttled, "Mattermost asks to call less often");
    failure.status = too_many_requests;
    failure.after = wait_of(headers);
    return failure;
}

std::string sentence_of_status(int status) {
    if (status >= 300 && status < 400)
        return "answered with a redirect (" + std::to_string(status) +
               "); write the address it leads to into mattermost.url, https:// as a rule";
    if (status >= 200 && status < 300)
        return "the answer is not Mattermost's JSON; check mattermost.url and any proxy";
    return "answered with HTTP " + std::to_string(status) +
           " and nothing of Mattermost's; check mattermost.url and any proxy";
}

}  // namespace

bool api_failure::is_about_us() const {
    return is == kind::refused && status == unauthorized;
}

std::string shown_call(std::string_view method, std::string_view path) {
    return std::string(method) + " " + std::string(path.substr(0, path.find('?')));
}

api_failure make_failure(std::string_view call, kind is, std::string_view what) {
    api_failure failure;
    failure.is = is;
    failure.detail = std::string(call) + ": " + std::string(what);
    return failure;
}

api_result judge(std::string_view call, bool harmless, http_response answer) {
    const int status = answer.status;
    if (status == too_many_requests) return tl::unexpected(throttled(call, answer.headers));
    auto parsed = std::make_shared<document>();
    const auto root = parsed->parse(answer.body);
    const bool is_tree = root && (root->is_object() || root->is_array());
    if (status >= 200 && status < 300 && is_tree)
        return api_answer{std::move(parsed), *root, std::move(answer.headers)};
    // What stands in front of Mattermost may say these two, and they say enough.
    const bool is_mattermosts = is_tree && number(*root, "status_code") == status;
    if (status == unauthorized || status == too_large || (is_mattermosts && status >= 400))
        return tl::unexpected(refused(
            call,
            status,
            is_mattermosts ? checked_id(text(*root, "id")) : std::string(),
            is_mattermosts ? message_in(status, *root) : std::string()
        ));
    auto nonsense =
        make_failure(call, kind_of_nonsense(status, harmless), sentence_of_status(status));
    nonsense.status = status;
    return tl::unexpected(std::move(nonsense));
}

api_failure judge(std::string_view call, const http_failure& why) {
    return make_failure(call, why.may_have_acted ? kind::ambiguous : kind::unreachable, why.detail);
}

}  // namespace bot::mattermost
