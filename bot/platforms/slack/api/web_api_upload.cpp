// The part of the Web API that leaves it: bytes to addresses Slack gave us.
#include "bot/platforms/given_address.hpp"
#include "bot/platforms/slack/api/judgement.hpp"
#include "bot/platforms/slack/api/web_api_core.hpp"

#include <nlohmann/json.hpp>

namespace bot::slack {
namespace {

using kind = api_failure::kind;

constexpr unsigned most_uploads = 3;

bool is_slacks(const url& where) {
    return where.scheme == "https" && where.port == 443 &&
           (where.host == "slack.com" || where.host.ends_with(".slack.com"));
}

std::string files_argument(std::string_view id, std::string_view title) {
    const nlohmann::json files{{{"id", id}, {"title", title}}};
    return files.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Until the third step nobody can see anything of it: nothing has happened.
api_failure nothing_happened(api_failure why) {
    if (why.is == kind::ambiguous) why.is = kind::unreachable;
    return why;
}

}  // namespace

bool may_post(const url& where, const std::string& base_url) {
    if (is_slacks(where)) return true;
    const auto base = parse_url(base_url);
    return base && is_same_origin(where, *base);
}

asio::awaitable<result<http_response>> web_api::core::post_to(
    std::string address, std::string content_type, std::string body
) {
    const auto self = shared_from_this();
    const auto where = parse_url(address);
    if (!where) co_return tl::unexpected(where.error());
    if (!may_post(*where, options.base_url))
        co_return fail(
            errc::forbidden,
            "posting to " + where->scheme + "://" + where->authority() +
                " is refused: it is no https address of Slack's"
        );
    auto answer = co_await http.request(
        "POST",
        std::move(address),
        {{"Content-Type", std::move(content_type)}},
        std::move(body),
        options.deadline
    );
    if (!answer) co_return tl::unexpected(without_path(answer.error(), *where));
    co_return std::move(*answer);
}

asio::awaitable<result<http_response>> web_api::post_to(
    std::string address, std::string content_type, std::string body
) {
    const auto self = core_;
    auto answer =
        co_await self->post_to(std::move(address), std::move(content_type), std::move(body));
    co_return answer;
}

asio::awaitable<tl::expected<std::string, api_failure>> web_api::upload(
    std::string file_name, std::string title, std::string bytes, api_arguments share
) {
    const auto self = core_;
    const std::string first = "files.getUploadURLExternal";
    for (unsigned attempt = 0;; ++attempt) {
        auto place = co_await self->persist(
            make_request(
                first, {{"filename", file_name}, {"length", std::to_string(bytes.size())}}
            ),
            self->usual_patience()
        );
        if (!place) co_return tl::unexpected(nothing_happened(std::move(place.error())));
        const std::string address(text(place->root, "upload_url"));
        const std::string id(text(place->root, "file_id"));
        const auto put = co_await self->post_to(address, "application/octet-stream", bytes);
        if (put && put->status == 200) {
            share.emplace_back("files", files_argument(id, title));
            auto done = co_await self->attempt(
                make_request("files.completeUploadExternal", share), self->usual_patience()
            );
            if (!done) co_return tl::unexpected(std::move(done.error()));
            co_return id;
        }
        if (attempt + 1 == most_uploads) {
            const auto why = put ? "HTTP " + std::to_string(put->status) : put.error().detail;
            co_return tl::unexpected(make_failure(
                first, kind::unreachable, "the bytes of " + file_name + " were not taken: " + why
            ));
        }
        co_await self->pause(attempt);
    }
}

}  // namespace bot::slack
