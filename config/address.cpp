#include "bot/base/text.hpp"
#include "config/checks.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace bot {
namespace {

struct host_and_port {
    std::string host;  // without brackets
    std::optional<int> port;
};

bool is_ipv4(const std::string& host) {
    in_addr address{};
    return ::inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_ipv6(const std::string& host) {
    in6_addr address{};
    return ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool is_host_name(std::string_view host) {
    if (host.empty() || host.size() > 253 || host.front() == '-' || host.front() == '.')
        return false;
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
    };
    // "256.1.1.1" and "127.1" are addresses gone wrong, no names.
    const bool only_digits = host.find_first_not_of("0123456789.") == host.npos;
    return !only_digits && std::all_of(host.begin(), host.end(), fits);
}

result<host_and_port> split_host(std::string_view words) {
    host_and_port parts;
    std::string_view rest;
    if (words.starts_with("[")) {
        const auto end = words.find(']');
        if (end == words.npos) return fail(errc::invalid, "the [ has no ]");
        parts.host = words.substr(1, end - 1);
        rest = words.substr(end + 1);
        if (!is_ipv6(parts.host))
            return fail(errc::invalid, shown(parts.host) + " is no IPv6 address");
    } else {
        const auto colon = words.find(':');
        if (words.find(':', colon == words.npos ? colon : colon + 1) != words.npos)
            return fail(errc::invalid, "an IPv6 address stands in brackets: \"[::1]:8080\"");
        parts.host = words.substr(0, colon);
        rest = colon == words.npos ? "" : words.substr(colon);
        if (parts.host.empty()) return fail(errc::invalid, "the host before the colon is missing");
        if (!is_ipv4(parts.host) && !is_host_name(parts.host))
            return fail(errc::invalid, shown(parts.host) + " is neither an address nor a name");
    }
    if (rest.empty()) return parts;
    int port = -1;
    const auto digits = rest.substr(1);
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (rest[0] != ':' || ec != std::errc{} || end != digits.data() + digits.size() || port < 0 ||
        port > 65535)
        return fail(errc::invalid, "the port is a number from 0 to 65535");
    parts.port = port;
    return parts;
}

struct url_parts {
    std::string_view scheme, host, path;
};

// Never repeats the words: a URL may carry a password.
result<url_parts> split_url(std::string_view words) {
    const auto scheme_end = words.find("://");
    const auto scheme = lower_ascii(words.substr(0, scheme_end));
    if (scheme_end == words.npos || (scheme != "http" && scheme != "https"))
        return fail(errc::invalid, "this does not begin with https:// or http://");
    const auto rest = words.substr(scheme_end + 3);
    const auto host_end = std::min(rest.find_first_of("/?#"), rest.size());
    const url_parts parts{
        words.substr(0, scheme_end), rest.substr(0, host_end), rest.substr(host_end)};
    if (parts.host.find('@') != parts.host.npos)
        return fail(errc::invalid, "a user or password in the address is not taken; leave it out");
    if (parts.path.find_first_of("?#") != parts.path.npos)
        return fail(errc::invalid, "leave out what follows the ? or #");
    if (words.find_first_of(" \"<>\\") != words.npos)
        return fail(errc::invalid, "blanks, quotes, <, > and \\ do not belong in an address");
    const auto host = split_host(parts.host);
    if (!host) return fail(errc::invalid, "after ://, " + host.error().detail);
    return parts;
}

}  // namespace

result<std::string> to_listen(std::string_view words) {
    static constexpr std::string_view like = "; write HOST:PORT, as 127.0.0.1:8080";
    auto parts = split_host(words);
    if (!parts) return fail(errc::invalid, parts.error().detail + std::string(like));
    if (!parts->port) return fail(errc::invalid, "the port is missing" + std::string(like));
    return std::string(words);
}

bool is_loopback(std::string_view listen) {
    const auto parts = split_host(listen);
    if (!parts) return false;
    if (equal_ignoring_case(parts->host, "localhost")) return true;
    in_addr four{};
    if (::inet_pton(AF_INET, parts->host.c_str(), &four) == 1)
        return (ntohl(four.s_addr) >> 24U) == 127;
    in6_addr six{};
    if (::inet_pton(AF_INET6, parts->host.c_str(), &six) != 1) return false;
    return IN6_IS_ADDR_LOOPBACK(&six) || (IN6_IS_ADDR_V4MAPPED(&six) && six.s6_addr[12] == 127);
}

result<std::string> to_public_url(std::string_view words) {
    const auto parts = split_url(words);
    if (!parts) return tl::unexpected(parts.error());
    while (words.ends_with('/')) words.remove_suffix(1);
    return std::string(words);
}

result<std::string> to_api_url(std::string_view words) {
    const auto parts = split_url(words);
    if (!parts) return tl::unexpected(parts.error());
    // A token never crosses a network in the open.
    if (lower_ascii(parts->scheme) == "http" && !is_loopback(parts->host))
        return fail(
            errc::invalid,
            "http:// to another machine would send the token in the open; use https://"
        );
    return std::string(words) + (words.ends_with('/') ? "" : "/");
}

// Never an option of git's, and no transport that runs a command (ext::).
result<std::string> to_git_url(std::string_view words) {
    const auto scheme_end = words.find("://");
    if (words.find_first_of(" \"<>\\") != words.npos || words.starts_with('-') ||
        words.find("::") != words.npos)
        return fail(errc::invalid, "this is no address of a repository");
    const auto scheme = scheme_end == words.npos ? "" : lower_ascii(words.substr(0, scheme_end));
    if (scheme == "https" || scheme == "http") {
        auto url = to_api_url(words);
        if (url) url->pop_back();
        return url;
    }
    const bool is_remote = scheme == "ssh" && words.size() > scheme_end + 3;
    const auto at = words.find('@'), colon = words.find(':');
    const bool is_short = scheme.empty() && at != words.npos && at > 0 && colon != words.npos &&
                          colon > at + 1 && words[at + 1] != '-';
    if (is_remote || is_short || words.starts_with('/')) return std::string(words);
    return fail(
        errc::invalid,
        "this is no address of a repository; write https://HOST/PATH, ssh://HOST/PATH, "
        "USER@HOST:PATH, or a path from /"
    );
}

result<std::string> to_origin(std::string_view words) {
    if (words == "*")
        return fail(errc::invalid, "`*` would let any web page in; name the origins one by one");
    const auto parts = split_url(words);
    if (!parts) return tl::unexpected(parts.error());
    if (!parts->path.empty())
        return fail(
            errc::invalid, "an origin ends after the host or port; leave out the path and its slash"
        );
    // Browsers send it in lower case and compare it letter by letter.
    return lower_ascii(words);
}

}  // namespace bot
