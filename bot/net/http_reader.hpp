// Reads HTTP heads and bodies off one stream, and keeps what belongs to the next message.
#pragma once

#include "bot/net/any_stream.hpp"
#include "bot/net/http_parse.hpp"

namespace bot {

class http_reader {
public:
    explicit http_reader(any_stream& from) : from_(from) {}

    // Whether bytes of the next message are here already.
    bool has_more() const { return !rest().empty(); }
    // Waits until they are; false when the peer is gone or the wait was cancelled.
    asio::awaitable<bool> wait_for_more();

    // The head with its empty line. The view holds until the next call that reads.
    asio::awaitable<parsed<std::string_view>> read_head(http_limits limits);

    asio::awaitable<parsed<std::string>> read_body(http_framing framing, std::size_t limit);

    // Hands over what was read beyond the last message.
    std::string take_rest();

private:
    std::string_view rest() const { return std::string_view(bytes_).substr(used_); }
    // Reads once; false when nothing more will come.
    asio::awaitable<bool> read_more();
    asio::awaitable<parsed<std::string>> read_chunked(std::size_t limit);
    asio::awaitable<parsed<std::string>> read_sized(std::uint64_t length);
    asio::awaitable<parsed<std::string>> read_until_close(std::size_t limit);

    any_stream& from_;
    std::string bytes_;
    std::size_t used_ = 0;
    error_code ended_;
};

}  // namespace bot
