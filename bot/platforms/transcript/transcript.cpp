#include "bot/platforms/transcript/transcript.hpp"

#include "bot/base/redaction.hpp"
#include "bot/base/text.hpp"
#include "bot/incident/form.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace bot::transcript {
namespace {

using nlohmann::json;

constexpr int depth_limit = 64;

// One line being read: its fields, where it stands, and the first thing wrong with it.
class reading {
public:
    reading(const json& line, std::string_view place) : line_(line), place_(place) {}

    std::string text(const char* field, bool required = true) {
        const auto found = line_.find(field);
        if (found == line_.end()) {
            if (required) complain("'" + std::string(field) + "' is missing for this kind");
            return {};
        }
        if (!found->is_string()) {
            complain(
                "'" + std::string(field) + "' is " + found->type_name() + "; a string is expected"
            );
            return {};
        }
        return mask_secrets(repair_utf8(found->get_ref<const std::string&>())).text;
    }

    std::int64_t number(const char* field) {
        const auto found = line_.find(field);
        if (found == line_.end()) return 0;
        if (!found->is_number_integer() || found->get<std::int64_t>() < 0) {
            complain("'" + std::string(field) + "' is not a whole number");
            return 0;
        }
        return found->get<std::int64_t>();
    }

    void complain(const std::string& what) {
        if (problem_.empty()) problem_ = std::string(place_) + ": " + what;
    }
    const std::string& problem() const { return problem_; }
    const json& fields() const { return line_; }

private:
    const json& line_;
    std::string_view place_;
    std::string problem_;
};

// A form is the command it fills in: its free text, then its named values.
std::string command_of_form(reading& r) {
    auto text = "/incident " + r.text("form");
    const auto values = r.fields().find("values");
    if (values == r.fields().end() || !values->is_object()) {
        r.complain("'values' is missing; an object of strings is expected");
        return text;
    }
    for (const auto& [name, told] : values->items())
        if (!told.is_string())
            r.complain("'values." + name + "' is " + told.type_name() + "; a string is expected");
    if (!r.problem().empty()) return text;
    for (const char* leading : {"severity", "kind", "title", "text"})
        if (const auto found = values->find(leading); found != values->end())
            text += " " + found->get<std::string>();
    for (const auto& [name, told] : values->items())
        if (name != "severity" && name != "kind" && name != "title" && name != "text")
            text += " " + name + "=" + quote_value(told.get<std::string>());
    return text;
}

using payload = decltype(inbound::what);

payload read_message(reading& r) {
    return in_message{r.text("id"), r.text("thread", false), r.text("text")};
}
payload read_edit(reading& r) {
    return in_edit{r.text("id"), r.text("text")};
}
payload read_delete(reading& r) {
    return in_delete{r.text("id")};
}
payload read_react(reading& r) {
    return in_reaction{r.text("id"), r.text("emoji"), true};
}
payload read_unreact(reading& r) {
    return in_reaction{r.text("id"), r.text("emoji"), false};
}
payload read_pin(reading& r) {
    return in_pin{r.text("id"), true};
}
payload read_unpin(reading& r) {
    return in_pin{r.text("id"), false};
}
payload read_file(reading& r) {
    return in_file{
        r.text("id"),
        r.text("thread", false),
        r.text("name"),
        r.text("sha256", false),
        r.text("media_type", false),
        r.number("size"),
        r.text("text", false)};
}
payload read_join(reading&) {
    return in_membership{true};
}
payload read_leave(reading&) {
    return in_membership{false};
}
payload read_command(reading& r) {
    return in_command{r.text("text")};
}
payload read_form(reading& r) {
    return in_command{command_of_form(r)};
}

struct kind_row {
    std::string_view kind;
    payload (*read)(reading&);
    std::array<std::string_view, 7> fields;  // besides at, kind, key, channel, user
};

constexpr kind_row kinds[] = {
    {"message", read_message, {"id", "thread", "text"}},
    {"edit", read_edit, {"id", "thread", "text"}},
    {"delete", read_delete, {"id", "thread"}},
    {"react", read_react, {"id", "thread", "emoji"}},
    {"unreact", read_unreact, {"id", "thread", "emoji"}},
    {"pin", read_pin, {"id", "thread"}},
    {"unpin", read_unpin, {"id", "thread"}},
    {"file", read_file, {"id", "thread", "name", "sha256", "media_type", "size", "text"}},
    {"join", read_join, {}},
    {"leave", read_leave, {}},
    {"command", read_command, {"text"}},
    {"form", read_form, {"form", "values"}},
};

void refuse_unknown_fields(reading& r, std::span<const std::string_view> allowed) {
    for (const auto& [name, member] : r.fields().items()) {
        if (std::find(allowed.begin(), allowed.end(), name) != allowed.end()) continue;
        const auto meant = nearest(name, allowed);
        std::string list;
        for (const auto word : allowed)
            if (!word.empty()) list += (list.empty() ? "" : ", ") + std::string(word);
        r.complain(
            "unknown field '" + shorten(repair_utf8(name), 40) + "'" +
            (meant.empty() ? "" : "; did you mean '" + std::string(meant) + "'?") +
            " Expected: " + list
        );
        return;
    }
}

std::string key_of(const inbound& in, const std::string& told, std::int64_t number) {
    if (const auto* said = std::get_if<in_message>(&in.what))
        return message_key(in.platform, in.channel, said->id);
    if (const auto* file = std::get_if<in_file>(&in.what))
        return message_key(in.platform, in.channel, file->id);
    return told.empty() ? "t:" + std::to_string(number) : "k:" + told;
}

result<line> read_alert(reading& r, instant at, std::int64_t number) {
    constexpr std::string_view allowed[] = {"at", "kind", "key", "source", "body"};
    refuse_unknown_fields(r, allowed);
    alert_line alert{r.text("source"), {}, r.text("key", false), at};
    const auto body = r.fields().find("body");
    if (body == r.fields().end() || !body->is_object()) {
        r.complain("'body' is missing; the object that the source sends is expected");
    } else {
        alert.body = body->dump(-1, ' ', false, json::error_handler_t::replace);
    }
    alert.key = alert.key.empty() ? "t:" + std::to_string(number) : "k:" + alert.key;
    if (!r.problem().empty()) return fail(errc::invalid, r.problem());
    return alert;
}

result<line> read_happening(reading& r, const kind_row& row, instant at, std::int64_t number) {
    std::vector<std::string_view> allowed{"at", "kind", "key", "channel", "user"};
    for (const auto field : row.fields)
        if (!field.empty()) allowed.push_back(field);
    refuse_unknown_fields(r, allowed);
    inbound in;
    in.at = at;
    in.platform = platform;
    in.channel = r.text("channel");
    const auto user = r.text("user");
    in.who = {user, user};
    if (r.problem().empty() && in.channel.empty())
        r.complain("'channel' is empty; a name is expected");
    if (r.problem().empty() && user.empty()) r.complain("'user' is empty; a name is expected");
    in.what = row.read(r);
    const auto key = r.text("key", false);
    if (!r.problem().empty()) return fail(errc::invalid, r.problem());
    in.key = key_of(in, key, number);
    return in;
}

}  // namespace

