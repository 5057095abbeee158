#include "tests/emulators/slack/composer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <vector>

namespace emulator::slack {
namespace {

struct emoji_row {
    std::string_view name, code, character;
};
constexpr std::array<emoji_row, 9> emoji_table{{
    {"fire", "1f525", "🔥"},
    {"eyes", "1f440", "👀"},
    {"+1", "1f44d", "👍"},
    {"tada", "1f389", "🎉"},
    {"white_check_mark", "2705", "✅"},
    {"rotating_light", "1f6a8", "🚨"},
    {"warning", "26a0-fe0f", "⚠️"},
    {"heavy_check_mark", "2714-fe0f", "✔️"},
    {"rocket", "1f680", "🚀"},
}};

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || (static_cast<unsigned char>(c) & 0x80);
}

bool is_name(char c) {
    return is_word(c) || c == '.' || c == '_' || c == '-';
}

bool is_emoji_name(char c) {
    return std::islower(static_cast<unsigned char>(c)) ||
           std::isdigit(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '+';
}

struct styles {
    bool bold = false, italic = false, strike = false, code = false;
    json as_json() const {
        auto out = json::object();
        for (const auto& [name, on] :
             {std::pair{"bold", bold}, {"italic", italic}, {"strike", strike}, {"code", code}})
            if (on) out[name] = true;
        return out;
    }
};

// One run of inline text.
class inline_scan {
public:
    inline_scan(std::string_view text, const known_names& who, styles on)
        : text_(text), who_(who), on_(on) {}

    json elements() {
        while (at_ < text_.size())
            if (!code() && !styled() && !link() && !mention() && !channel() && !emoji())
                literal_ += text_[at_++];
        flush();
        return std::move(out_);
    }

private:
    char before() const { return at_ == 0 ? ' ' : text_[at_ - 1]; }
    std::string_view rest() const { return text_.substr(at_); }

    void add(json element) {
        if (const auto style = on_.as_json(); !style.empty()) element["style"] = style;
        out_.push_back(std::move(element));
    }
    void flush() {
        if (!literal_.empty()) add({{"type", "text"}, {"text", literal_}});
        literal_.clear();
    }
    void take(std::size_t length, json element) {
        flush();
        add(std::move(element));
        at_ += length;
    }

    bool code() {
        if (text_[at_] != '`') return false;
        const auto end = text_.find('`', at_ + 1);
        if (end == text_.npos || end == at_ + 1) return false;
        flush();
        const auto kept = on_;
        on_.code = true;
        add({{"type", "text"}, {"text", text_.substr(at_ + 1, end - at_ - 1)}});
        on_ = kept;
        at_ = end + 1;
        return true;
    }

    bool styled() {
        const char mark = text_[at_];
        if ((mark != '*' && mark != '_' && mark != '~') || is_word(before())) return false;
        const auto end = text_.find(mark, at_ + 1);
        if (end == text_.npos || end == at_ + 1) return false;
        const auto inner = text_.substr(at_ + 1, end - at_ - 1);
        if (inner.front() == ' ' || inner.back() == ' ') return false;
        if (end + 1 < text_.size() && is_word(text_[end + 1])) return false;
        flush();
        auto within = on_;
        (mark == '*' ? within.bold : mark == '_' ? within.italic : within.strike) = true;
        for (auto& each : inline_scan(inner, who_, within).elements()) out_.push_back(each);
        at_ = end + 1;
        return true;
    }

    static std::size_t url_length(std::string_view text) {
        if (!text.starts_with("https://") && !text.starts_with("http://")) return 0;
        auto length = std::min(text.find_first_of(" \t\n<>\"`|"), text.size());
        while (length &&
               std::string_view(".,;:!?)*_~'").find(text[length - 1]) != std::string_view::npos)
            --length;
        return length;
    }

    bool link() {
        if (text_[at_] == '[') {
            const auto middle = text_.find("](", at_);
            const auto end = text_.find(')', at_);
            if (middle == text_.npos || end == text_.npos || end < middle) return false;
            const auto url = text_.substr(middle + 2, end - middle - 2);
            if (url_length(url) != url.size() || url.empty()) return false;
            take(
                end + 1 - at_,
                {{"type", "link"}, {"url", url}, {"text", text_.substr(at_ + 1, middle - at_ - 1)}}
            );
            return true;
        }
        const auto length = is_word(before()) ? 0 : url_length(rest());
        if (!length) return false;
        take(length, {{"type", "link"}, {"url", rest().substr(0, length)}});
        return true;
    }

    // The longest name that is somebody's: "@ana." is ana at the end of a sentence.
    template <class look>
    std::optional<std::pair<std::size_t, std::string>> named(look&& id_of) const {
        std::size_t length = 0;
        while (at_ + 1 + length < text_.size() && is_name(text_[at_ + 1 + length])) ++length;
        for (; length; --length)
            if (auto id = id_of(text_.substr(at_ + 1, length)); !id.empty())
                return std::pair{length + 1, std::move(id)};
        return std::nullopt;
    }

    bool mention() {
        if (text_[at_] != '@' || is_word(before())) return false;
        for (const std::string_view range : {"here", "channel", "everyone"}) {
            const auto end = at_ + 1 + range.size();
            if (rest().substr(1).starts_with(range) &&
                (end == text_.size() || !is_name(text_[end]))) {
                take(range.size() + 1, {{"type", "broadcast"}, {"range", range}});
                return true;
            }
        }
        if (const auto found = named(who_.user)) {
            take(found->first, {{"type", "user"}, {"user_id", found->second}});
            return true;
        }
        const auto group = named(who_.group);
        if (group) take(group->first, {{"type", "usergroup"}, {"usergroup_id", group->second}});
        return group.has_value();
    }

    bool channel() {
        if (text_[at_] != '#' || is_word(before())) return false;
        const auto found = named(who_.channel);
        if (found) take(found->first, {{"type", "channel"}, {"channel_id", found->second}});
        return found.has_value();
    }

    bool emoji() {
        for (const auto& row : emoji_table)
            if (rest().starts_with(row.character)) {
                take(
                    row.character.size(),
                    {{"type", "emoji"}, {"name", row.name}, {"unicode", row.code}}
                );
                return true;
            }
        if (text_[at_] != ':' || is_word(before())) return false;
        auto end = at_ + 1;
        while (end < text_.size() && is_emoji_name(text_[end])) ++end;
        if (end == at_ + 1 || end >= text_.size() || text_[end] != ':') return false;
        const auto name = text_.substr(at_ + 1, end - at_ - 1);
        if (std::all_of(name.begin(), name.end(), [](char c) {
                return std::isdigit(static_cast<unsigned char>(c));
            }))
            return false;
        json element = {{"type", "emoji"}, {"name", name}};
        for (const auto& row : emoji_table)
            if (row.name == name) element["unicode"] = row.code;
        take(end + 1 - at_, std::move(element));
        return true;
    }

    std::string_view text_;
    const known_names& who_;
    styles on_;
    std::size_t at_ = 0;
    std::string literal_;
    json out_ = json::array();
};

struct item {
    std::string_view style;
    std::size_t indent = 0;
    std::string_view text;
};

std::optional<item> list_item(std::string_view line) {
    const auto spaces = std::min(line.find_first_not_of(' '), line.size());
    const auto body = line.substr(spaces);
    for (const std::string_view bullet : {"- ", "• "})
        if (body.starts_with(bullet)) return item{"bullet", spaces / 2, body.substr(bullet.size())};
    const auto digits = std::min(body.find_first_not_of("0123456789"), body.size());
    if (digits && digits < 4 && body.substr(digits).starts_with(". "))
        return item{"ordered", spaces / 2, body.substr(digits + 2)};
    return std::nullopt;
}

// The elements of one rich_text block, line by line.
class block_scan {
public:
    block_scan(std::string_view text, const known_names& who) : text_(text), who_(who) {}

    json elements() {
        while (at_ < text_.size())
            if (!fence() && !quote() && !list()) plain_line();
        flush();
        return std::move(out_);
    }

private:
    std::string_view line() const {
        return text_.substr(at_, std::min(text_.find('\n', at_), text_.size()) - at_);
    }
    void next_line() { at_ = std::min(at_ + line().size() + 1, text_.size()); }

    void flush() {
        if (plain_.empty()) return;
        if (plain_.ends_with('\n')) plain_.pop_back();
        if (!plain_.empty())
            out_.push_back(
                {{"type", "rich_text_section"},
                 {"elements", inline_scan(plain_, who_, {}).elements()}}
            );
        plain_.clear();
    }

    void plain_line() {
        plain_ += line();
        if (at_ + line().size() < text_.size()) plain_ += '\n';
        next_line();
    }

    bool fence() {
        if (!text_.substr(at_).starts_with("```")) return false;
        const auto end = text_.find("```", at_ + 3);
        if (end == text_.npos) return false;
        auto code = text_.substr(at_ + 3, end - at_ - 3);
        if (code.starts_with('\n')) code.remove_prefix(1);
        if (code.ends_with('\n')) code.remove_suffix(1);
        flush();
        out_.push_back(
            {{"type", "rich_text_preformatted"},
             {"elements", json::array({{{"type", "text"}, {"text", code}}})},
             {"border", 0}}
        );
        at_ = end + 3;
        if (at_ < text_.size() && text_[at_] == '\n') ++at_;
        return true;
    }

    bool quote() {
        if (!line().starts_with("> ")) return false;
        std::string quoted;
        for (; line().starts_with("> "); next_line())
            quoted += (quoted.empty() ? "" : "\n") + std::string(line().substr(2));
        flush();
        out_.push_back(
            {{"type", "rich_text_quote"}, {"elements", inline_scan(quoted, who_, {}).elements()}}
        );
        return true;
    }

    // Items of one style and indent in a row are one list element.
    bool list() {
        const auto first = list_item(line());
        if (!first) return false;
        flush();
        json element = {
            {"type", "rich_text_list"},
            {"style", first->style},
            {"indent", first->indent},
            {"border", 0},
            {"elements", json::array()}};
        for (auto each = first;
             each && each->style == first->style && each->indent == first->indent;
             each = list_item(line())) {
            element["elements"].push_back(
                {{"type", "rich_text_section"},
                 {"elements", inline_scan(each->text, who_, {}).elements()}}
            );
            next_line();
        }
        out_.push_back(std::move(element));
        return true;
    }

    std::string_view text_;
    const known_names& who_;
    std::size_t at_ = 0;
    std::string plain_;
    json out_ = json::array();
};

}  // namespace

composed compose(std::string_view typed, const known_names& who) {
    json block = {{"type", "rich_text"}, {"elements", block_scan(typed, who).elements()}};
    auto text = text_of_rich(block);
    return {std::move(text), json::array({std::move(block)})};
}

}  // namespace emulator::slack
