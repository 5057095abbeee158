#include "templates/printing.hpp"

#include "templates/numbers.hpp"
#include "templates/unicode.hpp"
#include "templates/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace bot {
namespace {

constexpr int deepest_written = 200;

void append_hex(std::string& to, char32_t code, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        to += "0123456789abcdef"[(code >> static_cast<unsigned>(shift)) & 0xFU];
}

auto cannot_write(const item& what) {
    return fail(errc::invalid, std::string(kind_name(what)) + " cannot be written out");
}
auto too_deep() {
    return fail(errc::invalid, "the value is nested more than 200 deep");
}

class writer {
public:
    explicit writer(std::string& to) : to_(to) {}

    bool told() const { return told_; }
    result<void> repr(const item& what, int depth = 0);

private:
    result<void> list(const list_item& list, int depth);
    result<void> map(const map_item& map, int depth);
    void text(const text_item& text);

    std::string& to_;
    bool told_ = false;
};

void writer::text(const text_item& text) {
    if (text.is_told()) told_ = true;
    if (text.mark != text_mark::markup) return append_quoted(to_, text.view);
    to_ += "Markup(";
    append_quoted(to_, text.view);
    to_ += ')';
}

result<void> writer::list(const list_item& list, int depth) {
    const bool tuple = list.is_tuple();
    to_ += tuple ? '(' : '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0) to_ += ", ";
        if (auto done = repr(list.at(i), depth + 1); !done) return done;
    }
    if (tuple && list.size() == 1) to_ += ',';
    to_ += tuple ? ')' : ']';
    return {};
}

result<void> writer::map(const map_item& map, int depth) {
    to_ += '{';
    for (std::size_t i = 0; i < map.size(); ++i) {
        if (i > 0) to_ += ", ";
        if (auto done = repr(map.key_at(i), depth + 1); !done) return done;
        to_ += ": ";
        if (auto done = repr(map.value_at(i), depth + 1); !done) return done;
    }
    to_ += '}';
    return {};
}

result<void> writer::repr(const item& what, int depth) {
    if (depth > deepest_written) return too_deep();
    if (what.is_none()) {
        to_ += "None";
    } else if (const auto* t = what.as<text_item>()) {
        text(*t);
    } else if (const auto* truth = what.as<bool>()) {
        to_ += *truth ? "True" : "False";
    } else if (const auto* whole = what.as<std::int64_t>()) {
        append_integer(to_, *whole);
    } else if (const auto* real = what.as<double>()) {
        append_real(to_, *real);
    } else if (const auto* l = what.as<list_item>()) {
        return list(*l, depth);
    } else if (const auto* m = what.as<map_item>()) {
        return map(*m, depth);
    } else if (const auto* why = what.as<std::shared_ptr<const missing>>(); why && *why) {
        return fail(errc::invalid, why_missing(**why));
    } else {
        return cannot_write(what);
    }
    return {};
}

class json_writer {
public:
    json_writer(std::string& to, std::optional<std::size_t> indent) : to_(to), indent_(indent) {}
    result<void> write(const item& what, std::size_t depth = 0);

private:
    void text(std::string_view text);
    void unit(char32_t unit);
    void new_line(std::size_t depth);
    result<void> list(const list_item& list, std::size_t depth);
    result<void> map(const map_item& map, std::size_t depth);
    result<std::string> key(const item& key);

    std::string& to_;
    std::optional<std::size_t> indent_;
};

void json_writer::unit(char32_t unit) {
    to_ += "\\u";
    append_hex(to_, unit, 4);
}

void json_writer::text(std::string_view text) {
    static constexpr std::string_view short_names = "\"\\\b\f\n\r\t";
    static constexpr std::string_view short_forms = "\"\\bfnrt";
    to_ += '"';
    for (std::size_t i = 0; i < text.size();) {
        const auto [code, size] = character_at(text, i);
        i += size;
        const auto which =
            code < 0x80 ? short_names.find(static_cast<char>(code)) : std::string_view::npos;
        if (which != std::string_view::npos) {
            to_ += '\\';
            to_ += short_forms[which];
        } else if (code >= 0x10000) {
            unit(0xD800 + ((code - 0x10000) >> 10));
            unit(0xDC00 + ((code - 0x10000) & 0x3FF));
        } else if (code < 0x20 || code > 0x7E || std::u32string_view(U"<>&'").find(code) != std::u32string_view::npos) {
            unit(code);
        } else {
            to_ += static_cast<char>(code);
        }
    }
    to_ += '"';
}

