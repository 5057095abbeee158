#include "bot/net/http_parse.hpp"

#include "bot/base/text.hpp"
#include "bot/net/url.hpp"

#include <algorithm>
#include <charconv>

namespace bot {

namespace {

bool is_token_character(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
    return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_value_character(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

std::string_view trim_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

// Takes one CRLF line off the front. head_finder made sure that every line has one.
std::string_view next_line(std::string_view& rest) {
    const auto end = rest.find("\r\n");
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
    return line;
}

parsed<http_headers> parse_headers(std::string_view rest) {
    http_headers headers;
    for (auto line = next_line(rest); !line.empty(); line = next_line(rest)) {
        // A folded line starts with a blank, which no token does: it is refused here too.
        if (!is_header_line(line)) return refuse(400, "a header line is malformed");
        const auto colon = line.find(':');
        headers.add(
            std::string(line.substr(0, colon)), std::string(trim_blanks(line.substr(colon + 1)))
        );
    }
    if (!rest.empty()) return refuse(400, "an empty line stands inside the head");
    return headers;
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
    // from_chars would take no sign but stops at the first other character: all must be digits.
    std::uint64_t length = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), length);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size())
        return std::nullopt;
    return length;
}

parsed<http_framing> parse_framing(const http_headers& headers, bool http11) {
    http_framing framing;
    const auto* encoding = headers.find("Transfer-Encoding");
    const auto* length = headers.find("Content-Length");
    if (encoding && length) return refuse(400, "both Transfer-Encoding and Content-Length");
    if (headers.count("Transfer-Encoding") > 1 || headers.count("Content-Length") > 1)
        return refuse(400, "the length of the body is given twice");
    if (encoding) {
        if (!http11 || !equal_ignoring_case(*encoding, "chunked"))
            return refuse(400, "the only Transfer-Encoding understood is chunked, in HTTP/1.1");
        framing.chunked = true;
    }
    if (length) {
        framing.length = parse_length(*length);
        if (!framing.length) return refuse(400, "Content-Length is no plain number");
    }
    return framing;
}

bool is_host(std::string_view host) {
    return std::ranges::all_of(host, [](char c) {
        return (is_token_character(c) || c == ':' || c == '[' || c == ']') && c != '#' &&
               c != '%' && c != '|';
    });
}

struct request_line {
    std::string_view method;
    std::string_view target;
    bool http11 = false;
};

parsed<request_line> parse_request_line(std::string_view line) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return refuse(400, "the request line needs a method, a target and a version");
    request_line made{line.substr(0, first), line.substr(first + 1, last - first - 1)};
    const auto version = line.substr(last + 1);
    if (!is_token(made.method)) return refuse(400, "the method is malformed");
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        const bool other = version.size() == 8 && version.starts_with("HTTP/") &&
                           version[5] >= '0' && version[5] <= '9' && version[6] == '.' &&
                           version[7] >= '0' && version[7] <= '9';
        return refuse(other ? 505 : 400, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    made.http11 = version == "HTTP/1.1";
    const auto visible = [](char c) { return c > 0x20 && c < 0x7f && c != '#'; };
    if (!made.target.starts_with('/') || !std::ranges::all_of(made.target, visible))
        return refuse(400, "the target must be a path that starts with /");
    return made;
}

parsed<void> check_host(const http_headers& headers, bool http11) {
    const auto hosts = headers.count("Host");
    if (hosts > 1 || (http11 && hosts == 0)) return refuse(400, "there must be one Host header");
    if (hosts == 1 && !is_host(*headers.find("Host"))) return refuse(400, "Host is malformed");
    return {};
}

parsed<void> set_target(http_request& request, std::string_view target) {
    request.target = target;
    const auto question = target.find('?');
    auto path = decode_path(target.substr(0, question));
    if (!path) return refuse(400, "the path is malformed, or tries to leave its place");
    request.path = std::move(*path);
    if (question == std::string_view::npos) return {};
    auto query = parse_query(target.substr(question + 1));
    if (!query) return refuse(400, "the query is malformed");
    request.query = std::move(*query);
    return {};
}

// What the headers ask of the connection rather than of the handler.
parsed<void> read_wishes(request_head& made, bool http11) {
    const auto& headers = made.request.headers;
    // HTTP/1.0 could ask for it too, but then has to be told in every answer.
    made.keep_alive = http11 && !headers.has_token("Connection", "close");
    if (const auto* expect = headers.find("Expect")) {
        if (!equal_ignoring_case(*expect, "100-continue"))
            return refuse(417, "the only expectation met is 100-continue");
        made.expects_continue = http11;
    }
    const auto* coding = headers.find("Content-Encoding");
    if (coding && !equal_ignoring_case(*coding, "identity"))
        return refuse(415, "the body must not be compressed");
    made.wants_websocket = http11 && made.request.method == "GET" &&
                           headers.has_token("Connection", "upgrade") &&
                           headers.has_token("Upgrade", "websocket");
    if (made.wants_websocket && made.framing.has_body())
        return refuse(400, "an upgrade has no body");
    return {};
}

std::string one_line(std::string_view text) {
    std::string clean(text);
    std::ranges::replace_if(
        clean, [](char c) { return !is_value_character(c); }, ' '
    );
    return clean;
}

void print_headers(std::string& head, const http_headers& headers) {
    for (const auto& [name, value] : headers) {
        // Where a message ends is said once, by who counted the bytes.
        if (!is_token(name) || equal_ignoring_case(name, "Content-Length") ||
            equal_ignoring_case(name, "Transfer-Encoding") || equal_ignoring_case(name, "Host"))
            continue;
        head.append(name).append(": ").append(one_line(value)).append("\r\n");
    }
}

}  // namespace

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_character);
}

