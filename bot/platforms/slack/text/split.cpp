// mrkdwn in pieces that Slack takes.
#include "bot/base/text.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <algorithm>

namespace bot::slack {
namespace {

constexpr std::string_view fence_ticks = "```";
constexpr std::string_view reopened = "```\n", closed = "\n```";
// Room for a fence at both ends and some words between.
constexpr std::size_t least = 32;

struct place {
    std::size_t at = 0;
    bool in_fence = false;
};

// The best places to end a piece within a stretch.
struct places {
    place paragraph, line, word, character;
};

// How much is never cut: <…>, an entity, a fence, a character.
std::size_t token_length(std::string_view text, std::size_t at) {
    const auto to = [&](char end, std::size_t limit, std::string_view never) -> std::size_t {
        const auto stop = text.find_first_of(std::string(1, end).append(never), at + 1);
        const bool whole = stop != text.npos && text[stop] == end && stop - at < limit;
        return whole ? stop + 1 - at : 1;
    };
    if (text.substr(at, fence_ticks.size()) == fence_ticks) return fence_ticks.size();
    if (text[at] == '<') return to('>', 4'000, "<\n");
    if (text[at] == '&') return to(';', 6, "& \n");
    std::size_t length = 1;
    while (at + length < text.size() &&
           (static_cast<unsigned char>(text[at + length]) & 0xC0U) == 0x80U)
        ++length;
    return length;
}

places find_places(std::string_view text, std::size_t limit, bool in_fence) {
    places found;
    bool opens = false;  // a fence was opened on this line
    for (std::size_t at = 0; at < text.size();) {
        const auto length = token_length(text, at);
        if (text[at] == '\n' && at > 0 && !opens) {
            if (!in_fence && text[at - 1] == '\n') found.paragraph = {at, false};
            found.line = {at, in_fence};
        }
        if (text[at] == ' ' && at > 0) found.word = {at, in_fence};
        if (at + length > limit) break;
        if (text[at] == '\n') opens = false;
        if (length == fence_ticks.size() && text[at] == '`') opens = in_fence = !in_fence;
        at += length;
        found.character = {at, in_fence};
    }
    return found;
}

place best_of(const places& found, std::size_t limit) {
    if (found.paragraph.at >= limit / 2) return found.paragraph;
    if (found.line.at >= limit / 4) return found.line;
    if (found.word.at > 0) return found.word;
    if (found.line.at > 0) return found.line;
    if (found.character.at > 0) return found.character;
    return {limit, false};
}

}  // namespace

std::vector<std::string> split_mrkdwn(std::string_view mrkdwn, std::size_t limit) {
    limit = std::max(limit, least);
    std::vector<std::string> pieces;
    bool in_fence = false;
    const auto add = [&](std::string_view said, bool open) {
        std::string piece(in_fence ? reopened : "");
        piece += said;
        while (piece.ends_with('\n')) piece.pop_back();
        if (open) piece += closed;
        if (!trim(piece).empty()) pieces.push_back(std::move(piece));
    };
    while (!mrkdwn.empty()) {
        const auto room = limit - (in_fence ? reopened.size() : 0);
        if (mrkdwn.size() <= room) {
            add(mrkdwn, false);
            break;
        }
        const auto budget = room - closed.size();
        const auto cut = best_of(find_places(mrkdwn, budget, in_fence), budget);
        add(mrkdwn.substr(0, cut.at), cut.in_fence);
        mrkdwn.remove_prefix(cut.at);
        // What parted the two is gone; the indent of a line of code is not.
        if (mrkdwn.starts_with(' ') && !cut.in_fence) mrkdwn.remove_prefix(1);
        while (mrkdwn.starts_with('\n')) mrkdwn.remove_prefix(1);
        in_fence = cut.in_fence;
    }
    return pieces;
}

}  // namespace bot::slack
