#include "bot/base/text.hpp"
#include "config/checks.hpp"
#include "config/schema.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>

namespace bot {
namespace {

using reading = settings_reading;

std::string place_text(yaml_place at) {
    return "line " + std::to_string(at.line) + ", column " + std::to_string(at.column);
}

bool is_later(yaml_place a, yaml_place b) {
    return std::tie(a.line, a.column) > std::tie(b.line, b.column);
}

std::optional<yaml_place> place_of(const reading& r, const std::string& path) {
    const auto found = r.places.find(path);
    if (found == r.places.end()) return std::nullopt;
    return found->second;
}

void refuse_both(reading& r, const std::string& a, const std::string& b) {
    const auto first = place_of(r, a), second = place_of(r, b);
    if (!first || !second) return;
    const bool swapped = is_later(*first, *second);
    r.wrong(
        swapped ? a : b,
        swapped ? *first : *second,
        (swapped ? b : a) + " is set too, on line " +
            std::to_string((swapped ? *second : *first).line) + "; keep one"
    );
}

void require_with(reading& r, const std::string& given, const std::string& needed) {
    if (const auto at = place_of(r, given); at && !r.has(needed))
        r.wrong(given, *at, "needs " + needed + " beside it");
}

// Every `name` of a list but once; lower and upper case count as one.
template <class Items>
void require_unique_names(reading& r, const std::string& list, const Items& items) {
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].name.empty()) continue;
        const auto [first, fresh] = seen.emplace(lower_ascii(items[i].name), i);
        if (fresh) continue;
        const auto path = [&](std::size_t at) {
            return list + "[" + std::to_string(at) + "].name";
        };
        const auto at = place_of(r, path(i)), before = place_of(r, path(first->second));
        if (!at || !before) continue;
        r.wrong(
            path(i), *at, shown(items[i].name) + " is taken by the one on " + place_text(*before)
        );
    }
}

void require_known(
    reading& r,
    const std::string& path,
    std::string_view name,
    std::string_view list,
    const std::vector<std::string_view>& known
) {
    const auto at = place_of(r, path);
    if (!at || std::find(known.begin(), known.end(), name) != known.end()) return;
    r.wrong(
        path,
        *at,
        shown(name) + " is not among the " + std::string(list) + "; add it there." +
            did_you_mean(name, known)
    );
}

struct emoji_place {
    std::string set;               // "emoji.cause"
    std::string path;              // "emoji.cause[1]"
    std::optional<yaml_place> at;  // none: one of the defaults
};

void report_shared(reading& r, const std::string& name, emoji_place a, emoji_place b) {
    // The one with a place, the later one when both have one, is where people will look.
    if (!b.at || (a.at && is_later(*a.at, *b.at))) std::swap(a, b);
    if (!b.at) return;
    const auto other =
        a.at ? " stands in " + a.set + " too, on " + place_text(*a.at)
             : " stands in the default of " + a.set + " too; set " + a.set + " without it";
    r.wrong(b.path, *b.at, shown(name) + other);
}

void check_emoji(reading& r) {
    const auto& sets = r.out.incident.emoji;
    const std::array<std::pair<std::string, const std::vector<std::string>*>, 5> all{{
        {"emoji.timeline", &sets.timeline},
        {"emoji.decision", &sets.decision},
        {"emoji.cause", &sets.cause},
        {"emoji.fix", &sets.fix},
        {"emoji.action", &sets.action},
    }};
    std::map<std::string, emoji_place> seen;
    for (const auto& [set, names] : all) {
        // With a wrong item among them the items no longer stand at their places.
        if (!r.is_clean(set)) continue;
        for (std::size_t i = 0; i < names->size(); ++i) {
            const auto path = set + "[" + std::to_string(i) + "]";
            const emoji_place here{set, path, place_of(r, path)};
            // U+FE0F only asks for the coloured picture; platforms send it or not.
            const auto bare = replace_all((*names)[i], "\xEF\xB8\x8F", "");
            const auto [first, fresh] = seen.emplace(bare, here);
            if (!fresh && first->second.set != set)
                report_shared(r, (*names)[i], first->second, here);
        }
    }
}