bool is_header_line(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
    return std::ranges::all_of(line.substr(colon + 1), is_value_character);
}

parsed<std::optional<std::size_t>> head_finder::look(std::string_view bytes) {
    while (seen_ < bytes.size()) {
        const auto feed = bytes.find('\n', seen_);
        const bool whole = feed != std::string_view::npos;
        const auto line_end = whole ? feed : bytes.size();
        seen_ = whole ? feed + 1 : bytes.size();
        // The carriage return is not counted, and may be the last byte that has come so far.
        if (line_end - line_start_ > limits_.line + 1 || line_end > limits_.header_bytes)
            return refuse(431, "the head of the request is too long");
        if (!whole) break;
        if (line_end == line_start_ || bytes[line_end - 1] != '\r')
            return refuse(400, "a line of the head ends without a carriage return");
        const auto line = bytes.substr(line_start_, line_end - 1 - line_start_);
        if (line.find('\r') != std::string_view::npos)
            return refuse(400, "a carriage return stands inside a line");
        line_start_ = seen_;
        // One empty line before the request line is forgiven, as RFC 9112 asks.
        if (line.empty() && seen_ > 2) return std::optional(seen_);
        if (!line.empty() && ++lines_ > limits_.header_count + 1)
            return refuse(431, "the request has too many headers");
    }
    return std::optional<std::size_t>();
}

parsed<request_head> parse_request_head(std::string_view head) {
    if (head.starts_with("\r\n")) head.remove_prefix(2);
    const auto line = parse_request_line(next_line(head));
    if (!line) return tl::unexpected(line.error());
    auto headers = parse_headers(head);
    if (!headers) return tl::unexpected(headers.error());
    auto framing = parse_framing(*headers, line->http11);
    if (!framing) return tl::unexpected(framing.error());

    request_head made;
    made.framing = *framing;
    made.request.method = line->method;
    made.request.headers = std::move(*headers);
    if (auto host = check_host(made.request.headers, line->http11); !host)
        return tl::unexpected(host.error());
    if (auto target = set_target(made.request, line->target); !target)
        return tl::unexpected(target.error());
    if (auto wishes = read_wishes(made, line->http11); !wishes)
        return tl::unexpected(wishes.error());
    return made;
}

parsed<response_head> parse_response_head(std::string_view head, bool to_head) {
    const auto line = next_line(head);
    const bool http11 = line.starts_with("HTTP/1.1 ");
    if (!http11 && !line.starts_with("HTTP/1.0 ")) return refuse(502, "the answer is not HTTP/1");
    const auto digits = line.substr(9, 3);
    const auto status = parse_length(digits);
    if (digits.size() != 3 || !status || *status < 100 || *status > 599 ||
        (line.size() > 12 && line[12] != ' '))
        return refuse(502, "the status line of the answer is malformed");
    auto headers = parse_headers(head);
    if (!headers) return tl::unexpected(headers.error());
    auto framing = parse_framing(*headers, http11);
    if (!framing) return tl::unexpected(framing.error());

    response_head made;
    made.response.status = static_cast<int>(*status);
    made.response.headers = std::move(*headers);
    made.keep_alive = http11 && !made.response.headers.has_token("Connection", "close");
    if (to_head || *status < 200 || *status == 204 || *status == 304) return made;
    made.framing = *framing;
    made.framing.until_close = !framing->chunked && !framing->length;
    made.keep_alive = made.keep_alive && !made.framing.until_close;
    return made;
}

std::string print_response_head(
    const http_response& response, bool keep_alive, std::string_view date
) {
    std::string head;
    head.reserve(384);
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    head.append(reason_phrase(response.status)).append("\r\n");
    if (!date.empty()) head.append("Date: ").append(date).append("\r\n");
    print_headers(head, response.headers);
    if (response.status != 204 && response.status != 304 && response.status >= 200)
        head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
    if (!keep_alive) head.append("Connection: close\r\n");
    return head.append("\r\n");
}

std::string print_request_head(
    std::string_view method,
    std::string_view target,
    std::string_view host,
    const http_headers& headers,
    std::size_t body_size
) {
    std::string head;
    head.reserve(384);
    head.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ");
    head.append(host).append("\r\n");
    print_headers(head, headers);
    if (body_size > 0 || method == "POST" || method == "PUT" || method == "PATCH")
        head.append("Content-Length: ").append(std::to_string(body_size)).append("\r\n");
    return head.append("\r\n");
}

}  // namespace bot
