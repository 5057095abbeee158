#include "bot/net/chunked.hpp"

#include <algorithm>
#include <charconv>

namespace bot {

namespace {

constexpr std::size_t longest_line = 1024;
constexpr std::size_t most_trailers = 16;
// Extensions and trailers carry nothing for us; who sends much of them wants something else.
constexpr std::size_t most_overhead = 16 * 1024;

// The hex digits in front; nothing when there is none or the number is absurd.
std::optional<std::size_t> read_size(std::string_view line, std::size_t& digits) {
    std::size_t size = 0;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    digits = static_cast<std::size_t>(read.ptr - line.data());
    if (read.ec != std::errc() || digits == 0 || digits > 15) return std::nullopt;
    return size;
}

bool is_extension(std::string_view text) {
    const auto visible = [](char c) {
        return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    };
    return text.empty() || (text.front() == ';' && std::ranges::all_of(text, visible));
}

}  // namespace

parsed<void> chunk_decoder::take_line(std::string_view line) {
    if (at_ == part::data_end) {
        if (!line.empty()) return refuse(400, "a chunk is longer than it says");
        at_ = part::size;
        return {};
    }
    if (at_ == part::size) {
        std::size_t digits = 0;
        const auto size = read_size(line, digits);
        if (!size || !is_extension(line.substr(digits)))
            return refuse(400, "the size of a chunk is malformed");
        overhead_ += line.size() - digits;
        if (*size > limit_ - so_far_) return refuse(413, "the body is too long");
        so_far_ += *size;
        left_ = *size;
        at_ = *size == 0 ? part::trailer : part::data;
    } else if (line.empty()) {
        at_ = part::done;
    } else {
        overhead_ += line.size();
        if (!is_header_line(line) || ++trailers_ > most_trailers)
            return refuse(400, "what follows the last chunk is malformed");
    }
    if (overhead_ > most_overhead) return refuse(400, "more is said about the chunks than in them");
    return {};
}

parsed<std::size_t> chunk_decoder::take(std::string_view bytes, std::string& body) {
    std::size_t taken = 0;
    while (at_ != part::done && taken < bytes.size()) {
        const auto rest = bytes.substr(taken);
        if (at_ == part::data) {
            const auto some = std::min(left_, rest.size());
            body.append(rest.substr(0, some));
            taken += some;
            left_ -= some;
            if (left_ == 0) at_ = part::data_end;
            continue;
        }
        const auto feed = rest.substr(0, longest_line).find('\n');
        if (feed == std::string_view::npos) {
            if (rest.size() >= longest_line)
                return refuse(400, "a line between chunks is too long");
            break;
        }
        if (feed == 0 || rest[feed - 1] != '\r')
            return refuse(400, "a line between chunks ends without a carriage return");
        const auto line = rest.substr(0, feed - 1);
        if (line.find('\r') != std::string_view::npos)
            return refuse(400, "a carriage return stands inside a line between chunks");
        if (auto good = take_line(line); !good) return tl::unexpected(good.error());
        taken += feed + 1;
    }
    return taken;
}

}  // namespace bot
