#include "bot/net/http_message.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace bot {

namespace {

std::string quote_json(std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string quoted = "\"";
    for (const char c : repair_utf8(text)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            quoted += "\\u00";
            quoted += digits[byte >> 4U];
            quoted += digits[byte & 0xFU];
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

http_response make_typed(int status, std::string type, std::string body) {
    return {status, {{"Content-Type", std::move(type)}}, std::move(body)};
}

const std::string* find_first(
    const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view name
) {
    const auto found = std::ranges::find(pairs, name, &std::pair<std::string, std::string>::first);
    return found == pairs.end() ? nullptr : &found->second;
}

}  // namespace

const std::string* http_headers::find(std::string_view name) const {
    for (const auto& [key, value] : list_)
        if (equal_ignoring_case(key, name)) return &value;
    return nullptr;
}

std::size_t http_headers::count(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::count_if(list_, [name](const auto& header) {
        return equal_ignoring_case(header.first, name);
    }));
}

void http_headers::add(std::string name, std::string value) {
    list_.emplace_back(std::move(name), std::move(value));
}

void http_headers::set(std::string_view name, std::string value) {
    std::erase_if(list_, [name](const auto& header) {
        return equal_ignoring_case(header.first, name);
    });
    list_.emplace_back(name, std::move(value));
}

void http_headers::set_if_absent(std::string_view name, std::string value) {
    if (!find(name)) list_.emplace_back(name, std::move(value));
}

bool http_headers::has_token(std::string_view name, std::string_view token) const {
    for (const auto& [key, value] : list_) {
        if (!equal_ignoring_case(key, name)) continue;
        for (const auto part : split(value, ','))
            if (equal_ignoring_case(trim(part), token)) return true;
    }
    return false;
}

const std::string* http_request::find_query(std::string_view name) const {
    return find_first(query, name);
}

const std::string& http_request::parameter(std::string_view name) const {
    const auto* found = find_first(parameters, name);
    assert(found && "the route's pattern has no such parameter");
    return *found;
}

http_response make_text(int status, std::string text) {
    return make_typed(status, "text/plain; charset=utf-8", std::move(text));
}

http_response make_html(int status, std::string page) {
    return make_typed(status, "text/html; charset=utf-8", std::move(page));
}

http_response make_json(int status, std::string json) {
    return make_typed(status, "application/json", std::move(json));
}

http_response make_redirect(std::string location, int status) {
    return {status, {{"Location", std::move(location)}}, ""};
}

http_response make_problem(int status, std::string_view code, std::string_view sentence) {
    return make_json(
        status, "{\"error\":" + quote_json(sentence) + ",\"code\":" + quote_json(code) + "}\n"
    );
}

http_response make_problem(const error& why) {
    return make_problem(status_of(why.code), name_of(why.code), why.detail);
}

int status_of(errc code) {
    switch (code) {
        case errc::invalid:
            return 400;
        case errc::not_found:
            return 404;
        case errc::conflict:
            return 409;
        case errc::forbidden:
            return 403;
        case errc::unavailable:
            return 503;
        case errc::refused:
            return 502;
        case errc::timed_out:
            return 504;
        case errc::internal:
            return 500;
    }
    return 500;
}

std::string_view reason_phrase(int status) {
    struct phrase {
        int status;
        std::string_view text;
    };
    static constexpr std::array phrases{
        phrase{100, "Continue"},
        phrase{101, "Switching Protocols"},
        phrase{200, "OK"},
        phrase{201, "Created"},
        phrase{202, "Accepted"},
        phrase{204, "No Content"},
        phrase{301, "Moved Permanently"},
        phrase{302, "Found"},
        phrase{303, "See Other"},
        phrase{304, "Not Modified"},
        phrase{307, "Temporary Redirect"},
        phrase{308, "Permanent Redirect"},
        phrase{400, "Bad Request"},
        phrase{401, "Unauthorized"},
        phrase{403, "Forbidden"},
        phrase{404, "Not Found"},
        phrase{405, "Method Not Allowed"},
        phrase{406, "Not Acceptable"},
        phrase{408, "Request Timeout"},
        phrase{409, "Conflict"},
        phrase{410, "Gone"},
        phrase{412, "Precondition Failed"},
        phrase{413, "Content Too Large"},
        phrase{415, "Unsupported Media Type"},
        phrase{417, "Expectation Failed"},
        phrase{422, "Unprocessable Content"},
        phrase{426, "Upgrade Required"},
        phrase{428, "Precondition Required"},
        phrase{429, "Too Many Requests"},
        phrase{431, "Request Header Fields Too Large"},
        phrase{500, "Internal Server Error"},
        phrase{501, "Not Implemented"},
        phrase{502, "Bad Gateway"},
        phrase{503, "Service Unavailable"},
        phrase{504, "Gateway Timeout"},
        phrase{505, "HTTP Version Not Supported"},
    };
    const auto found = std::ranges::find(phrases, status, &phrase::status);
    return found == phrases.end() ? "Status" : found->text;
}

}  // namespace bot
