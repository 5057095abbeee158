#include "config/checks.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace bot {
namespace {

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return is_lower(c) || (c >= 'A' && c <= 'Z');
}

template <class Fits>
bool all_fit(std::string_view words, Fits fits) {
    return std::all_of(words.begin(), words.end(), fits);
}

tl::unexpected<error> wrong(std::string_view words, std::string_view why) {
    return fail(errc::invalid, shown(words) + " " + std::string(why));
}

bool has_blank(std::string_view words) {
    return words.find_first_of(" \t") != words.npos;
}

result<std::string> one_of(
    std::string_view words, std::span<const std::string_view> known, const std::string& list
) {
    if (std::find(known.begin(), known.end(), words) != known.end()) return std::string(words);
    return wrong(words, "is not one of " + list + "." + did_you_mean(words, known));
}

}  // namespace

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

std::string shown(std::string_view words) {
    static constexpr std::size_t limit = 60;
    if (words.empty()) return "an empty text";
    std::string safe(words);
    for (char& c : safe)
        if (has_control({&c, 1}) || c == '`') c = '?';
    return "`" + shorten(repair_utf8(safe), limit) + "`";
}

std::string did_you_mean(std::string_view words, std::span<const std::string_view> known) {
    const auto near = nearest(words, known);
    return near.empty() ? "" : " Did you mean `" + std::string(near) + "`?";
}

result<std::chrono::minutes> to_update_every(std::string_view words) {
    static constexpr std::string_view like = "; write as 30m, 1h, 1h30m, or off";
    if (words == "off") return std::chrono::minutes{0};
    if (!words.empty() && all_fit(words, is_digit))
        return wrong(words, "has no unit" + std::string(like));
    std::chrono::minutes sum{0};
    char last_unit = ' ';
    for (auto rest = words; !rest.empty();) {
        int count = 0;
        const auto [end, ec] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        const char unit = rest.empty() ? ' ' : rest[0];
        const bool in_order = unit == 'h' ? last_unit == ' ' : unit == 'm' && last_unit != 'm';
        if (ec != std::errc{} || count < 0 || count > 1440 || !in_order)
            return wrong(words, "is no duration" + std::string(like));
        sum += unit == 'h' ? std::chrono::hours{count} : std::chrono::minutes{count};
        last_unit = unit;
        rest.remove_prefix(1);
    }
    if (sum < std::chrono::minutes{1} || sum > std::chrono::hours{24})
        return wrong(words, "is not from 1m to 24h; write off for never");
    return sum;
}

result<int> to_days(std::string_view words) {
    int days = -1;
    const auto [end, ec] = std::from_chars(words.data(), words.data() + words.size(), days);
    if (ec != std::errc{} || end != words.data() + words.size() || days < 0 || days > 3650)
        return wrong(words, "is not a whole number of days from 0 to 3650");
    return days;
}

result<int> to_connections(std::string_view words) {
    if (words.size() == 1 && words[0] >= '1' && words[0] <= '4') return words[0] - '0';
    return wrong(words, "is not a whole number from 1 to 4");
}

result<bool> to_switch(std::string_view words) {
    static constexpr std::array<std::string_view, 2> names{"on", "off"};
    const auto named = one_of(words, names, "on, off");
    if (!named) return tl::unexpected(named.error());
    return *named == "on";
}

result<std::string> to_path(std::string_view words) {
    const bool is_plain = words.size() > 1 && words.size() <= 200 && words.starts_with('/') &&
                          !words.ends_with('/') &&
                          words.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789-._/"
                          ) == words.npos &&
                          words.find("//") == words.npos && words.find("/.") == words.npos;
    if (!is_plain) return wrong(words, "is no path like /slack/events");
    return std::string(words);
}

result<std::string> to_log_level(std::string_view words) {
    static constexpr std::array<std::string_view, 4> levels{"debug", "info", "warn", "error"};
    return one_of(words, levels, "debug, info, warn, error");
}

result<std::string> to_source_kind(std::string_view words) {
    static constexpr std::array<std::string_view, 1> kinds{"alertmanager"};
    return one_of(words, kinds, "the known kinds (alertmanager)");
}

result<std::string> to_forge(std::string_view words) {
    static constexpr std::array<std::string_view, 3> forges{"none", "github", "gitlab"};
    return one_of(words, forges, "none, github, gitlab");
}

// What git takes as a branch, without what only git would want (git help check-ref-format).
result<std::string> to_branch(std::string_view words) {
    const auto fits = [](char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || c == '/';
    };
    const bool is_odd = words.empty() || words.size() > 100 || !all_fit(words, fits) ||
                        words.front() == '-' || words.front() == '/' || words.front() == '.' ||
                        words.back() == '/' || words.back() == '.' || words.ends_with(".lock") ||
                        words.find("..") != words.npos || words.find("//") != words.npos ||
                        words.find("/.") != words.npos;
    if (is_odd) return wrong(words, "is no name of a branch; write it as in `main` or `docs/rca`");
    return std::string(words);
}

