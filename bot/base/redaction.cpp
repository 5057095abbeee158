#include "bot/base/redaction.hpp"

#include "bot/base/secret_keywords.hpp"
#include "bot/base/secret_rules.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <mutex>

namespace bot {
namespace {

using secrets::finding;
using secrets::how;
using secrets::rule;

constexpr std::string_view mark = "[masked: ";

// Compiled when first needed: most kinds are never seen.
const RE2& pattern_of(std::size_t index) {
    struct slot {
        std::once_flag once;
        std::unique_ptr<RE2> compiled;
    };
    static const std::unique_ptr<slot[]> slots(new slot[secrets::all_rules().size()]);
    auto& ours = slots[index];
    std::call_once(ours.once, [&] {
        const auto& rule = secrets::all_rules()[index];
        std::string pattern(rule.pattern);
        if (rule.found == how::token) pattern = "(?:^|[^A-Za-z0-9])(" + pattern + ")";
        // Bytes, not characters: a password in bad UTF-8 is a password.
        RE2::Options options(RE2::Latin1);
        options.set_log_errors(false);
        ours.compiled = std::make_unique<RE2>(pattern, options);
        assert(ours.compiled->ok() && "the patterns are ours");
    });
    return *ours.compiled;
}

struct span {
    std::size_t from = 0, to = 0;
    std::size_t rule_index = 0;
};

class finder {
public:
    explicit finder(std::string_view text) : text_(text) {
        for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + mark.size()))
            marks_.push_back(at);
    }

    void look_for(std::size_t rule_index) {
        const auto& rule = secrets::all_rules()[rule_index];
        const auto& pattern = pattern_of(rule_index);
        re2::StringPiece groups[2];
        const bool grouped = rule.found == how::token || rule.found == how::group;
        const re2::StringPiece whole(text_.data(), text_.size());
        std::size_t from = 0;
        while (from < text_.size() &&
               pattern.Match(whole, from, text_.size(), RE2::UNANCHORED, groups, grouped ? 2 : 1)) {
            const auto begin = static_cast<std::size_t>(groups[0].data() - text_.data());
            const std::string_view match = text_.substr(begin, groups[0].size());
            std::size_t next = begin + match.size();
            if (grouped) {
                const auto secret = static_cast<std::size_t>(groups[1].data() - text_.data());
                found(rule_index, {match, text_.substr(secret, groups[1].size()), false});
                next = secret + groups[1].size();
            } else {
                next = follow(rule_index, match, next);
            }
            from = std::max(next, begin + 1);
        }
    }

    std::vector<span> spans() {
        std::sort(spans_.begin(), spans_.end(), [](const span& a, const span& b) {
            return a.from < b.from;
        });
        std::vector<span> merged;
        for (const auto& each : spans_) {
            if (merged.empty() || each.from >= merged.back().to) {
                merged.push_back(each);
                continue;
            }
            merged.back().to = std::max(merged.back().to, each.to);
            merged.back().rule_index = std::min(merged.back().rule_index, each.rule_index);
        }
        return merged;
    }

private:
    bool found(std::size_t rule_index, const finding& what) {
        const auto& rule = secrets::all_rules()[rule_index];
        if (what.secret.empty() || (rule.believable && !rule.believable(what))) return false;
        const auto from = static_cast<std::size_t>(what.secret.data() - text_.data());
        if (touches_mark(from, from + what.secret.size())) return false;
        spans_.push_back({from, from + what.secret.size(), rule_index});
        return true;
    }

    // What was masked once is not looked at again.
    bool touches_mark(std::size_t from, std::size_t to) const {
        const auto next = std::lower_bound(marks_.begin(), marks_.end(), to);
        if (next == marks_.begin()) return false;
        constexpr std::size_t longest_mark = 48;
        const auto begin = *std::prev(next);
        const auto close = text_.substr(begin, longest_mark).find(']');
        return begin >= from || (close != text_.npos && begin + close >= from);
    }

    // The secret stands behind the match; gives back where to look on.
    std::size_t follow(std::size_t rule_index, std::string_view match, std::size_t end) {
        switch (secrets::all_rules()[rule_index].found) {
            case how::block: {
                const auto to = secrets::key_block_end(text_, end);
                if (to == text_.npos) return end;
                spans_.push_back({end - match.size(), to, rule_index});
                return to;
            }
            case how::cookie:
                return cookies(rule_index, match, end);
            default: {
                const auto value = secrets::value_at(text_, end);
                const auto secret = text_.substr(value.from, value.to - value.from);
                return found(rule_index, {match, secret, value.quoted}) ? value.to : end;
            }
        }
    }

    std::size_t cookies(std::size_t rule_index, std::string_view match, std::size_t from) {
        const auto line_end = std::min(text_.find('\n', from), text_.size());
        auto rest = text_.substr(from, line_end - from);
        while (!rest.empty()) {
            const auto equals = rest.find('=');
            if (equals == rest.npos) break;
            const auto name = rest.substr(0, equals);
            rest.remove_prefix(equals + 1);
            const auto value = rest.substr(0, rest.find_first_of(" \t\r;,\"'<>"));
            constexpr std::size_t shortest = 6;
            if (secrets::names_a_session(name.substr(name.find_last_of("; \"'") + 1)) &&
                value.size() >= shortest)
                found(rule_index, {match, value, false});
            rest.remove_prefix(value.size());
        }
        return line_end;
    }

    std::string_view text_;
    std::vector<std::size_t> marks_;
    std::vector<span> spans_;
};

// A mark that was put in, and where.
struct placed_mark {
    std::size_t at = 0;
    std::string_view kind;
};

struct marked_text {
    std::string text;
    std::vector<placed_mark> marks;
};

std::vector<span> spans_of(std::string_view text) {
    std::vector<bool> wanted(secrets::all_rules().size());
    bool any = false;
    secrets::scan_keywords(text, [&](std::size_t rule_index) {
        return wanted[rule_index] = any = true;
    });
    if (!any) return {};
    finder look(text);
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (wanted[i]) look.look_for(i);
    return look.spans();
}

// False when nothing was left to mask.
bool mask_once(marked_text& marked) {
    const auto found = spans_of(marked.text);
    if (found.empty()) return false;
    marked_text next;
    std::size_t from = 0;
    auto old = marked.marks.begin();
    const auto keep_until = [&](std::size_t to) {
        for (; old != marked.marks.end() && old->at < to; ++old)
            next.marks.push_back({old->at - from + next.text.size(), old->kind});
        next.text.append(marked.text, from, to - from);
    };
    for (const auto& secret : found) {
        keep_until(secret.from);
        while (old != marked.marks.end() && old->at < secret.to) ++old;
        const auto kind = secrets::all_rules()[secret.rule_index].kind;
        next.marks.push_back({next.text.size(), kind});
        next.text.append(mark).append(kind).append("]");
        from = secret.to;
    }
    keep_until(marked.text.size());
    marked = std::move(next);
    return true;
}

}  // namespace

masked_text mask_secrets(std::string_view text) {
    // What is taken out changes what stands side by side, and so what can be found.
    constexpr int most_rounds = 6;
    marked_text marked{std::string(text), {}};
    for (int round = 0; round < most_rounds && mask_once(marked); ++round) {
    }
    masked_text masked{std::move(marked.text), {}};
    for (const auto& made : marked.marks) masked.kinds.emplace_back(made.kind);
    return masked;
}

bool may_hold_secret(std::string_view text) {
    bool any = false;
    secrets::scan_keywords(text, [&](std::size_t) {
        any = true;
        return false;
    });
    return any;
}

}  // namespace bot
