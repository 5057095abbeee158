#include "tests/emulators/shared/http.hpp"

#include "bot/base/text.hpp"
#include "bot/net/url.hpp"

#include <nlohmann/json.hpp>

#include <charconv>

namespace emulator {

namespace {

using nlohmann::json;

std::string_view word(std::string_view line, int which) {
    const auto words = bot::split(line, ' ');
    return static_cast<int>(words.size()) > which ? words[which] : std::string_view{};
}

std::optional<std::size_t> number(std::string_view text, int base) {
    std::size_t value = 0;
    const auto [end, problem] =
        std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (problem != std::errc{} || end == text.data()) return std::nullopt;
    return value;
}

std::optional<http_message> head_from(std::string_view text) {
    http_message head;
    const auto lines = bot::split_lines(text);
    head.start = lines.empty() ? "" : std::string(lines.front());
    if (bot::split(head.start, ' ').size() < 2) return std::nullopt;
    for (std::size_t at = 1; at < lines.size(); ++at) {
        const auto colon = lines[at].find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        head.headers.emplace_back(
            bot::lower_ascii(lines[at].substr(0, colon)),
            std::string(bot::trim(lines[at].substr(colon + 1)))
        );
    }
    return head;
}

std::string_view reason_of(int status) {
    static constexpr std::pair<int, std::string_view> reasons[] = {
        {101, "Switching Protocols"},
        {200, "OK"},
        {201, "Created"},
        {302, "Found"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {413, "Request Entity Too Large"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
    };
    for (const auto& [code, reason] : reasons)
        if (code == status) return reason;
    return "Other";
}

std::string with_headers(std::string start, const header_list& headers, std::string_view body) {
    start += "\r\n";
    for (const auto& [name, value] : headers) start += name + ": " + value + "\r\n";
    return std::move(start.append("\r\n").append(body));
}

// What stands behind `key=` in a header, with or without quotes.
std::string parameter(std::string_view header, std::string_view key) {
    for (const auto piece : bot::split(header, ';')) {
        const auto trimmed = bot::trim(piece);
        if (!trimmed.starts_with(key) || trimmed.substr(key.size(), 1) != "=") continue;
        const auto value = trimmed.substr(key.size() + 1);
        if (value.size() >= 2 && value.front() == '"')
            return std::string(value.substr(1, value.size() - 2));
        return std::string(value);
    }
    return {};
}

void add_fields(json& all, std::string_view form) {
    for (auto& [name, value] : bot::parse_query(form).value_or(bot::query_pairs{}))
        all[name] = std::move(value);
}

}  // namespace

std::string http_message::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

std::string http_message::method() const {
    return std::string(word(start, 0));
}

std::string http_message::target() const {
    return std::string(word(start, 1));
}

std::string http_message::path() const {
    const auto whole = target();
    return whole.substr(0, whole.find('?'));
}

std::string http_message::query(std::string_view name) const {
    const auto whole = target();
    const auto mark = whole.find('?');
    if (mark == std::string::npos) return {};
    const auto fields = bot::parse_query(std::string_view(whole).substr(mark + 1));
    for (const auto& [key, value] : fields.value_or(bot::query_pairs{}))
        if (key == name) return value;
    return {};
}

int http_message::status() const {
    if (!start.starts_with("HTTP/1.")) return 0;
    return static_cast<int>(number(word(start, 1), 10).value_or(0));
}

bool http_message::keeps_alive() const {
    return bot::lower_ascii(header("connection")).find("close") == std::string::npos;
}

std::string http_message::bearer() const {
    const auto said = header("authorization");
    return said.starts_with("Bearer ") ? said.substr(7) : "";
}

bool reply::ok() const {
    return status / 100 == 2 && (!body.is_object() || body.value("ok", true));
}

std::string reply::error() const {
    if (!body.is_object()) return {};
    if (body.contains("error") && body["error"].is_string()) return body["error"];
    return status / 100 == 2 ? "" : body.value("id", "");
}

std::optional<http_message> http_reader::next() {
    const auto blank = bytes_.find("\r\n\r\n");
    if (broken_ || blank == std::string::npos) return std::nullopt;
    auto message = head_from(std::string_view(bytes_).substr(0, blank));
    if (!message) {
        broken_ = true;
        return std::nullopt;
    }
    auto at = blank + 4;
    auto body = body_of(*message, at);
    if (!body) return std::nullopt;
    message->body = std::move(*body);
    bytes_.erase(0, at);
    return message;
}

std::optional<std::string> http_reader::body_of(const http_message& head, std::size_t& at) {
    if (bot::lower_ascii(head.header("transfer-encoding")) == "chunked") return chunks(at);
    const auto said = head.header("content-length");
    const bool until_end = said.empty() && head.status() >= 200;
    if (until_end && !ended_) return std::nullopt;
    const auto length = until_end ? bytes_.size() - at : number(said, 10).value_or(0);
    if (bytes_.size() - at < length) return std::nullopt;
    at += length;
    return bytes_.substr(at - length, length);
}

std::optional<std::string> http_reader::chunks(std::size_t& at) {
    std::string body;
    for (;;) {
        const auto line = bytes_.find("\r\n", at);
        if (line == std::string::npos) return std::nullopt;
        const auto size = number(std::string_view(bytes_).substr(at, line - at), 16);
        if (!size) {
            broken_ = true;
            return std::nullopt;
        }
        const auto from = line + 2;
        if (bytes_.size() < from + *size + 2) return std::nullopt;
        body += bytes_.substr(from, *size);
        at = from + *size + 2;
        if (*size == 0) return body;
    }
}

std::string response_bytes(int status, const header_list& headers, std::string_view body) {
    auto start = "HTTP/1.1 " + std::to_string(status) + " ";
    start += reason_of(status);
    return with_headers(std::move(start), headers, body);
}

std::string request_bytes(
    std::string_view method,
    std::string_view target,
    const header_list& headers,
    std::string_view body
) {
    auto start = std::string(method) + " ";
    start.append(target).append(" HTTP/1.1");
    return with_headers(std::move(start), headers, body);
}

std::vector<body_part> parts_of(const http_message& request) {
    std::vector<body_part> parts;
    const auto type = request.header("content-type");
    if (!type.starts_with("multipart/")) return parts;
    const auto mark = "--" + parameter(type, "boundary");
    const std::string_view body = request.body;
    for (auto at = body.find(mark); at != std::string_view::npos;) {
        const auto begin = at + mark.size() + 2;
        const auto end = body.find("\r\n" + mark, at + mark.size());
        const auto blank = body.find("\r\n\r\n", at);
        if (end == std::string_view::npos || blank == std::string_view::npos || blank > end) break;
        const auto head = head_from("part of\r\n" + std::string(body.substr(begin, blank - begin)));
        const auto about = head ? head->header("content-disposition") : "";
        const auto kind = head ? head->header("content-type") : "";
        // Without content the blank line's end is the part's.
        const auto from = std::min(blank + 4, end);
        auto bytes = std::string(body.substr(from, end - from));
        parts.push_back(
            {parameter(about, "name"), parameter(about, "filename"), kind, std::move(bytes)}
        );
        at = end + 2;
    }
    return parts;
}

json arguments_of(const http_message& request) {
    json all = json::object();
    const auto whole = request.target();
    if (const auto mark = whole.find('?'); mark != std::string::npos)
        add_fields(all, std::string_view(whole).substr(mark + 1));
    const auto type = bot::lower_ascii(request.header("content-type"));
    if (type.starts_with("application/json")) {
        const auto given = json::parse(request.body, nullptr, false);
        if (given.is_object()) all.update(given);
    } else if (type.starts_with("multipart/")) {
        for (auto& one : parts_of(request)) all[one.name] = std::move(one.bytes);
    } else {
        add_fields(all, request.body);
    }
    return all;
}

std::string uploaded_bytes(const http_message& request) {
    auto parts = parts_of(request);
    return parts.empty() ? request.body : std::move(parts.front().bytes);
}

}  // namespace emulator
