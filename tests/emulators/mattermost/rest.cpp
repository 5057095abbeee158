#include "tests/emulators/mattermost/rest.hpp"

#include "bot/base/text.hpp"
#include "bot/net/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace emulator::mattermost {

namespace {

constexpr std::string_view api = "/api/v4";

bool is_id(std::string_view text) {
    return text.size() == 26 && std::ranges::all_of(text, [](unsigned char c) {
               return std::isdigit(c) || std::islower(c);
           });
}

bool is_plain(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) != 0; });
}

// "{post}" takes letters and digits, "{name*}" anything.
bool fits(const route& row, const std::vector<std::string>& words, std::vector<std::string>& at) {
    const auto wanted = bot::split(row.pattern.substr(1), '/');
    if (wanted.size() != words.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i].starts_with('{')) {
            if (wanted[i] != words[i]) return false;
            continue;
        }
        const bool anything = wanted[i].ends_with("*}");
        if (anything ? words[i].empty() : !is_plain(words[i])) return false;
        at.push_back(words[i]);
    }
    return true;
}

std::vector<std::string> words_of(std::string_view path) {
    if (path.ends_with('/')) path.remove_suffix(1);
    if (path.starts_with('/')) path.remove_prefix(1);
    std::vector<std::string> words;
    for (const auto word : bot::split(path, '/'))
        words.push_back(bot::percent_decode(word).value_or(std::string(word)));
    return words;
}

// The names that must be ids are checked before anything is looked up.
void check_ids(const route& row, call& c) {
    std::size_t at = 0;
    for (const auto word : bot::split(row.pattern, '/')) {
        if (!word.starts_with('{')) continue;
        auto& value = c.at[at++];
        if (word == "{user}" && value == "me" && c.by) value = c.by->id;
        constexpr std::array ids{"{user}", "{post}", "{channel}", "{team}", "{file}"};
        if (std::ranges::find(ids, word) != ids.end() && !is_id(value))
            refuse(400, "api.context.invalid_url_param.app_error");
    }
}

// JSON as the real one reads it: half of a surrogate pair becomes U+FFFD.
json lenient(std::string text) {
    auto read = json::parse(text, nullptr, false);
    if (!read.is_discarded()) return read;
    for (auto at = text.find("\\u"); at != text.npos; at = text.find("\\u", at + 6)) {
        const auto kind = bot::lower_ascii(text.substr(at + 2, 2));
        const bool high = kind >= "d8" && kind <= "db", low = kind >= "dc" && kind <= "df";
        const auto next = bot::lower_ascii(text.substr(std::min(at + 6, text.size()), 4));
        const bool paired = high && next >= "\\udc" && next <= "\\udf";
        if (paired)
            at += 6;
        else if (high || low)
            text.replace(at, 6, "\\ufffd");
    }
    return json::parse(text, nullptr, false);
}

json body_of(const http_message& asked) {
    const auto type = bot::lower_ascii(asked.header("content-type"));
    if (type.starts_with("multipart/")) return json::object();
    if (type.starts_with("application/x-www-form-urlencoded")) {
        auto all = arguments_of(asked);
        return all.contains("payload") ? lenient(all["payload"].get<std::string>()) : all;
    }
    return asked.body.empty() ? json::object() : lenient(asked.body);
}

void write_down(core& in, const call& c, const matched& way, const reply& done) {
    called one;
    one.at = c.now;
    one.method = c.asked.method();
    one.path = c.asked.path();
    if (c.by) one.user = c.by->id;
    if (way.row) one.route = std::string(way.row->method) + " " + std::string(way.row->pattern);
    one.body = c.body;
    one.status = done.status;
    one.answer = done.body;
    in.journal.push_back(std::move(one));
}

reply act(core& in, call& c, const matched& way) {
    try {
        if (!way.row)
            refuse(404, "api.context.404.app_error", "Sorry, we could not find the page.");
        c.token = token_in(c.asked);
        const auto owner = in.tokens.find(c.token);
        if (owner != in.tokens.end() && in.users.at(owner->second).disabled == 0)
            c.by = &in.users.at(owner->second);
        if (!c.by && !way.row->needs_nobody) refuse(401, "api.context.session_expired.app_error");
        c.body = body_of(c.asked);
        c.at = way.at;
        check_ids(*way.row, c);
        return way.row->answer(c);
    } catch (const refusal& why) {
        return answer_for(why, in.new_id());
    } catch (const json::exception&) {
        // A field of another kind than the real one can read.
        return answer_for({400, "api.context.invalid_body_param.app_error"}, in.new_id());
    }
}

}  // namespace

std::string token_in(const http_message& asked) {
    const auto header = asked.header("authorization");
    const auto kind = bot::lower_ascii(header.substr(0, header.find(' ')));
    if (kind == "bearer" || kind == "token") return header.substr(header.find(' ') + 1);
    if (!asked.query("access_token").empty()) refuse(401, "api.context.token_provided.app_error");
    constexpr std::string_view name = "MMAUTHTOKEN=";
    const auto cookie = asked.header("cookie");
    const auto at = cookie.find(name);
    if (at == cookie.npos) return {};
    const bool by_browser = asked.header("x-requested-with") == "XMLHttpRequest";
    if (asked.method() != "GET" && !by_browser)
        refuse(401, "api.context.session_expired.app_error");
    const auto value = cookie.substr(at + name.size());
    return value.substr(0, value.find(';'));
}

