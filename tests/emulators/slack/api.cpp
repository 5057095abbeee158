#include "tests/emulators/slack/api.hpp"

#include "bot/base/text.hpp"
#include "tests/emulators/slack/block_kit.hpp"

#include <algorithm>

namespace emulator::slack {
namespace {

const std::map<std::string, method, std::less<>>& table() {
    static const auto all = [] {
        std::map<std::string, method, std::less<>> rows;
        for (const auto& part :
             {chat_methods(),
              history_methods(),
              conversation_methods(),
              mark_methods(),
              user_methods(),
              usergroup_methods(),
              view_methods(),
              file_methods(),
              canvas_methods()})
            for (const auto& row : part) rows.emplace(row.name, row);
        return rows;
    }();
    return all;
}

std::string_view prefix_of(channel::kind is) {
    switch (is) {
        case channel::kind::open:
            return "channels:";
        case channel::kind::closed:
            return "groups:";
        case channel::kind::direct:
            return "im:";
    }
    return "";
}

// Whether the token may do this at all; in a channel, whether it may there.
bool allowed(const call& c, std::string_view prefix) {
    const auto accepted = split_list(c.asked.scopes, ' ');
    bool concerned = accepted.empty(), may = accepted.empty();
    for (const auto& scope : accepted) {
        if (!scope.starts_with(prefix)) continue;
        concerned = true;
        may = may || c.by.scopes.contains(scope);
    }
    return may || (!concerned && !prefix.empty());
}

bool is_text(const json& said) {
    return std::all_of(said.begin(), said.end(), [](const json& each) {
        return !each.is_string() || bot::is_utf8(each.get_ref<const std::string&>());
    });
}

json missing_scope(const call& c) {
    auto body = no("missing_scope");
    auto needed = std::string(c.asked.scopes);
    std::replace(needed.begin(), needed.end(), ' ', ',');
    body["needed"] = needed;
    body["provided"] = joined(c.by.scopes, ",");
    return body;
}

std::string_view token_fault(const method* asked, const token* by, bool sent) {
    if (!sent) return "not_authed";
    if (!by) return "invalid_auth";
    if (!by->refused.empty()) return by->refused;
    if (asked->app_level != (by->is == token::kind::app)) return "not_allowed_token_type";
    return {};
}

json missing_arguments(call& c) {
    for (const auto& name : split_list(c.asked.needs, ' '))
        if (!c.has(name.c_str())) c.faults.push_back("[ERROR] missing required field: " + name);
    return c.faults.empty() ? json() : no("invalid_arguments");
}

json answer_of(call& c) {
    if (!allowed(c, "")) return missing_scope(c);
    if (auto missing = missing_arguments(c); !missing.is_null()) return missing;
    for (const auto check : c.asked.checks)
        if (const auto error = check(c); !error.empty())
            return error == "missing_scope" ? missing_scope(c) : no(error);
    return c.asked.does(c);
}

void add_remarks(json& body, const call& c) {
    if (!c.faults.empty()) body["response_metadata"]["messages"] = c.faults;
    if (c.warnings.empty()) return;
    body["warning"] = c.warnings.front();
    body["response_metadata"]["warnings"] = c.warnings;
}

reply too_fast(std::int64_t seconds) {
    return {429, no("ratelimited"), {{"Retry-After", std::to_string(seconds)}}};
}

reply call_method(
    core& in, const method* asked, const token* by, bool sent, const json& said, moment now
) {
    if (!asked) return {200, {{"ok", false}, {"error", "unknown_method"}}, {}};
    if (const auto fault = token_fault(asked, by, sent); !fault.empty())
        return {200, no(fault), {}};
    if (!is_text(said)) return {200, no("invalid_form_data"), {}};
    if (const auto wait = seconds_to_wait(in, *asked, said, now)) return too_fast(wait);
    call c{.in = in, .by = *by, .asked = *asked, .said = said, .now = now};
    reply out;
    out.body = answer_of(c);
    add_remarks(out.body, c);
    out.headers = {{"x-oauth-scopes", joined(by->scopes, ",")}};
    if (!asked->scopes.empty()) {
        auto accepted = std::string(asked->scopes);
        std::replace(accepted.begin(), accepted.end(), ' ', ',');
        out.headers.emplace_back("x-accepted-oauth-scopes", accepted);
    }
    return out;
}

}  // namespace

json yes(json more) {
    more["ok"] = true;
    return more;
}

json no(std::string_view error) {
    return {{"ok", false}, {"error", error}};
}

// --- arguments ---

bool call::has(const char* name) const {
    return said.contains(name) && !said[name].is_null() && said[name] != "";
}

std::string call::text(const char* name) const {
    if (!has(name)) return {};
    return said[name].is_string() ? said[name].get<std::string>() : said[name].dump();
}

bool call::flag(const char* name, bool otherwise) const {
    if (!has(name)) return otherwise;
    const auto value = text(name);
    return value == "true" || value == "1";
}

std::int64_t call::number(const char* name, std::int64_t otherwise) const {
    if (!has(name)) return otherwise;
    const auto value = text(name);
    const bool is_number = value.size() < 16 && value.find_first_not_of("0123456789") == value.npos;
    return is_number ? std::stoll(value) : -1;
}

json call::tree(const char* name) const {
    if (!has(name)) return {};
    return said[name].is_string() ? json::parse(said[name].get<std::string>(), nullptr, false)
                                  : said[name];
}

std::vector<std::string> call::list(const char* name) const {
    if (!has(name) || !said[name].is_array()) return split_list(text(name));
    std::vector<std::string> all;
    for (const auto& each : said[name])
        if (each.is_string()) all.push_back(each);
    return all;
}

// --- checks ---

namespace {

std::string_view visible(call& c) {
    if (!c.where) return "channel_not_found";
    const bool inside = c.in.is_member(*c.where, c.in.bot_user);
    if (c.where->is != channel::kind::open && !inside) return "channel_not_found";
    return allowed(c, prefix_of(c.where->is)) ? "" : "missing_scope";
}

}  // namespace

std::string_view seen_channel(call& c) {
    const auto id = c.has("channel") ? c.text("channel") : c.text("channel_id");
    const auto found = c.in.channels.find(id);
    c.where = found == c.in.channels.end() ? nullptr : &found->second;
    return visible(c);
}

std::string_view named_channel(call& c) {
    const auto name = c.text("channel");
    if (const auto found = c.in.users.find(name); found != c.in.users.end()) {
        if (found->second.deactivated || found->second.id == c.in.bot_user)
            return "channel_not_found";
        c.where = &c.in.direct_with(found->second.id, c.now);
    } else {
        c.where = c.in.find_channel(name);
    }
    return visible(c);
}

std::string_view joined_channel(call& c) {
    return c.in.is_member(*c.where, c.in.bot_user) ? "" : "not_in_channel";
}

std::string_view not_archived(call& c) {
    return c.where->archived ? "is_archived" : "";
}

std::string_view no_direct(call& c) {
    return c.where->is == channel::kind::direct ? "method_not_supported_for_channel_type" : "";
}

std::string_view known_message(call& c) {
    for (const char* name : {"ts", "timestamp", "message_ts"})
        if (c.has(name)) c.what = c.in.find_message(*c.where, c.text(name));
    if (c.what && (c.what->subtype == "tombstone" || !c.in.kept(*c.what, c.now))) c.what = nullptr;
    return c.what ? "" : "message_not_found";
}

std::string_view known_user(call& c) {
    const auto id = c.has("user") ? c.text("user") : c.text("user_id");
    const auto found = c.in.users.find(id);
    if (found == c.in.users.end()) return "user_not_found";
    c.whom = &found->second;
    return {};
}

std::string called::channel() const {
    const auto id = text_at(arguments, "channel");
    return id.empty() ? text_at(arguments, "channel_id") : id;
}

reply workspace::api(
    std::string_view name, std::string_view token_text, json arguments, moment now
) {
    core_->pass_time(now);
    if (!arguments.is_object()) arguments = json::object();
    auto token_sent = std::string(token_text);
    if (token_sent.empty()) token_sent = text_at(arguments, "token");
    arguments.erase("token");
    const auto row = table().find(name);
    const auto by = core_->tokens.find(token_sent);
    const auto* known = by == core_->tokens.end() ? nullptr : &by->second;
    auto out = call_method(
        *core_,
        row == table().end() ? nullptr : &row->second,
        known,
        !token_sent.empty(),
        arguments,
        now
    );
    core_->journal.push_back(
        {now,
         std::string(name),
         std::move(arguments),
         known ? known->is : token::kind::bot,
         out.status,
         out.body}
    );
    return out;
}

}  // namespace emulator::slack