void check_severities(reading& r) {
    const auto& incident = r.out.incident;
    const auto list = place_of(r, "severities");
    if (list && r.is_clean("severities") && incident.severities.empty())
        return r.wrong("severities", *list, "empty; name one, or remove the line");
    require_unique_names(r, "severities", incident.severities);
    const bool is_known = incident.find_severity(incident.default_severity) != nullptr;
    if (is_known || !r.is_clean("severities") || !r.is_clean("default_severity")) return;
    std::vector<std::string_view> names;
    std::vector<std::string> listed;
    for (const auto& level : incident.severities) {
        names.push_back(level.name);
        listed.push_back(level.name);
    }
    if (const auto at = place_of(r, "default_severity"))
        return r.wrong(
            "default_severity",
            *at,
            shown(incident.default_severity) + " is not one of the severities (" +
                join(listed, ", ") + ")." + did_you_mean(incident.default_severity, names)
        );
    if (list)
        r.wrong(
            "severities",
            *list,
            "holds no " + incident.default_severity +
                ", which is default_severity unless you set it; set it to one of these"
        );
}

void check_roles(reading& r) {
    const auto& roles = r.out.incident.roles;
    const auto at = place_of(r, "roles");
    if (at && r.is_clean("roles") && std::find(roles.begin(), roles.end(), "lead") == roles.end())
        r.wrong("roles", *at, "`lead` is missing; every incident has one");
}

void check_console(reading& r) {
    const auto& console = r.out.console;
    refuse_both(r, "console.password", "console.password_file");
    require_with(r, "console.tls.certificate", "console.tls.key");
    require_with(r, "console.tls.key", "console.tls.certificate");
    const auto at = place_of(r, "console.listen");
    if (!at || is_loopback(console.listen) || r.has("console.password") ||
        r.has("console.password_file"))
        return;
    r.wrong(
        "console.listen",
        *at,
        shown(console.listen) +
            " is open to other machines and there is no password; set console.password_file, or "
            "the environment variable SCRIBE_CONSOLE_PASSWORD, or listen on 127.0.0.1"
    );
}

void check_slack(reading& r) {
    for (const std::string key : {"bot_token", "app_token", "signing_secret"})
        refuse_both(r, "slack." + key, "slack." + key + "_file");
    const auto has = [&](const std::string& key) {
        return r.has("slack." + key) || r.has("slack." + key + "_file");
    };
    const bool ways_in = has("app_token") || has("signing_secret");
    for (const std::string key : {"slack.bot_token", "slack.bot_token_file"})
        if (const auto at = place_of(r, key); at && !ways_in)
            r.wrong(
                key,
                *at,
                "Scribe could speak and not hear; set slack.app_token_file (Socket Mode), or "
                "slack.signing_secret_file (Slack calls Scribe)"
            );
    if (has("bot_token")) return;
    for (const std::string key :
         {"app_token", "app_token_file", "signing_secret", "signing_secret_file"})
        if (const auto at = place_of(r, "slack." + key))
            r.wrong("slack." + key, *at, "needs slack.bot_token_file beside it");
}

void check_mattermost(reading& r) {
    refuse_both(r, "mattermost.token", "mattermost.token_file");
    refuse_both(r, "mattermost.slash_token", "mattermost.slash_token_file");
    const auto has = [&](const std::string& key) {
        return r.has("mattermost." + key) || r.has("mattermost." + key + "_file");
    };
    for (const std::string key : {"mattermost.token", "mattermost.token_file"}) {
        require_with(r, key, "mattermost.url");
        require_with(r, key, "mattermost.team");
    }
    for (const std::string key : {"slash_token", "slash_token_file", "alias_slash_token_file"})
        require_with(r, "mattermost." + key, "mattermost.callback_url");
    // Else anybody who reaches the address could run commands in anybody's name.
    if (const auto at = place_of(r, "mattermost.callback_url"); at && !has("slash_token"))
        r.wrong("mattermost.callback_url", *at, "needs mattermost.slash_token_file beside it");
    if (has("token")) return;
    for (const std::string key : {"mattermost.url", "mattermost.team", "mattermost.callback_url"})
        require_with(r, key, "mattermost.token_file");
}

