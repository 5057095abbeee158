#include "bot/platforms/mattermost/show/split.hpp"

#include "bot/base/block_scan.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/mattermost/show/runes.hpp"

#include <algorithm>

namespace bot::mattermost {
namespace {

// Room for a fence or a table's head at both ends, and for words between.
constexpr std::size_t least = 64;
constexpr std::size_t longest_opening = 40;

bool is_table_row(std::string_view line) {
    return trim(line).starts_with('|');
}

bool is_table_rule(std::string_view line) {
    return is_table_row(line) && line.find('-') != line.npos &&
           line.find_first_not_of("|-: \t\r") == line.npos;
}

// Takes line by line, gives pieces.
class splitter {
public:
    explicit splitter(std::size_t limit) : limit_(std::max(limit, least)) {}

    void take(std::string_view line) {
        while (!fits(line)) {
            if (has_words_) {
                cut();
            } else {
                line = take_part_of(line);
            }
        }
        add(line);
        follow(line);
    }
    std::vector<std::string> done() {
        close();
        return std::move(pieces_);
    }

private:
    std::size_t room() const {
        const auto used = size_ + (fence_.length > 0 ? fence_.length + 1 : 0);
        return limit_ > used ? limit_ - used : 0;
    }
    bool fits(std::string_view line) const {
        // A fence that this line opens has to be closed in the same piece.
        const auto opens = fence_.length == 0 ? markdown::opening_fence(trim(line)).length : 0;
        return rune_count(line) + 1 + (opens > 0 ? opens + 1 : 0) <= room();
    }
    void add(std::string_view line) {
        if (!is_first_) {
            piece_ += '\n';
            ++size_;
        }
        is_first_ = false;
        piece_ += line;
        size_ += rune_count(line);
        has_words_ = has_words_ || !trim(line).empty();
    }

    // The end of a line is a place to cut; that of a paragraph is a better one.
    void follow(std::string_view line) {
        if (fence_.length > 0) {
            if (markdown::closes_fence(trim(line), fence_)) fence_ = {};
        } else if (const auto opens = markdown::opening_fence(trim(line)); opens.length > 0) {
            // Ticks by the hundred leave no room for what is in them.
            if (opens.length > limit_ / 8) return;
            fence_ = opens;
            opening_ = line.substr(0, bytes_of_runes(line, longest_opening));
        } else if (is_table_rule(line) && is_table_row(before_)) {
            head_ = before_ + "\n" + std::string(line);
        } else if (!is_table_row(line)) {
            head_.clear();
        }
        before_ = line;
        if (fence_.length == 0 && trim(line).empty()) paragraph_ = piece_.size();
    }

    // What is left of a line that is longer than a piece.
    std::string_view take_part_of(std::string_view line) {
        const auto fit = bytes_of_runes(line, std::max<std::size_t>(room(), 2) - 1);
        auto end = line.substr(0, fit).find_last_of(" \t");
        if (end == line.npos || end == 0 || end < fit / 2) end = std::max<std::size_t>(fit, 1);
        add(line.substr(0, end));
        cut_here();
        line.remove_prefix(end);
        if (fence_.length == 0)
            line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        return line;
    }

    void cut() {
        // Back to the last paragraph, unless that leaves little.
        const bool is_plain = fence_.length == 0 && head_.empty();
        const bool leaves_little = paragraph_ == 0 || paragraph_ < piece_.size() / 2;
        if (!is_plain || leaves_little || paragraph_ >= piece_.size()) return cut_here();
        auto rest = piece_.substr(paragraph_);
        piece_.resize(paragraph_);
        push();
        while (rest.starts_with('\n')) rest.erase(0, 1);
        begin();
        if (!rest.empty()) add(rest);
    }
    void cut_here() {
        if (fence_.length > 0) piece_.append("\n").append(fence_.length, fence_.c);
        push();
        begin();
        if (fence_.length > 0) {
            add(opening_);
        } else if (rune_count(head_) < limit_ / 4 && !head_.empty()) {
            add(head_);
        }
        has_words_ = false;
    }
    void begin() {
        piece_.clear();
        size_ = paragraph_ = 0;
        is_first_ = true;
        has_words_ = false;
    }
    void push() {
        while (piece_.ends_with('\n')) piece_.pop_back();
        if (!trim(piece_).empty()) pieces_.push_back(std::move(piece_));
    }
    void close() {
        if (fence_.length > 0) piece_.append("\n").append(fence_.length, fence_.c);
        push();
    }

    std::size_t limit_;
    std::vector<std::string> pieces_;
    std::string piece_, before_;
    std::size_t size_ = 0, paragraph_ = 0;
    bool is_first_ = true, has_words_ = false;
    markdown::fence_mark fence_;
    std::string opening_, head_;
};

}  // namespace

std::vector<std::string> split_markdown(std::string_view markdown, std::size_t limit) {
    if (trim(markdown).empty()) return {};
    if (rune_count(markdown) <= limit) return {std::string(markdown)};
    splitter made(limit);
    for (const auto line : split_lines(markdown)) made.take(line);
    return made.done();
}

}  // namespace bot::mattermost
