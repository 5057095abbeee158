#include "bot/platforms/console/request.hpp"

#include "bot/base/redaction.hpp"
#include "bot/base/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace bot::console {
namespace {

using nlohmann::json;

constexpr int depth_limit = 16;
constexpr std::size_t text_limit = 40'000;
constexpr std::size_t id_limit = 64;

enum field : unsigned {
    needs_room = 1,
    needs_id = 2,
    needs_text = 4,
    needs_message = 8,
    needs_emoji = 16,
    needs_incident = 32,
    needs_name = 64,
};

struct verb_row {
    std::string_view verb;
    unsigned needs;
};

constexpr std::array verbs{
    verb_row{"send", needs_room | needs_id | needs_text},
    verb_row{"command", needs_room | needs_id | needs_text},
    verb_row{"edit", needs_room | needs_id | needs_message | needs_text},
    verb_row{"delete", needs_room | needs_id | needs_message},
    verb_row{"react", needs_room | needs_id | needs_message | needs_emoji},
    verb_row{"pin", needs_room | needs_id | needs_message},
    verb_row{"promote", needs_room | needs_id | needs_message},
    verb_row{"rooms", 0},
    verb_row{"create-room", needs_name},
    verb_row{"open", needs_room},
    verb_row{"close", needs_room},
    verb_row{"incident", needs_incident},
    verb_row{"rca", needs_incident},
    verb_row{"templates", 0},
    verb_row{"commands", 0},
};

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= id_limit && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

// Text as it may be stored: well formed, secrets masked.
std::string clean(const std::string& text) {
    auto whole = repair_utf8(text);
    return may_hold_secret(whole) ? mask_secrets(whole).text : whole;
}

struct frame_shape {
    int depth = 0;
    std::size_t members = 0;
};

// Counted before parsing: a parser with a callback for it takes twice as long.
frame_shape shape_of(std::string_view frame) {
    frame_shape shape;
    int depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < frame.size(); ++at) {
        const char c = frame[at];
        if (c == '"') {
            quoted = !quoted;
        } else if (quoted) {
            if (c == '\\') ++at;
        } else if (c == '{' || c == '[') {
            shape.depth = std::max(shape.depth, ++depth);
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c == ':') {
            ++shape.members;
        }
    }
    return shape;
}

// A parser keeps one of two fields of the same name, and another parser the other.
bool has_twins(const json& fields, const frame_shape& shape) {
    const auto file = fields.find("file");
    const auto known =
        fields.size() + (file != fields.end() && file->is_object() ? file->size() : 0);
    return shape.members > known;
}

// The code points of well-formed UTF-8 that show nothing or move what stands beside them: two
// names that look alike would be two people.
bool is_unseen(char32_t c) {
    return (c >= 0x80 && c <= 0xA0) || c == 0xAD || c == 0x034F || c == 0x061C ||
           (c >= 0x115F && c <= 0x1160) || c == 0x1680 || (c >= 0x17B4 && c <= 0x17B5) ||
           (c >= 0x180B && c <= 0x180F) || (c >= 0x2000 && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 ||
           c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 ||
           (c >= 0xFFF0 && c <= 0xFFFF) || c >= 0xE0000;
}

bool is_all_seen(std::string_view utf8) {
    for (std::size_t at = 0; at < utf8.size();) {
        const auto first = static_cast<unsigned char>(utf8[at]);
        const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        char32_t c = length == 1 ? first : first & (0xFFU >> (length + 1));
        for (std::size_t i = 1; i < length; ++i)
            c = c << 6U | (static_cast<unsigned char>(utf8[at + i]) & 0x3FU);
        if (is_unseen(c)) return false;
        at += length;
    }
    return true;
}

class filling {
public:
    explicit filling(request& into) : into_(into) {}

    void operator()(const std::string& key, const json& told) {
        if (key == "n" || key == "do") return;
        if (key == "room") return text(key, told, into_.room);
        if (key == "id" && told.is_string()) return text(key, told, into_.id);
        if (key == "text") return text(key, told, into_.text);
        if (key == "parent") return told.is_null() ? void() : text(key, told, into_.parent);
        if (key == "message") return text(key, told, into_.message);
        if (key == "emoji") return text(key, told, into_.emoji);
        if (key == "template") return text(key, told, into_.template_name);
        if (key == "name") return text(key, told, into_.name);
        if (key == "on") {
            if (!told.is_boolean()) return complain("'on' is not true or false");
            into_.on = told.get<bool>();
        } else if (key == "before") {
            number(key, told, into_.before);
        } else if (key == "id") {
            number(key, told, into_.incident);
        } else if (key == "kind") {
            const auto kind = told.is_string() ? row_kind_named(told.get_ref<const std::string&>())
                                               : std::nullopt;
            if (!kind || *kind == row_kind::milestone)
                return complain("'kind' is not a kind of row");
            into_.kind = *kind;
        } else if (key == "file") {
            if (!told.is_null()) file(told);
        } else {
            complain("unknown field '" + shorten(repair_utf8(key), 40) + "'");
        }
    }

    const std::string& problem() const { return problem_; }

private:
    void complain(std::string what) {
        if (problem_.empty()) problem_ = std::move(what);
    }
    void text(const std::string& key, const json& told, std::string& into) {
        if (!told.is_string()) return complain("'" + key + "' is not a string");
        const auto& said = told.get_ref<const std::string&>();
        if (said.size() > text_limit)
            return complain(
                "'" + key + "' has " + std::to_string(said.size()) + " bytes; " +
                std::to_string(text_limit) + " are allowed"
            );
        into = clean(said);
    }
    void number(const std::string& key, const json& told, std::int64_t& into) {
        if (!told.is_number_integer() || told.get<std::int64_t>() < 0)
            return complain("'" + key + "' is not a whole number");
        into = told.get<std::int64_t>();
    }
    void file(const json& told) {
        if (!told.is_object()) return complain("'file' is not an object");
        file_ref made;
        for (const auto& [key, member] : told.items()) {
            if (key == "name")
                text(key, member, made.name);
            else if (key == "sha256")
                text(key, member, made.sha256);
            else if (key == "media_type")
                text(key, member, made.media_type);
            else if (key == "size")
                number(key, member, made.size);
            else if (key != "url")
                complain("unknown field 'file." + shorten(repair_utf8(key), 40) + "'");
        }
        const bool digest_ok =
            made.sha256.size() == 64 &&
            made.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
        if (made.name.empty() || !digest_ok) complain("'file' is not what the upload answered");
        into_.file = std::move(made);
    }

    request& into_;
    std::string problem_;
};

std::string what_is_missing(const request& asked, unsigned needs) {
    if ((needs & needs_room) && !is_room_name(asked.room))
        return "'room' is missing or not the name of a room";
    if ((needs & needs_id) && !is_id(asked.id))
        return "'id' is missing; up to 64 of A-Z a-z 0-9 - _ . are expected, your own and new for "
               "each request";
    if ((needs & needs_text) && trim(asked.text).empty() && !asked.file) return "'text' is empty";
    if ((needs & needs_message) && asked.message.empty()) return "'message' is missing";
    if ((needs & needs_emoji) && (asked.emoji.empty() || asked.emoji.size() > 64))
        return "'emoji' is missing or too long";
    if ((needs & needs_id) && asked.id.starts_with("copy-"))
        return "'id' begins with 'copy-': those are given by Scribe";
    if ((needs & needs_incident) && asked.incident <= 0)
        return "'id' is missing; an incident's number is expected";
    if ((needs & needs_name) && !is_room_name(asked.name))
        return "'name' is missing; a room is named by a-z 0-9 - _ and up to 80 of them";
    return {};
}

}  // namespace

