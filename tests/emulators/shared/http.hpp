// HTTP/1.1 as text: requests and responses taken from bytes and put into bytes. The emulator's
// own, for the same reason as frame.hpp. Pure.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace emulator {

using header_list = std::vector<std::pair<std::string, std::string>>;  // names in lower case

// A request or a response; `start` is the first line.
struct http_message {
    std::string start;
    header_list headers;
    std::string body;

    std::string header(std::string_view name) const;  // the first, or empty
    std::string method() const;                       // of a request
    std::string target() const;
    std::string path() const;                        // of the target
    std::string query(std::string_view name) const;  // decoded; empty when it is not there
    int status() const;                              // of a response, 0 when it is none
    bool keeps_alive() const;
    std::string bearer() const;  // the token of Authorization
};

// What a platform says to a request.
struct reply {
    int status = 200;
    nlohmann::json body;  // a string is sent as plain text
    header_list headers;

    // A status of success, and no `ok` that says otherwise.
    bool ok() const;
    // What went wrong by its name: `error`, or the `id` of a refusal. Empty for a success.
    std::string error() const;
};

class http_reader {
public:
    void feed(std::string_view bytes) { bytes_.append(bytes); }
    // A response without a length lasts until the connection ends.
    void end() { ended_ = true; }
    // The next whole message; nothing while bytes of it are missing.
    std::optional<http_message> next();
    // Cannot become a message any more.
    bool is_broken() const { return broken_; }
    // What follows the last message: the first bytes of the protocol switched to.
    std::string rest() { return std::move(bytes_); }

private:
    std::optional<std::string> body_of(const http_message& head, std::size_t& at);
    std::optional<std::string> chunks(std::size_t& at);

    std::string bytes_;
    bool ended_ = false, broken_ = false;
};

// Exactly the headers given: a length that is wrong is the caller's to choose.
std::string response_bytes(int status, const header_list& headers, std::string_view body);
std::string request_bytes(
    std::string_view method,
    std::string_view target,
    const header_list& headers,
    std::string_view body
);

// The fields of a form, a JSON object or a multipart body, and of the query: one object. Of a
// form every value is a string.
nlohmann::json arguments_of(const http_message& request);
// A part of a multipart body.
struct body_part {
    std::string name, filename, type, bytes;
};
std::vector<body_part> parts_of(const http_message& request);
// The bytes of an upload: the first part of a multipart body, or the body itself.
std::string uploaded_bytes(const http_message& request);

}  // namespace emulator