void check_git(reading& r) {
    refuse_both(r, "rca.git.token", "rca.git.token_file");
    for (const std::string key : {"token", "token_file", "folder", "author", "merge_request"})
        require_with(r, "rca.git." + key, "rca.git.url");
    const auto at = place_of(r, "rca.git.merge_request");
    const auto& git = r.out.rca.git;
    if (!at || git.merge_request == "none") return;
    if (!git.token)
        return r.wrong("rca.git.merge_request", *at, "needs rca.git.token_file beside it");
    if (git.url.starts_with('/') && git.api_url.empty())
        r.wrong("rca.git.merge_request", *at, "needs rca.git.api_url beside a path as rca.git.url");
}

void check_follow_on(reading& r) {
    static constexpr std::array<std::string_view, 3> known{"console", "mattermost", "slack"};
    const auto& platforms = r.out.incident.follow_on;
    if (!r.is_clean("follow_on")) return;
    for (std::size_t i = 0; i < platforms.size(); ++i) {
        const auto path = "follow_on[" + std::to_string(i) + "]";
        const auto at = place_of(r, path);
        if (!at || platforms[i] == "console") continue;
        if (std::ranges::find(known, platforms[i]) == known.end()) {
            r.wrong(
                path,
                *at,
                shown(platforms[i]) + " is no platform." + did_you_mean(platforms[i], known)
            );
            continue;
        }
        const std::string token = platforms[i] == "slack" ? "slack.bot_token" : "mattermost.token";
        if (!r.has(token) && !r.has(token + "_file"))
            r.wrong(path, *at, "needs " + token + "_file: " + platforms[i] + " is not switched on");
    }
}

void check_alerts(reading& r) {
    require_unique_names(r, "alerts", r.out.alerts);
    for (std::size_t i = 0; i < r.out.alerts.size(); ++i) {
        const auto path = "alerts[" + std::to_string(i) + "]";
        refuse_both(r, path + ".token", path + ".token_file");
        const bool has_token = r.has(path + ".token") || r.has(path + ".token_file");
        const auto at = place_of(r, path);
        if (at && !has_token && !is_loopback(r.out.console.listen))
            r.wrong(
                path,
                *at,
                "anybody who reaches " + shown(r.out.console.listen) +
                    " could send alerts; set token_file"
            );
    }
}

}  // namespace

void check_agreement(settings_reading& reading) {
    check_emoji(reading);
    check_severities(reading);
    check_roles(reading);
    check_console(reading);
    check_slack(reading);
    check_mattermost(reading);
    check_git(reading);
    check_follow_on(reading);
    check_alerts(reading);
}

void check_catalogue_agreement(settings_reading& reading) {
    const auto& incident = reading.out.incident;
    require_unique_names(reading, "services", incident.services);
    require_unique_names(reading, "teams", incident.teams);
    std::vector<std::string_view> teams, services;
    for (const auto& team : incident.teams) teams.push_back(team.name);
    for (const auto& service : incident.services) services.push_back(service.name);
    for (std::size_t i = 0; i < incident.services.size(); ++i) {
        const auto& one = incident.services[i];
        const auto path = "services[" + std::to_string(i) + "]";
        if (!one.team.empty()) require_known(reading, path + ".team", one.team, "teams", teams);
        // With a wrong item among them the items no longer stand at their places.
        if (!reading.is_clean(path + ".dependencies")) continue;
        for (std::size_t k = 0; k < one.dependencies.size(); ++k) {
            const auto& needed = one.dependencies[k];
            const auto key = path + ".dependencies[" + std::to_string(k) + "]";
            if (needed == one.name)
                reading.wrong(key, *place_of(reading, key), "a service does not depend on itself");
            else
                require_known(reading, key, needed, "services", services);
        }
    }
}

}  // namespace bot