result<line> parse_line(std::string_view text, std::string_view place, std::int64_t number) {
    const auto wrong = [&](const std::string& what) {
        return fail(errc::invalid, std::string(place) + ": " + what);
    };
    json fields;
    bool too_deep = false;
    try {
        fields = json::parse(text, [&](int depth, json::parse_event_t, json&) {
            too_deep = too_deep || depth > depth_limit;
            return !too_deep;
        });
    } catch (const json::parse_error& problem) {
        return fail(
            errc::invalid,
            std::string(place) + ":" + std::to_string(problem.byte) +
                ": not JSON; each line is one object"
        );
    } catch (const json::exception&) {
        return wrong("not JSON that can be read; each line is one object");
    }
    if (too_deep) return wrong("nested deeper than " + std::to_string(depth_limit) + " levels");
    if (!fields.is_object())
        return wrong(std::string("this is ") + fields.type_name() + "; each line is one object");
    reading r(fields, place);
    const auto at_text = r.text("at");
    const auto kind = r.text("kind");
    if (!r.problem().empty()) return fail(errc::invalid, r.problem());
    const auto at = parse_rfc3339(at_text);
    if (!at) return wrong("'at': " + at.error().detail);
    if (kind == "alert") return read_alert(r, *at, number);
    std::vector<std::string_view> names{"alert"};
    for (const auto& row : kinds) {
        if (row.kind == kind) return read_happening(r, row, *at, number);
        names.push_back(row.kind);
    }
    const auto meant = nearest(kind, names);
    std::string list;
    for (const auto name : names) list += (list.empty() ? "" : ", ") + std::string(name);
    return wrong(
        "unknown kind '" + shorten(kind, 40) + "'" +
        (meant.empty() ? "" : "; did you mean '" + std::string(meant) + "'?") + " Expected: " + list
    );
}

}  // namespace bot::transcript