bool is_room_name(std::string_view name) {
    if (name.starts_with('@')) return checked_person_name(name.substr(1)).has_value();
    return !name.empty() && name.size() <= 80 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

result<std::string> checked_person_name(std::string_view name) {
    name = trim(name);
    const bool plain = is_utf8(name) && std::all_of(name.begin(), name.end(), [](char c) {
                           const auto byte = static_cast<unsigned char>(c);
                           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                  (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
                                  byte >= 0x80;
                       });
    if (name.empty() || name.size() > 40 || !plain || !is_all_seen(name))
        return fail(
            errc::invalid,
            "A name is up to 40 letters, digits, '.', '_' or '-', without blanks, like 'ana' or "
            "'ana.k'."
        );
    if (equal_ignoring_case(name, "scribe"))
        return fail(errc::conflict, "'scribe' is the bot's own name; take another.");
    return std::string(name);
}

tl::expected<request, refusal> parse_request(std::string_view frame) {
    const auto wrong = [](std::int64_t n, std::string what) {
        return tl::unexpected(refusal{n, error{errc::invalid, std::move(what)}});
    };
    const auto shape = shape_of(frame);
    if (shape.depth > depth_limit)
        return wrong(
            0, "A frame is nested at most " + std::to_string(depth_limit) + " levels deep."
        );
    const auto fields = json::parse(frame, nullptr, false);
    if (!fields.is_object()) return wrong(0, "A frame is one JSON object.");
    request asked;
    const auto n = fields.find("n");
    if (n == fields.end() || !n->is_number_integer() || n->get<std::int64_t>() <= 0)
        return wrong(
            0, "'n' is missing; a number above 0, new for each request on this socket, is expected."
        );
    asked.n = n->get<std::int64_t>();
    const auto verb = fields.find("do");
    if (verb == fields.end() || !verb->is_string())
        return wrong(asked.n, "'do' is missing; it says what is asked.");
    asked.verb = verb->get_ref<const std::string&>();
    const auto row = std::find_if(verbs.begin(), verbs.end(), [&](const verb_row& known) {
        return known.verb == asked.verb;
    });
    if (row == verbs.end()) {
        std::array<std::string_view, verbs.size()> names;
        std::transform(verbs.begin(), verbs.end(), names.begin(), [](const verb_row& known) {
            return known.verb;
        });
        const auto meant = nearest(asked.verb, names);
        return wrong(
            asked.n,
            "There is no '" + shorten(repair_utf8(asked.verb), 40) + "'." +
                (meant.empty() ? "" : " Did you mean '" + std::string(meant) + "'?")
        );
    }
    filling fill(asked);
    for (const auto& [key, told] : fields.items()) fill(key, told);
    if (!fill.problem().empty()) return wrong(asked.n, fill.problem() + ".");
    if (has_twins(fields, shape)) return wrong(asked.n, "a field stands twice.");
    if (auto missing = what_is_missing(asked, row->needs); !missing.empty())
        return wrong(asked.n, missing + ".");
    return asked;
}

}  // namespace bot::console
