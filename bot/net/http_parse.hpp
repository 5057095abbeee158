// Bytes to HTTP heads and back. Pure and strict: what two parsers could read in two ways is
// refused, so that no proxy in front of us can be made to disagree with us about where a
// message ends. There is no second parser in the house.
#pragma once

#include "bot/net/http_message.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bot {

struct http_limits {
    std::size_t line = 8 * 1024;           // request line or one header, without its end
    std::size_t header_bytes = 32 * 1024;  // the whole head
    std::size_t header_count = 64;
};

// The status says how to answer; 0 means that the peer is gone and nobody is left to answer.
struct http_refusal {
    int status = 400;
    std::string reason;
};

template <class T>
using parsed = tl::expected<T, http_refusal>;

[[nodiscard]] inline tl::unexpected<http_refusal> refuse(int status, std::string reason) {
    return tl::unexpected<http_refusal>(http_refusal{status, std::move(reason)});
}

// Looks for the empty line that ends a head, byte by byte as they come: no byte is looked at
// twice, and limits hold before the end is seen.
class head_finder {
public:
    explicit head_finder(http_limits limits = {}) : limits_(limits) {}

    // `bytes` is everything since the head began and only grows between calls. The length of the
    // head with its empty line, or nothing yet.
    parsed<std::optional<std::size_t>> look(std::string_view bytes);

private:
    http_limits limits_;
    std::size_t seen_ = 0;
    std::size_t line_start_ = 0;
    std::size_t lines_ = 0;
};

struct http_framing {
    bool chunked = false;
    std::optional<std::uint64_t> length;
    bool until_close = false;  // responses only

    bool has_body() const { return chunked || until_close || length.value_or(0) > 0; }
};

struct request_head {
    http_request request;  // without body, peer, parameters
    http_framing framing;
    bool keep_alive = false;
    bool expects_continue = false;
    bool wants_websocket = false;
};

// `head` is what head_finder found, its empty line included.
parsed<request_head> parse_request_head(std::string_view head);

struct response_head {
    http_response response;  // without body
    http_framing framing;
    bool keep_alive = false;  // another request may follow on this connection
};

// `to_head` says that the request was a HEAD, whose answer has no body whatever it says.
parsed<response_head> parse_response_head(std::string_view head, bool to_head);

// One header line of a trailer or a head: whether it is well formed.
bool is_header_line(std::string_view line);

// Status line and headers with the empty line. Content-Length is of `response.body`, except
// where the status forbids a body; headers that would say it again are left out. Line breaks
// inside a value become spaces.
std::string print_response_head(
    const http_response& response, bool keep_alive, std::string_view date
);
std::string print_request_head(
    std::string_view method,
    std::string_view target,
    std::string_view host,
    const http_headers& headers,
    std::size_t body_size
);

bool is_token(std::string_view text);

}  // namespace bot
