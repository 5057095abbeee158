// The parts of the REST API that are no JSON call: files, and addresses Mattermost gave us.
#include "bot/base/digest.hpp"
#include "bot/net/url.hpp"
#include "bot/platforms/given_address.hpp"
#include "bot/platforms/mattermost/api/judgement.hpp"
#include "bot/platforms/mattermost/api/rest_api_core.hpp"

namespace bot::mattermost {
namespace {

using kind = api_failure::kind;

// No quotes, line ends or folders in a name, whoever gave it.
std::string plain_name(std::string_view name) {
    std::string made;
    for (const char c : name.substr(name.find_last_of('/') + 1))
        made += c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 ? '_' : c;
    return made.empty() ? "file" : made;
}

std::string part(std::string_view boundary, std::string_view name, std::string_view value) {
    std::string made("--");
    made.append(boundary).append("\r\nContent-Disposition: form-data; name=\"").append(name);
    return made.append("\"\r\n\r\n").append(value).append("\r\n");
}

std::string form_of(
    std::string_view boundary,
    std::string_view channel,
    std::string_view file_name,
    std::string_view bytes
) {
    auto made = part(boundary, "channel_id", channel);
    made.append("--").append(boundary);
    made.append("\r\nContent-Disposition: form-data; name=\"files\"; filename=\"");
    made.append(plain_name(file_name)).append("\"\r\nContent-Type: application/octet-stream");
    made.append("\r\n\r\n").append(bytes).append("\r\n--").append(boundary).append("--\r\n");
    return made;
}

}  // namespace

asio::awaitable<tl::expected<std::string, api_failure>> rest_api::upload(
    std::string channel, std::string file_name, std::string bytes
) {
    const auto self = core_;
    const auto boundary = "scribe-" + to_hex(sha256({file_name, bytes})).substr(0, 32);
    api_request asked;
    asked.method = "POST";
    asked.path = "/files";
    asked.content_type = "multipart/form-data; boundary=" + boundary;
    asked.body = form_of(boundary, channel, file_name, bytes);
    // Until it is attached nobody sees it, so it does no harm to upload it again.
    const auto put = co_await self->persist(std::move(asked));
    if (!put) {
        auto why = put.error();
        if (why.is == kind::ambiguous) why.is = kind::unreachable;
        co_return tl::unexpected(std::move(why));
    }
    for (json one : items(put->root, "file_infos"))
        if (const auto id = text(one, "id"); !id.empty()) co_return std::string(id);
    co_return tl::unexpected(
        make_failure("POST /files", kind::broken, "no id came back for " + plain_name(file_name))
    );
}

asio::awaitable<result<http_response>> rest_api::core::post_to(
    std::string address, std::string body
) {
    const auto self = shared_from_this();
    const auto base = parse_url(options.base_url);
    const auto given = parse_url(address);
    if (!base) co_return tl::unexpected(base.error());
    if (!given) co_return tl::unexpected(given.error());
    const auto other = parse_url(other_address);
    if (other && is_same_origin(*given, *other))
        address = base->scheme + "://" + base->authority() + given->target;
    else if (!is_same_origin(*given, *base))
        co_return fail(
            errc::forbidden,
            "posting to " + given->scheme + "://" + given->authority() +
                " is refused: it is not the address of mattermost.url"
        );
    const auto where = parse_url(address);
    auto answer = co_await http.request(
        "POST",
        std::move(address),
        {{"Content-Type", "application/json"}},
        std::move(body),
        options.deadline
    );
    if (!answer) co_return tl::unexpected(without_path(answer.error(), *where));
    co_return std::move(*answer);
}

asio::awaitable<result<http_response>> rest_api::post_to(std::string url, std::string body) {
    const auto self = core_;
    auto answer = co_await self->post_to(std::move(url), std::move(body));
    co_return answer;
}

void rest_api::also_at(std::string site_url) {
    core_->other_address = std::move(site_url);
}

}  // namespace bot::mattermost
