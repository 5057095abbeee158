#include "bot/platforms/slack/ears/endpoints.hpp"

#include "bot/base/text.hpp"
#include "bot/net/signature.hpp"
#include "bot/net/url.hpp"
#include "bot/platforms/pending_answer.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace bot::slack {
namespace {

namespace asio = boost::asio;

constexpr std::size_t body_limit = 2 * 1024 * 1024;
constexpr seconds window{300};
constexpr std::size_t most_stamp_digits = 12;

// The header, when it is there exactly once: with two, a proxy and we could read different ones.
result<std::string_view> only(const http_request& asked, std::string_view name) {
    const auto count = asked.headers.count(name);
    if (count == 1) return std::string_view(*asked.header(name));
    return fail(
        errc::forbidden, (count == 0 ? "it has no " : "it has more than one ") + std::string(name)
    );
}

result<seconds> read_stamp(std::string_view digits) {
    std::int64_t stamp = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), stamp);
    const bool whole = !digits.empty() && digits.size() <= most_stamp_digits && digits[0] != '-' &&
                       end == digits.data() + digits.size();
    if (ec != std::errc{} || !whole) return fail(errc::forbidden, "its timestamp is no number");
    return seconds(stamp);
}

// --- what a request is about ---

// A parsed body and the envelope in it; both last until the response is made.
struct request_content {
    document parsed;
    std::string_view type;  // of the envelope
    bool takes_answer = false;
};

using form_fields = query_pairs;

const std::string* find(const form_fields& fields, std::string_view name) {
    for (const auto& [key, value] : fields)
        if (key == name) return &value;
    return nullptr;
}

bool is_of_type(const http_request& asked, std::string_view wanted) {
    const auto* header = asked.header("Content-Type");
    if (!header) return false;
    const auto type = std::string_view(*header).substr(0, header->find(';'));
    return equal_ignoring_case(trim(type), wanted);
}

std::optional<form_fields> form_of(const http_request& asked) {
    if (!is_of_type(asked, "application/x-www-form-urlencoded")) return std::nullopt;
    return parse_query(asked.body);
}

std::string object_of(const form_fields& fields) {
    auto object = nlohmann::json::object();
    for (const auto& [name, value] : fields) object[name] = value;
    return object.dump();
}

// An error says what is wrong with the body.
result<json> read_content(
    const http_request& asked, const std::optional<form_fields>& form, request_content& into
) {
    if (is_of_type(asked, "application/json")) {
        into.type = "events_api";
        return into.parsed.parse(asked.body);
    }
    if (!form) return fail(errc::invalid, "its body is neither JSON nor a form");
    into.takes_answer = true;
    if (const auto* payload = find(*form, "payload")) {
        into.type = "interactive";
        return into.parsed.parse(*payload);
    }
    if (!find(*form, "command"))
        return fail(errc::invalid, "its form has neither a payload nor a command");
    into.type = "slash_commands";
    return into.parsed.parse(object_of(*form));
}

int retry_number(const http_request& asked) {
    int number = 0;
    if (const auto* header = asked.header("X-Slack-Retry-Num"))
        std::from_chars(header->data(), header->data() + header->size(), number);
    return number;
}

// --- waiting for the acknowledgement ---

using answering = pending_answer<std::string>;

http_response response_to(const answering& told, bool takes_answer) {
    // Who asked something sees an error otherwise; an event that is not recorded has to come again.
    const bool comes_again = told.is == answering::verdict::none && !takes_answer;
    if (told.is == answering::verdict::dropped || comes_again)
        return make_problem(503, "unavailable", "Not recorded. Send it again.");
    if (told.value.empty() || !takes_answer) return {};
    return make_json(200, told.value);
}

// --- the route ---

// The same for whatever did not convince us: a stranger learns nothing.
http_response refusal(const http_request& asked, const error& why) {
    spdlog::warn("slack: refused a request from {}: {}", asked.peer, why.detail);
    return make_problem(401, "forbidden", "This needs Slack's signature.");
}

http_response rejection(const http_request& asked, const error& why) {
    spdlog::warn("slack: cannot read a request from {}: {}", asked.peer, why.detail);
    auto rejected = make_problem(400, "invalid", "This cannot be read: " + why.detail + ".");
    rejected.headers.add("X-Slack-No-Retry", "1");
    return rejected;
}

http_response challenge_response(json asked) {
    const nlohmann::json answer{{"challenge", text(asked, "challenge")}};
    return make_json(200, answer.dump());
}

using on_envelope_function = std::function<void(const envelope&, acknowledge)>;

asio::awaitable<http_response> take(
    std::shared_ptr<const endpoint_options> options,
    std::shared_ptr<const on_envelope_function> on_envelope,
    http_request asked
) {
    const auto form = form_of(asked);
    // Slack's own test of our certificate: unsigned, and whatever else it says is not looked at.
    const auto* probe = form ? find(*form, "ssl_check") : nullptr;
    if (probe && *probe == "1") co_return http_response{};

    const auto verified = verify_signature(asked, options->signing_secrets, options->clock());
    if (!verified) co_return refusal(asked, verified.error());
    request_content content;
    const auto root = read_content(asked, form, content);
    if (!root) co_return rejection(asked, root.error());
    if (!root->is_object())
        co_return rejection(asked, error{errc::invalid, "its JSON is no object"});
    if (text(*root, "type") == "url_verification") co_return challenge_response(*root);

    const auto told = std::make_shared<answering>();
    (*on_envelope
    )({text(*root, "event_id"), content.type, *root, content.takes_answer, retry_number(asked)},
      answer_into(told));
    co_await wait_for(told, options->answer_within);
    co_return response_to(*told, content.takes_answer);
}

}  // namespace

result<void> verify_signature(
    const http_request& asked, const std::vector<const secret*>& secrets, instant now
) {
    const auto stamp = only(asked, "X-Slack-Request-Timestamp");
    if (!stamp) return tl::unexpected(stamp.error());
    const auto signature = only(asked, "X-Slack-Signature");
    if (!signature) return tl::unexpected(signature.error());
    const auto at = read_stamp(*stamp);
    if (!at) return tl::unexpected(at.error());
    const auto age = std::chrono::floor<seconds>(now.time_since_epoch()) - *at;
    if (age > window || age < -window)
        return fail(
            errc::forbidden,
            "its timestamp is " + std::to_string(age.count()) +
                " s from our clock; is one of the two wrong?"
        );
    bool matches = false;
    for (const auto* one : secrets) {
        if (one->reveal().empty()) continue;
        const auto mac = hmac_sha256(one->reveal(), {"v0:", *stamp, ":", asked.body});
        matches |= equal_constant_time("v0=" + to_hex(mac), *signature);
    }
    if (matches) return {};
    return fail(errc::forbidden, "its signature is not by any signing secret of the configuration");
}

std::vector<http_route> endpoint_routes(
    asio::any_io_executor,
    endpoint_options options,
    std::function<void(const envelope&, acknowledge)> on_envelope
) {
    const auto kept = std::make_shared<const endpoint_options>(std::move(options));
    const auto told = std::make_shared<const on_envelope_function>(std::move(on_envelope));
    http_route route;
    route.method = "POST";
    route.path = kept->path;
    route.body_limit = body_limit;
    route.handler = [kept, told](http_request asked) { return take(kept, told, std::move(asked)); };
    return {std::move(route)};
}

}  // namespace bot::slack