matched match(std::string_view method, std::string_view path) {
    const bool is_hook = path.starts_with("/hooks/");
    if (!is_hook && !path.starts_with(api)) return {};
    const auto words = words_of(is_hook ? path : path.substr(api.size()));
    for (const auto rows :
         {post_routes(),
          history_routes(),
          channel_routes(),
          user_routes(),
          file_routes(),
          system_routes(),
          command_routes(),
          action_routes(),
          hook_routes()})
        for (const auto& row : rows) {
            std::vector<std::string> at;
            const bool under_api = !row.needs_nobody || !row.pattern.starts_with("/hooks/");
            const bool is = row.method == method && under_api != is_hook;
            if (is && fits(row, words, at)) return {&row, std::move(at)};
        }
    return {};
}

outcome answer(core& in, const http_message& asked, moment now, bool is_paced) {
    auto [refused, headers] = is_paced ? pace_of(in, asked, now) : pace{};
    if (refused) return {std::move(*refused)};
    const auto way = match(asked.method(), asked.path());
    call c{in, asked};
    c.now = now;
    auto done = act(in, c, way);
    done.headers.insert(done.headers.end(), headers.begin(), headers.end());
    write_down(in, c, way, done);
    if (!c.first) return {std::move(done)};
    auto then = std::move(c.first->then);
    const auto entry = in.journal.size() - 1;
    c.first->then = [&in, then, entry, headers](const called_back& back, moment later) {
        reply last;
        try {
            last = then(back, later);
        } catch (const refusal& why) {
            last = answer_for(why, in.new_id());
        }
        last.headers.insert(last.headers.end(), headers.begin(), headers.end());
        in.journal[entry].status = last.status;
        in.journal[entry].answer = last.body;
        return last;
    };
    return {{}, std::move(c.first)};
}

pace pace_of(core& in, const http_message& asked, moment now) {
    const auto& rules = in.policy;
    if (rules.per_second <= 0) return {};
    const auto ms = to_millis(now);
    std::string who = "everybody from here";
    if (rules.vary_by_user) who += asked.header("authorization");
    auto& level = in.buckets[who];
    const auto drained = static_cast<double>(ms - level.at) * rules.per_second / 1000;
    level = {std::max(0.0, level.level - drained), ms};
    const bool full = level.level + 1 > rules.burst;
    if (!full) level.level += 1;
    const auto left = std::to_string(static_cast<int>(rules.burst - level.level));
    const auto twice = [&](const std::string& text) {
        return rules.vary_by_user ? text + ", " + text : text;
    };
    pace found;
    found.headers = {
        {"x-ratelimit-limit", twice(std::to_string(rules.burst))},
        {"x-ratelimit-remaining", twice(left)},
        {"x-ratelimit-reset", twice("1")}};
    if (!full) return found;
    found.headers.emplace_back("retry-after", "1");
    found.refused = reply{429, "limit exceeded\n", found.headers};
    return found;
}

outgoing request_to(const core& in, std::string url, std::string type, std::string body) {
    outgoing what;
    what.url = std::move(url);
    what.body = std::move(body);
    what.limit = in.policy.integration_limit;
    what.headers = {
        {"user-agent", "Mattermost-Bot/1.1"},
        {"accept", "application/json"},
        {"content-type", std::move(type)}};
    return what;
}

void run_first(
    call& c,
    errand::kind is,
    outgoing what,
    std::function<reply(const called_back& answer, moment now)> then
) {
    c.first = std::make_unique<errand>(errand{is, std::move(what), std::move(then)});
}

// --- what handlers ask of their call ---

std::string call::text(const char* name) const {
    return body.is_object() && body.contains(name) && body[name].is_string() ? body[name] : "";
}

std::int64_t call::query(const char* name, std::int64_t otherwise) const {
    const auto given = asked.query(name);
    std::int64_t read = 0;
    const auto [end, ec] = std::from_chars(given.data(), given.data() + given.size(), read);
    return ec == std::errc{} && !given.empty() ? read : otherwise;
}

void call::expects(std::initializer_list<const char*> names) const {
    for (const auto* name : names)
        if (text(name).empty()) refuse(400, "api.context.invalid_body_param.app_error");
}

channel& call::joined(std::string_view id) const {
    const auto found = in.channels.find(id);
    if (found == in.channels.end()) forbid();
    if (!in.is_member(found->second, by->id) && !by->is_admin()) forbid();
    return found->second;
}

channel& call::readable(std::string_view id) const {
    const auto found = in.channels.find(id);
    if (found == in.channels.end()) refuse(404, "app.channel.get.existing.app_error");
    const auto& is = found->second;
    if (is.is == channel::kind::open && in.in_team(is.team, by->id)) return found->second;
    return joined(id);
}

channel& call::lively(std::string_view id) const {
    auto& found = joined(id);
    if (found.archived != 0) refuse(400, "api.channel.update_channel.deleted.app_error");
    return found;
}

post& call::read_post(std::string_view id) const {
    auto* found = in.find_post(id);
    if (!found || found->deleted != 0) refuse(404, "app.post.get.app_error");
    joined(found->channel);
    return *found;
}

user& call::known_user(std::string_view id) const {
    const auto found = in.users.find(id);
    if (found == in.users.end()) refuse(404, "app.user.missing_account.const");
    return found->second;
}

team& call::own_team(std::string_view id) const {
    const auto found = in.teams.find(id);
    if (found == in.teams.end()) refuse(404, "app.team.get.find.app_error");
    if (!in.in_team(id, by->id) && !by->is_admin()) forbid();
    return found->second;
}

}  // namespace emulator::mattermost
