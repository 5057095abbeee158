#include "bot/net/url.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <charconv>

namespace bot {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::uint16_t usual_port(std::string_view scheme) {
    return scheme == "https" || scheme == "wss" ? 443 : 80;
}

bool is_host_character(char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_';
}

// "host", "host:port", "[v6]", "[v6]:port" into the url; false when it is none of them.
bool read_authority(std::string_view authority, url& made) {
    std::string_view host = authority;
    std::string_view port;
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == std::string_view::npos) return false;
        host = authority.substr(1, end - 1);
        const auto rest = authority.substr(end + 1);
        if (!rest.empty() && !rest.starts_with(':')) return false;
        port = rest.empty() ? rest : rest.substr(1);
        const auto fits = [](char c) { return hex_digit(c) >= 0 || c == ':' || c == '.'; };
        if (!std::ranges::all_of(host, fits)) return false;
    } else {
        if (const auto colon = authority.find(':'); colon != std::string_view::npos) {
            host = authority.substr(0, colon);
            port = authority.substr(colon + 1);
        }
        if (!std::ranges::all_of(host, is_host_character)) return false;
    }
    if (host.empty() || host.size() > 253) return false;
    made.host = lower_ascii(host);
    made.port = usual_port(made.scheme);
    if (port.empty()) return !authority.ends_with(':');

    const auto read = std::from_chars(port.data(), port.data() + port.size(), made.port);
    return read.ec == std::errc() && read.ptr == port.data() + port.size() && made.port != 0;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus_is_space) {
            decoded += ' ';
        } else if (text[at] != '%') {
            decoded += text[at];
        } else {
            if (at + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[at + 1]);
            const int low = hex_digit(text[at + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            at += 2;
        }
    }
    return decoded;
}

std::string percent_encode(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4U];
        encoded += digits[byte & 0xFU];
    }
    return encoded;
}

std::optional<query_pairs> parse_query(std::string_view query) {
    query_pairs pairs;
    if (query.empty()) return pairs;
    for (const auto part : split(query, '&')) {
        if (part.empty()) continue;
        const auto equals = part.find('=');
        auto name = percent_decode(part.substr(0, equals), true);
        auto value = equals == std::string_view::npos
                         ? std::optional<std::string>(std::string())
                         : percent_decode(part.substr(equals + 1), true);
        if (!name || !value || !is_utf8(*name) || !is_utf8(*value)) return std::nullopt;
        if ((*name + *value).find('\0') != std::string::npos) return std::nullopt;
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

std::optional<std::string> decode_path(std::string_view path) {
    auto decoded = percent_decode(path);
    if (!decoded || !is_utf8(*decoded)) return std::nullopt;
    if (std::ranges::any_of(*decoded, [](char c) { return is_control(c) || c == '\\'; }))
        return std::nullopt;
    // An encoded slash would become a border between segments that the sender did not draw.
    if (std::ranges::count(*decoded, '/') != std::ranges::count(path, '/')) return std::nullopt;
    for (const auto segment : split(*decoded, '/'))
        if (segment == "." || segment == "..") return std::nullopt;
    return decoded;
}

std::string url::authority() const {
    std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != usual_port(scheme)) text += ":" + std::to_string(port);
    return text;
}

std::string url::shown() const {
    return scheme + "://" + authority() + target.substr(0, target.find('?'));
}

result<url> parse_url(std::string_view text) {
    const auto wrong = [](std::string_view why) {
        // The text itself is not repeated: it may carry a password.
        return fail(
            errc::invalid,
            "this is no usable address: " + std::string(why) +
                "; write it like https://host:port/path"
        );
    };
    const auto outside = [](char c) { return c <= 0x20 || c >= 0x7f; };
    if (std::ranges::any_of(text, outside)) return wrong("it has a space or a special character");

    const auto colon = text.find("://");
    if (colon == std::string_view::npos) return wrong("it has no http:// or https:// in front");
    url made;
    made.scheme = lower_ascii(text.substr(0, colon));
    if (made.scheme != "http" && made.scheme != "https" && made.scheme != "ws" &&
        made.scheme != "wss")
        return wrong("only http, https, ws and wss are known");

    auto rest = text.substr(colon + 3);
    rest = rest.substr(0, rest.find('#'));
    const auto end = rest.find_first_of("/?");
    const auto authority = rest.substr(0, end);
    if (authority.find('@') != std::string_view::npos)
        return wrong("it has a user name in it, which would end up in logs");
    if (!read_authority(authority, made)) return wrong("the host or the port is wrong");
    made.target = end == std::string_view::npos ? "/" : std::string(rest.substr(end));
    if (made.target.starts_with('?')) made.target.insert(0, "/");
    return made;
}

}  // namespace bot
