// The chunked coding of HTTP/1.1, read strictly. Pure.
#pragma once

#include "bot/net/http_parse.hpp"

namespace bot {

class chunk_decoder {
public:
    explicit chunk_decoder(std::size_t body_limit) : limit_(body_limit) {}

    // Takes as much of `bytes` as can be used now, adds what was inside to `body`, and says how
    // much was taken. Never more than one line is left untaken, and lines are short: whoever
    // gets 0 reads more and asks again. Extensions are skipped, trailers checked and dropped.
    parsed<std::size_t> take(std::string_view bytes, std::string& body);

    bool is_done() const { return at_ == part::done; }

private:
    enum class part { size, data, data_end, trailer, done };

    parsed<void> take_line(std::string_view line);

    std::size_t limit_;
    part at_ = part::size;
    std::size_t left_ = 0;    // of this chunk
    std::size_t so_far_ = 0;  // of the whole body
    std::size_t trailers_ = 0;
    std::size_t overhead_ = 0;  // bytes of extensions and trailers
};

}  // namespace bot