result<std::string> to_repository_folder(std::string_view words) {
    while (words.ends_with('/')) words.remove_suffix(1);
    for (std::size_t at = 0; at <= words.size();) {
        const auto end = std::min(words.find('/', at), words.size());
        const auto part = words.substr(at, end - at);
        if (part.empty() || part == "." || part == ".." || lower_ascii(part) == ".git" ||
            words.size() > 200)
            return wrong(words, "is no path within a repository; write it as in `docs/incidents`");
        at = end + 1;
    }
    return std::string(words);
}

result<std::pair<std::string, std::string>> to_git_author(std::string_view words) {
    const auto open = words.find(" <");
    const auto email = open == words.npos ? "" : words.substr(open + 2);
    const auto name = words.substr(0, open);
    const bool is_right = open != words.npos && !name.empty() && email.size() > 1 &&
                          email.size() < 200 && name.size() < 200 && email.ends_with('>') &&
                          email.find_first_of("<> \t") == email.size() - 1 &&
                          name.find_first_of("<>") == name.npos;
    if (!is_right) return wrong(words, "is no author; write NAME <ADDRESS>");
    return std::pair{std::string(name), std::string(email.substr(0, email.size() - 1))};
}

result<std::string> to_phrase(std::string_view words) {
    if (trim(words).empty()) return fail(errc::invalid, "empty; write a text, or remove the line");
    if (words.size() > 500) return wrong(words, "is longer than 500 bytes");
    return std::string(words);
}

result<std::string> to_severity_name(std::string_view words) {
    const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
    if (words.empty() || words.size() > 20 || !all_fit(words, fits))
        return wrong(words, "is not one word of up to 20 letters, digits, - and _");
    return std::string(words);
}

result<std::string> to_label(std::string_view words) {
    const auto fits = [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; };
    if (words.empty() || words.size() > 40 || !all_fit(words, fits) || !is_lower(words[0]))
        return wrong(
            words,
            "is not one word of up to 40 lower-case letters, digits, - and _ that begins with a "
            "letter"
        );
    return std::string(words);
}

result<std::string> to_catalogue_name(std::string_view words) {
    if (words.empty() || words.size() > 100 || has_blank(words) ||
        words.find_first_of(",=") != words.npos)
        return wrong(words, "is not one word of up to 100 bytes without blank, comma and =");
    return std::string(words);
}

result<std::string> to_team_name(std::string_view words) {
    if (words.size() > 100) return wrong(words, "is longer than the 100 bytes of a team's name");
    return to_phrase(words);
}

result<std::string> to_related(std::string_view words) {
    const auto target = words.substr(0, words.find(' '));
    if (target.empty() || words.size() > 500)
        return wrong(
            words,
            "is no link of up to 500 bytes; write a URL or the name of a note, then perhaps words "
            "for it"
        );
    const bool is_web = target.starts_with("https://") || target.starts_with("http://");
    if (target.find("://") != target.npos && !is_web)
        return wrong(words, "is neither an http nor an https address");
    return std::string(words);
}

result<std::string> to_user(std::string_view words) {
    const auto name = words.starts_with('@') ? words.substr(1) : words;
    if (name.empty() || name.size() > 100 || has_blank(name))
        return wrong(words, "is no user or group; write the name as in chat, @ or not");
    return std::string(name);
}

result<std::string> to_channel(std::string_view words) {
    const auto name = words.starts_with('#') ? words.substr(1) : words;
    if (words == "#" || name.size() > 80 || has_blank(name) || name.find('#') != name.npos)
        return wrong(words, "is no channel; write its name without blanks, # or not");
    return std::string(name);
}

result<std::string> to_channel_prefix(std::string_view words) {
    const auto fits = [](char c) { return is_lower(c) || is_digit(c) || c == '-'; };
    if (words.empty() || words.size() > 20 || !all_fit(words, fits) || words.front() == '-' ||
        words.back() == '-')
        return wrong(
            words, "is not up to 20 lower-case letters, digits and - (not first, not last)"
        );
    return std::string(words);
}

result<std::string> to_emoji(std::string_view words) {
    auto name = words;
    if (name.size() > 2 && name.starts_with(':') && name.ends_with(':'))
        name = name.substr(1, name.size() - 2);
    if (name.empty() || name.size() > 100 || has_blank(name) || name.find(':') != name.npos)
        return wrong(words, "is no emoji; write its name (pushpin) or the character itself");
    return std::string(name);
}

}  // namespace bot
