#include "bot/platforms/slack/text/runs.hpp"

#include "bot/base/escape.hpp"
#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/slack/text/draft.hpp"

#include <algorithm>
#include <array>

namespace bot::slack {
namespace {

using namespace markdown;

constexpr auto none = std::string_view::npos;

// "https://x.io/" and "mailto:a@b" without what people leave out.
std::string_view spoken(std::string_view url) {
    for (const std::string_view scheme : {"https://", "http://", "mailto:"})
        if (equal_ignoring_case(url.substr(0, scheme.size()), scheme)) {
            url.remove_prefix(scheme.size());
            break;
        }
    if (url.ends_with('/')) url.remove_suffix(1);
    return url;
}

std::string host_of(std::string_view url) {
    if (equal_ignoring_case(url.substr(0, 7), "mailto:")) return lower_ascii(url.substr(7));
    if (const auto scheme = url.find("://"); scheme != none) url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("/?#\\"));
    if (const auto user = url.rfind('@'); user != none) url.remove_prefix(user + 1);
    auto host = lower_ascii(url);
    return host.starts_with("www.") ? host.substr(4) : host;
}

// One word with a dot between letters, or a scheme: people read it as where it leads.
bool looks_like_address(std::string_view label) {
    if (label.find_first_of(" \t\n") != none) return false;
    if (label.find("://") != none) return true;
    const auto host = label.substr(0, label.find_first_of("/?#:"));
    const auto dot = host.rfind('.');
    return dot != none && dot > 0 && host.size() - dot > 2 &&
           std::all_of(host.begin() + static_cast<std::ptrdiff_t>(dot) + 1, host.end(), is_alpha);
}

std::size_t character_length(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
        ++length;
    return length;
}
std::size_t last_length(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() &&
           (static_cast<unsigned char>(text[text.size() - length]) & 0xC0U) == 0x80U)
        ++length;
    return length;
}

bool is_end(char c) {
    return c == '\n' || is_blank(c);
}
// Beside it a mark is read even where it touches punctuation. Some look past tildes.
bool is_edge(char c) {
    return is_end(c) || (is_punctuation(c) && c != '~');
}

// The last word would take what is put behind it for a part of itself.
bool ends_in_address(std::string_view text) {
    const auto word = text.substr(std::min(text.find_last_of(" \t\n") + 1, text.size()));
    return word.find("://") != none || lower_ascii(word).find("www.") != none;
}

std::string marks_of(style looks) {
    std::string marks;
    if (has(looks, style::strike)) marks += "~~";
    if (has(looks, style::bold)) marks += "**";
    if (has(looks, style::italic)) marks += '*';
    return marks;
}

std::string ticks_for(std::string_view code) {
    std::size_t longest = 0, length = 0;
    for (const char c : code) longest = std::max(longest, length = c == '`' ? length + 1 : 0);
    return std::string(longest + 1, '`');
}

// Puts the pieces down so that each mark of ours is read as one, and drops a style rather than a
// word where that cannot be: Markdown cannot say everything that Slack can.
class composer {
public:
    explicit composer(const std::vector<run>& all) : all_(all) {}

    draft done() {
        for (at_ = 0; at_ < all_.size(); ++at_) {
            const auto& each = all_[at_];
            if (each.is == run::kind::link) {
                link(each);
            } else if (each.is == run::kind::code) {
                each_line(each.text, next(), [&](auto line, char) { code(line); });
            } else if (each.looks == style::none) {
                plain(each.text);
            } else {
                each_line(each.text, next(), [&](auto line, char after) {
                    styled(line, each.looks, after);
                });
            }
        }
        return std::move(made_);
    }

private:
    // The first character of what comes next.
    char next() const {
        if (at_ + 1 >= all_.size()) return '\n';
        const auto& after = all_[at_ + 1];
        return after.is == run::kind::words ? after.text.front() : '`';
    }

    // No span reaches over the end of its line.
    template <class Write>
    void each_line(std::string_view said, char after, Write write) {
        for (;;) {
            const auto end = said.find('\n');
            write(said.substr(0, end), end == none ? after : '\n');
            if (end == none) return;
            plain("\n");
            said.remove_prefix(end + 1);
        }
    }

    void code(std::string_view said) {
        if (trim(said).empty()) return plain(said);
        part_from_address();
        const auto ticks = ticks_for(said);
        const bool padded = said.front() == '`' || said.back() == '`' ||
                            (said.front() == ' ' && said.back() == ' ');
        made_.markup(ticks);
        made_.opaque(padded ? " " + std::string(said) + " " : std::string(said));
        made_.markup(ticks);
        end_mark(false);
    }

