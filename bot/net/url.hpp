// Addresses as text: percent-encoding, query strings, and URLs taken apart. Pure.
#pragma once

#include "bot/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

using query_pairs = std::vector<std::pair<std::string, std::string>>;

// Nothing when a % is not followed by two hex digits. The bytes are whatever they are.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

// Everything but letters, digits and "-._~" is encoded: fit for one path segment or query value.
std::string percent_encode(std::string_view text);

// "a=1&b=&c" in order, names may repeat. Nothing when an escape is broken or what comes out
// holds a NUL or is no UTF-8.
std::optional<query_pairs> parse_query(std::string_view query);

// What comes after the host, decoded. Nothing when an escape is broken, a control character or
// a backslash or an encoded slash is in it, a segment is "." or "..", or it is no UTF-8.
std::optional<std::string> decode_path(std::string_view path);

struct url {
    std::string scheme;  // http, https, ws or wss
    std::string host;    // without brackets, lower case
    std::uint16_t port = 0;
    std::string target;  // path and query, never empty, no fragment

    bool is_tls() const { return scheme == "https" || scheme == "wss"; }
    bool is_websocket() const { return scheme == "ws" || scheme == "wss"; }
    // As a Host header wants it: brackets round IPv6, the port only when it is not the usual one.
    std::string authority() const;
    // Without query, for logs and errors: a query may carry a ticket.
    std::string shown() const;
};

// Refuses user names in the address, spaces, control and non-ASCII characters.
result<url> parse_url(std::string_view text);

}  // namespace bot
