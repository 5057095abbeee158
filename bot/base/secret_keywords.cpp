#include "bot/base/secret_keywords.hpp"

#include "bot/base/secret_rules.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <vector>

namespace bot::secrets {
namespace {

bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_token_char(char c) {
    return is_alnum(c) || std::strchr("_-./+=~%", c) != nullptr;
}

// Letters of both cases become the same; what else falls together is sorted out later.
constexpr std::uint32_t fold_bits = 0x202020;

char folded(char c) {
    return static_cast<char>(static_cast<unsigned char>(c) | 0x20U);
}

std::uint32_t three_at(const char* text) {
    const auto byte = [&](int i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    return (byte(0) | byte(1) << 8U | byte(2) << 16U) | fold_bits;
}

std::uint16_t slot_of(std::uint32_t three) {
    return static_cast<std::uint16_t>(three * 2654435761U >> 16U);
}

struct anchor {
    std::uint16_t slot = 0;
    std::uint16_t rule_index = 0;
    std::string_view word;  // without its `^`
    bool begins = false;    // nothing like a letter before it
};

// All keywords at once: a bit for the hash of three characters, a closer look where it is set.
class keyword_index {
public:
    explicit keyword_index(const std::vector<rule>& rules) : rules_(rules) {
        for (std::size_t i = 0; i < rules.size(); ++i)
            for (const auto keyword : rules[i].keywords)
                add(keyword, static_cast<std::uint16_t>(i));
        std::sort(anchors_.begin(), anchors_.end(), [](const anchor& a, const anchor& b) {
            return a.slot < b.slot;
        });
    }

    // Calls with the index of a rule for each keyword found, until it says stop.
    void scan(std::string_view text, const keyword_visitor& visit) const {
        for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
            const auto slot = slot_of(three_at(text.data() + at));
            if ((bits_[slot >> 6U] >> (slot & 63U) & 1U) == 0) continue;
            if (!look(text, at, slot, visit)) return;
        }
    }

private:
    void add(std::string_view keyword, std::uint16_t rule_index) {
        const bool begins = keyword.starts_with('^');
        if (begins) keyword.remove_prefix(1);
        assert(keyword.size() >= 2 && "a keyword of one letter finds everything");
        if (keyword.size() > 2)
            return put(slot_of(three_at(keyword.data())), rule_index, keyword, begins);
        for (const char third : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789_-")) {
            const char three[] = {keyword[0], keyword[1], third};
            put(slot_of(three_at(three)), rule_index, keyword, begins);
        }
    }

    void put(std::uint16_t slot, std::uint16_t rule_index, std::string_view word, bool begins) {
        bits_[slot >> 6U] |= 1ULL << (slot & 63U);
        anchors_.push_back({slot, rule_index, word, begins});
    }

    bool look(
        std::string_view text, std::size_t at, std::uint16_t slot, const keyword_visitor& visit
    ) const {
        auto near = std::lower_bound(
            anchors_.begin(),
            anchors_.end(),
            slot,
            [](const anchor& a, std::uint16_t s) { return a.slot < s; }
        );
        for (; near != anchors_.end() && near->slot == slot; ++near)
            if (stands(text, at, *near) && !visit(near->rule_index)) return false;
        return true;
    }

    bool stands(std::string_view text, std::size_t at, const anchor& key) const {
        if (key.begins && at > 0 && is_alnum(text[at - 1])) return false;
        if (text.size() - at < key.word.size()) return false;
        for (std::size_t i = 0; i < key.word.size(); ++i)
            if (folded(text[at + i]) != folded(key.word[i])) return false;
        const auto& rule = rules_[key.rule_index];
        const auto rest = text.substr(at + key.word.size());
        const auto run = rest.substr(0, rule.run);
        if (run.size() < rule.run || !std::all_of(run.begin(), run.end(), is_token_char))
            return false;
        if (rule.near.empty()) return true;
        constexpr std::size_t soon = 32, address = 400;
        const auto window = rule.near == "@"
                                ? rest.substr(0, std::min(rest.find_first_of(" \t\r\n/"), address))
                                : rest.substr(0, soon);
        return window.find_first_of(rule.near) != window.npos;
    }

    const std::vector<rule>& rules_;
    std::array<std::uint64_t, 1024> bits_{};
    std::vector<anchor> anchors_;
};

}  // namespace

void scan_keywords(std::string_view text, const keyword_visitor& visit) {
    static const keyword_index index(all_rules());
    index.scan(text, visit);
}

}  // namespace bot::secrets
