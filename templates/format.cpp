#include "templates/format.hpp"

#include "templates/budget.hpp"
#include "templates/numbers.hpp"
#include "templates/operators.hpp"
#include "templates/printing.hpp"
#include "templates/unicode.hpp"
#include "templates/words.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

namespace bot {
namespace {

constexpr std::int64_t widest = 1'000'000;
constexpr std::int64_t most_digits = 300;

struct directive {
    std::optional<std::string_view> name;
    bool left = false, zero = false, plus = false, blank = false, other_form = false;
    std::int64_t width = 0;
    std::optional<std::int64_t> precision;
    char kind = 's';
};

class formatter {
public:
    formatter(std::string_view pattern, const item& values, budget& left)
        : pattern_(pattern), values_(values), budget_(left) {
        if (const auto* list = values.as<list_item>(); list && list->is_tuple()) several_ = list;
    }
    result<std::string> run();
    bool told() const { return told_; }

private:
    result<directive> read();
    std::optional<std::int64_t> digits();
    result<item> next_value();
    result<item> value_for(const directive& is);
    result<std::string> body(const directive& is, const item& value);
    result<std::string> whole_number(const directive& is, const item& value);
    result<std::string> real_number(const directive& is, const item& value);
    void pad(const directive& is, std::string body);

    std::string_view pattern_;
    const item& values_;
    budget& budget_;
    const list_item* several_ = nullptr;
    std::size_t at_ = 0;
    std::size_t used_ = 0;
    bool named_ = false;
    bool told_ = false;
    std::string out_;
};

std::optional<std::int64_t> formatter::digits() {
    const auto begin = at_;
    while (at_ < pattern_.size() && pattern_[at_] >= '0' && pattern_[at_] <= '9') ++at_;
    if (begin == at_) return std::nullopt;
    return read_integer(pattern_.substr(begin, at_ - begin), 10).value_or(widest + 1);
}

result<directive> formatter::read() {
    directive is;
    if (pattern_.substr(at_).starts_with('(')) {
        const auto end = pattern_.find(')', at_);
        if (end == pattern_.npos) return fail(errc::invalid, "`%(` without `)` in the format");
        is.name = pattern_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
    }
    for (; at_ < pattern_.size(); ++at_) {
        const char c = pattern_[at_];
        if (c == '-')
            is.left = true;
        else if (c == '0')
            is.zero = true;
        else if (c == '+')
            is.plus = true;
        else if (c == ' ')
            is.blank = true;
        else if (c == '#')
            is.other_form = true;
        else
            break;
    }
    if (const auto width = digits()) is.width = *width;
    if (at_ < pattern_.size() && pattern_[at_] == '.') {
        ++at_;
        is.precision = digits().value_or(0);
    }
    if (is.width > widest || is.precision.value_or(0) > widest)
        return fail(errc::invalid, "the format asks for more than 1000000 characters");
    if (at_ >= pattern_.size()) return fail(errc::invalid, "the format ends within a `%`");
    is.kind = pattern_[at_++];
    return is;
}

result<item> formatter::next_value() {
    if (named_) return fail(errc::invalid, "the format names its values: give them by name");
    const std::size_t count = several_ ? several_->size() : 1;
    if (used_ >= count) return fail(errc::invalid, "the format wants more values than were given");
    return several_ ? several_->at(used_++) : (++used_, values_);
}

result<item> formatter::value_for(const directive& is) {
    if (!is.name) return next_value();
    named_ = true;
    auto value = values_.as<map_item>() ? member_of(values_, *is.name) : item::absent();
    if (value.is_undefined())
        return fail(
            errc::invalid, "the format names `" + std::string(*is.name) + "`, which was not given"
        );
    return value;
}

result<std::string> formatter::whole_number(const directive& is, const item& value) {
    auto n = whole(value);
    const bool decimal = is.kind == 'd' || is.kind == 'i' || is.kind == 'u';
    if (!n && decimal && value.as<double>()) n = to_integer(*value.as<double>());
    if (!n)
        return fail(
            errc::invalid,
            std::string("%") + is.kind + " wants an integer, not " + std::string(kind_name(value))
        );
    const bool minus = *n < 0;
    const auto size = minus ? 0 - static_cast<std::uint64_t>(*n) : static_cast<std::uint64_t>(*n);
    std::array<char, 32> buffer{};
    const char* pattern = is.kind == 'x'   ? "%lx"
                          : is.kind == 'X' ? "%lX"
                          : is.kind == 'o' ? "%lo"
                                           : "%lu";
    std::snprintf(buffer.data(), buffer.size(), pattern, static_cast<unsigned long>(size));
    std::string digits = buffer.data();
    if (is.precision && digits.size() < static_cast<std::size_t>(*is.precision))
        digits.insert(0, static_cast<std::size_t>(*is.precision) - digits.size(), '0');
    std::string sign = minus ? "-" : is.plus ? "+" : is.blank ? " " : "";
    if (is.other_form && !decimal) sign += is.kind == 'o' ? "0o" : is.kind == 'x' ? "0x" : "0X";
    const auto width = static_cast<std::size_t>(is.width);
    if (is.zero && !is.left && sign.size() + digits.size() < width)
        digits.insert(0, width - sign.size() - digits.size(), '0');
    return sign + digits;
}

result<std::string> formatter::real_number(const directive& is, const item& value) {
    const auto x = real(value);
    if (!x)
        return fail(
            errc::invalid,
            std::string("%") + is.kind + " wants a number, not " + std::string(kind_name(value))
        );
    const auto precision = is.precision.value_or(6);
    if (precision > most_digits)
        return fail(errc::invalid, "the format asks for more than 300 digits");
    const std::string pattern = std::string("%") + (is.other_form ? "#" : "") + ".*" + is.kind;
    std::array<char, 1024> buffer{};
    std::snprintf(
        buffer.data(), buffer.size(), pattern.c_str(), static_cast<int>(precision), std::fabs(*x)
    );
    std::string digits = buffer.data();
    const std::string sign = std::signbit(*x) ? "-" : is.plus ? "+" : is.blank ? " " : "";
    const auto width = static_cast<std::size_t>(is.width);
    if (is.zero && !is.left && sign.size() + digits.size() < width)
        digits.insert(0, width - sign.size() - digits.size(), '0');
    return sign + digits;
}

result<std::string> formatter::body(const directive& is, const item& value) {
    constexpr auto nowhere = std::string_view::npos;
    if (std::string_view("diuxXo").find(is.kind) != nowhere) return whole_number(is, value);
    if (std::string_view("fFeEgG").find(is.kind) != nowhere) return real_number(is, value);
    if (std::string_view("src").find(is.kind) == nowhere)
        return fail(
            errc::invalid,
            std::string("`%") + is.kind + "` is no format; there are s r d i x X o f e g c"
        );
    std::string written;
    if (is.kind == 'c' && whole(value)) {
        const auto code = *whole(value);
        if (code < 0 || code > 0x10FFFF) return fail(errc::invalid, "%c wants a character");
        append_character(written, static_cast<char32_t>(code));
        return written;
    }
    const auto told = is.kind == 'r' ? append_repr(written, value) : append_text(written, value);
    if (!told) return tl::unexpected(told.error());
    if (is.kind == 'c' && count_characters(written) != 1)
        return fail(errc::invalid, "%c wants a single character");
    told_ = told_ || *told;
    if (is.precision) written = characters(written, 0, static_cast<std::size_t>(*is.precision));
    return written;
}

void formatter::pad(const directive& is, std::string body) {
    const auto size = count_characters(body);
    const auto width = static_cast<std::size_t>(is.width);
    const std::size_t blanks = width > size ? width - size : 0;
    if (!is.left) out_.append(blanks, ' ');
    out_ += body;
    if (is.left) out_.append(blanks, ' ');
}

result<std::string> formatter::run() {
    while (at_ < pattern_.size()) {
        const auto next = std::min(pattern_.find('%', at_), pattern_.size());
        out_ += pattern_.substr(at_, next - at_);
        at_ = next + 1;
        if (next == pattern_.size()) break;
        const auto is = read();
        if (!is) return tl::unexpected(is.error());
        if (is->kind == '%') {
            out_ += '%';
            continue;
        }
        const auto value = value_for(*is);
        if (!value) return tl::unexpected(value.error());
        auto made = body(*is, *value);
        if (!made) return made;
        if (!budget_.spend(made->size() + static_cast<std::size_t>(is->width)))
            return budget_.no_bytes();
        pad(*is, std::move(*made));
    }
    const bool all_used = named_ || values_.as<map_item>() ||
                          (values_.as<list_item>() && !several_) ||
                          used_ == (several_ ? several_->size() : 1);
    if (!all_used) return fail(errc::invalid, "the format has no place for all the values given");
    return std::move(out_);
}

// As markupsafe writes it; empty: as it is.
constexpr std::string_view html_name(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&#34;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

}  // namespace

result<item> format_text(const text_item& pattern, const item& values, budget& left) {
    formatter formatting(pattern.view, values, left);
    auto made = formatting.run();
    if (!made) return tl::unexpected(made.error());
    const bool told = pattern.is_told() || formatting.told();
    return item::text(std::move(*made), told ? text_mark::told : pattern.mark);
}

std::string html_escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    // What needs no escaping goes over in one piece.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto name = html_name(text[i]);
        if (name.empty()) continue;
        out.append(text, kept, i - kept).append(name);
        kept = i + 1;
    }
    return out.append(text, kept);
}

std::string html_unescaped(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> named{{
        {"amp", "&"},
        {"lt", "<"},
        {"gt", ">"},
        {"quot", "\""},
        {"apos", "'"},
        {"nbsp", "\xC2\xA0"},
        {"hellip", "\xE2\x80\xA6"},
    }};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto end = text[i] == '&' ? text.find(';', i) : text.npos;
        std::string_view meaning;
        std::string made;
        if (end != text.npos && end - i <= 10) {
            const auto body = text.substr(i + 1, end - i - 1);
            for (const auto& [name, means] : named)
                if (body == name) meaning = means;
            const bool hex = body.starts_with("#x") || body.starts_with("#X");
            if (body.starts_with('#'))
                if (const auto code = read_digits(body.substr(hex ? 2 : 1), hex ? 16 : 10);
                    code && *code > 0 && *code <= 0x10FFFF)
                    append_character(made, static_cast<char32_t>(*code));
            if (!made.empty()) meaning = made;
        }
        if (meaning.empty()) {
            out += text[i];
            continue;
        }
        out += meaning;
        i = end;
    }
    return out;
}

}  // namespace bot
