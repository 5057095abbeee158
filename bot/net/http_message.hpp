// What is asked over HTTP and what is answered, as plain values. Nothing here knows a socket.
#pragma once

#include "bot/base/result.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

// In the order they came; names compare without regard to case.
class http_headers {
public:
    http_headers() = default;
    http_headers(std::initializer_list<std::pair<std::string, std::string>> list) : list_(list) {}

    const std::string* find(std::string_view name) const;  // the first; nullptr when there is none
    std::size_t count(std::string_view name) const;
    void add(std::string name, std::string value);
    void set(std::string_view name, std::string value);  // replaces all of that name
    void set_if_absent(std::string_view name, std::string value);
    // Whether a comma separated header, over all its lines, has this token.
    bool has_token(std::string_view name, std::string_view token) const;

    auto begin() const { return list_.begin(); }
    auto end() const { return list_.end(); }
    std::size_t size() const { return list_.size(); }

private:
    std::vector<std::pair<std::string, std::string>> list_;
};

struct http_request {
    std::string method;  // as it came; methods are case-sensitive
    std::string target;  // as it came: path and query, still encoded
    std::string path;    // decoded; no control characters, no "." or ".." segments, valid UTF-8
    std::vector<std::pair<std::string, std::string>> query;       // decoded, in order
    std::vector<std::pair<std::string, std::string>> parameters;  // what {id} of the route matched
    http_headers headers;
    std::string body;
    std::string peer;  // the address of the other end, without port
    bool tls = false;

    const std::string* header(std::string_view name) const { return headers.find(name); }
    const std::string* find_query(std::string_view name) const;
    // The part of the path that {name} matched; asking for one the route lacks asserts.
    const std::string& parameter(std::string_view name) const;
};

struct http_response {
    int status = 200;
    http_headers headers;
    std::string body;

    const std::string* header(std::string_view name) const { return headers.find(name); }
};

http_response make_text(int status, std::string text);
http_response make_html(int status, std::string page);
http_response make_json(int status, std::string json);
http_response make_redirect(std::string location, int status = 303);
// {"error": SENTENCE, "code": CODE} for machines and people; the sentence is shown as it is.
http_response make_problem(int status, std::string_view code, std::string_view sentence);
// The status by the kind of error, the detail as the sentence.
http_response make_problem(const error& why);

int status_of(errc code);
std::string_view reason_phrase(int status);

}  // namespace bot