void json_writer::new_line(std::size_t depth) {
    if (indent_) to_.append("\n").append(*indent_ * depth, ' ');
}

result<void> json_writer::list(const list_item& list, std::size_t depth) {
    to_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0) to_ += indent_ ? "," : ", ";
        new_line(depth + 1);
        if (auto done = write(list.at(i), depth + 1); !done) return done;
    }
    if (list.size() > 0) new_line(depth);
    to_ += ']';
    return {};
}

result<std::string> json_writer::key(const item& key) {
    std::string written;
    if (const auto* text = key.as<text_item>()) return std::string(text->view);
    if (key.as<list_item>() || key.as<map_item>())
        return fail(
            errc::invalid, "a JSON object cannot have " + std::string(kind_name(key)) + " as key"
        );
    json_writer inner(written, std::nullopt);
    if (auto done = inner.write(key); !done) return tl::unexpected(done.error());
    return written;
}

result<void> json_writer::map(const map_item& map, std::size_t depth) {
    std::vector<std::pair<std::string, item>> members;
    for (std::size_t i = 0; i < map.size(); ++i) {
        auto name = key(map.key_at(i));
        if (!name) return tl::unexpected(name.error());
        members.emplace_back(std::move(*name), map.value_at(i));
    }
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
    });
    to_ += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0) to_ += indent_ ? "," : ", ";
        new_line(depth + 1);
        text(members[i].first);
        to_ += ": ";
        if (auto done = write(members[i].second, depth + 1); !done) return done;
    }
    if (!members.empty()) new_line(depth);
    to_ += '}';
    return {};
}

result<void> json_writer::write(const item& what, std::size_t depth) {
    if (depth > deepest_written) return too_deep();
    if (what.is_none()) {
        to_ += "null";
    } else if (const auto* t = what.as<text_item>()) {
        text(t->view);
    } else if (const auto* truth = what.as<bool>()) {
        to_ += *truth ? "true" : "false";
    } else if (const auto* whole = what.as<std::int64_t>()) {
        append_integer(to_, *whole);
    } else if (const auto* real = what.as<double>()) {
        if (std::isfinite(*real))
            append_real(to_, *real);
        else
            to_ += std::isnan(*real) ? "NaN" : *real > 0 ? "Infinity" : "-Infinity";
    } else if (const auto* l = what.as<list_item>()) {
        return list(*l, depth);
    } else if (const auto* m = what.as<map_item>()) {
        return map(*m, depth);
    } else if (const auto* why = what.as<std::shared_ptr<const missing>>(); why && *why) {
        return fail(errc::invalid, why_missing(**why));
    } else {
        return cannot_write(what);
    }
    return {};
}

}  // namespace

void append_quoted(std::string& to, std::string_view text) {
    const bool holds_single = text.find('\'') != text.npos;
    const char quote = holds_single && text.find('"') == text.npos ? '"' : '\'';
    to += quote;
    for (std::size_t i = 0; i < text.size();) {
        const auto [code, size] = character_at(text, i);
        if (code == '\\' || code == static_cast<char32_t>(quote)) {
            to += '\\';
            to += static_cast<char>(code);
        } else if (code == '\n' || code == '\r' || code == '\t') {
            to.append(code == '\n' ? "\\n" : code == '\r' ? "\\r" : "\\t");
        } else if (is_printable(code)) {
            to += text.substr(i, size);
        } else {
            to += code < 0x100 ? "\\x" : code < 0x10000 ? "\\u" : "\\U";
            append_hex(to, code, code < 0x100 ? 2 : code < 0x10000 ? 4 : 8);
        }
        i += size;
    }
    to += quote;
}

result<bool> append_repr(std::string& to, const item& what) {
    writer writing(to);
    if (auto done = writing.repr(what); !done) return tl::unexpected(done.error());
    return writing.told();
}

result<bool> append_text(std::string& to, const item& what) {
    if (const auto* text = what.as<text_item>()) {
        to += text->view;
        return text->is_told();
    }
    return append_repr(to, what);
}

result<std::string> to_json(const item& what, std::optional<std::size_t> indent) {
    std::string written;
    json_writer writing(written, indent);
    if (auto done = writing.write(what); !done) return tl::unexpected(done.error());
    return written;
}

}  // namespace bot