    void part_from_address() {
        if (address_ && !is_end(made_.last())) made_.words(" ");
    }

    void link(const run& to) {
        const auto target = escape_link_target(to.url);
        part_from_address();
        const auto marks = is_edge(made_.last()) && is_edge(next()) && !marked_ ? marks_of(to.looks)
                                                                                : std::string();
        made_.markup(marks + "[");
        made_.label(to.text);
        made_.markup("](<");
        made_.opaque(target);
        made_.markup(">)" + std::string(marks.rbegin(), marks.rend()));
        end_mark(!marks.empty());
    }

    // What is inside marks begins and ends with what lets them be marks; the rest stays outside.
    void styled(std::string_view said, style looks, char after) {
        auto from = std::min(said.find_first_not_of(" \t~"), said.size());
        auto to = said.find_last_not_of(" \t~") + 1;
        const char before = from > 0 ? said[from - 1] : made_.last();
        if (to < said.size()) after = said[to];
        if (!is_edge(before))
            while (from < to && !word_begins_at(said, from))
                from += character_length(said.substr(from, to - from));
        if (!is_edge(after))
            while (from < to && !word_ends_at(said, to))
                to -= last_length(said.substr(from, to - from));
        const auto inner = said.substr(from, std::max(to, from) - from);
        const bool touches = from == 0 && marked_;
        if (inner.empty() || touches || (!is_end(after) && ends_in_address(inner)))
            return plain(said);
        const bool glued = !is_end(before) || !is_end(after);
        if (glued && looks != style::strike) looks = without_strike(looks);
        plain(said.substr(0, from));
        part_from_address();
        const auto marks = marks_of(looks);
        made_.markup(marks);
        made_.words(inner);
        made_.markup(std::string(marks.rbegin(), marks.rend()));
        end_mark(true);
        plain(said.substr(to));
    }

    static style without_strike(style looks) {
        return static_cast<style>(
            static_cast<unsigned>(looks) & ~static_cast<unsigned>(style::strike)
        );
    }

    void plain(std::string_view said) {
        if (said.empty()) return;
        made_.words(said);
        marked_ = false;
        // Only the last word counts; "www." may have come in two pieces.
        constexpr std::size_t before = 4;
        const auto bytes = made_.bytes();
        const auto tail = bytes.substr(bytes.size() - std::min(bytes.size(), said.size() + before));
        const bool same_word = said.find_first_of(" \t\n") == none;
        address_ = (same_word && address_) || ends_in_address(tail);
    }

    void end_mark(bool style) {
        marked_ = style;
        address_ = false;
    }

    const std::vector<run>& all_;
    std::size_t at_ = 0;
    bool marked_ = false;   // a mark of a style was the last thing
    bool address_ = false;  // an address was
    draft made_;
};

}  // namespace

void runs::add(run next) {
    if (next.text.empty()) return;
    if (!all_.empty() && next.is != run::kind::link && all_.back().is == next.is &&
        all_.back().looks == next.looks) {
        all_.back().text += next.text;
        return;
    }
    all_.push_back(std::move(next));
}

void runs::words(std::string_view said, style looks) {
    add({run::kind::words, looks, clean(said)});
}

void runs::code(std::string_view said) {
    add({run::kind::code, style::none, clean(said)});
}

void runs::link(std::string_view url, std::string_view label, style looks) {
    const auto said = trim(label);
    if (said.empty() || equal_ignoring_case(said, url)) return words(url, looks);
    if (equal_ignoring_case(spoken(said), spoken(url)) || escape_link_target(url).empty())
        return words(label, looks);
    auto shown = replace_all(clean(honest_label(said, url)), "\n", " ");
    add({run::kind::link, looks, std::move(shown), clean(url)});
}

std::string runs::markdown(bool numbered) const {
    if (all_.size() == 1 && all_[0].is == run::kind::words && all_[0].looks == style::none &&
        !numbered)
        return escaped_words(all_[0].text);
    return composer(all_).done().escaped(numbered);
}

std::string honest_label(std::string_view label, std::string_view url) {
    std::string real = host_of(url), said = host_of(label);
    if (equal_ignoring_case(url.substr(0, 7), "mailto:")) said = lower_ascii(label);
    if (!looks_like_address(label) || said == real) return std::string(label);
    return std::string(label) + " (" + real + ")";
}

}  // namespace bot::slack
