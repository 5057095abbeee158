// The platform calls the app: one HTTP request, on a connection of its own.
#pragma once

#include "tests/emulators/shared/http.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>

namespace emulator {

struct outgoing {
    std::string method = "POST", url;
    header_list headers{};  // besides host, content-length and connection
    std::string body{};
    std::chrono::milliseconds limit{3'000};
};

struct called_back {
    // "connection_failed", "http_error", "http_timeout", "unknown_error"; empty: 2xx in time.
    std::string failure;
    int status = 0;  // 0: no answer
    header_list headers{};
    std::string body{};
};

// For https any certificate is good enough.
boost::asio::awaitable<called_back> call_out(outgoing what);

// "a=b&c=d", percent-encoded; values that are no strings as JSON.
std::string form_of(const nlohmann::json& fields);

}  // namespace emulator
