#include "tests/emulators/slack/core.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace emulator::slack {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::string_view digits = "0123456789";

}  // namespace

std::string ts_of(moment at) {
    const auto micros = at.time_since_epoch().count();
    std::array<char, 40> text{};
    std::snprintf(
        text.data(),
        text.size(),
        "%010lld.%06lld",
        static_cast<long long>(micros / 1'000'000),
        static_cast<long long>(micros % 1'000'000)
    );
    return text.data();
}

bool is_ts(std::string_view text) {
    const auto dot = text.find('.');
    const auto all_digits = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of(digits) == part.npos;
    };
    if (dot == text.npos) return all_digits(text) && text.size() <= 12;
    return all_digits(text.substr(0, dot)) && all_digits(text.substr(dot + 1)) && dot <= 12 &&
           text.size() - dot - 1 <= 6;
}

moment moment_of(std::string_view ts) {
    const auto dot = std::min(ts.find('.'), ts.size());
    auto fraction = std::string(ts.substr(std::min(dot + 1, ts.size())));
    fraction.resize(6, '0');
    return moment(
        std::chrono::seconds(std::stoll(std::string(ts.substr(0, dot)))) +
        microseconds(std::stoll(fraction))
    );
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t three = 0;
        for (std::size_t i = 0; i < 3; ++i)
            three = three << 8 |
                    (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            text += at + i > bytes.size() ? '=' : letters[three >> (18 - 6 * i) & 63];
    }
    return text;
}

std::vector<std::string> split_list(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        auto part = text.substr(0, end);
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        if (!part.empty()) parts.emplace_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::string joined(const std::set<std::string>& from, std::string_view separator) {
    std::string text;
    for (const auto& each : from) text += (text.empty() ? "" : std::string(separator)) + each;
    return text;
}

// --- ids and time ---

std::int64_t core::count(std::string_view what) {
    const auto found = counters.find(what);
    if (found != counters.end()) return ++found->second;
    counters.emplace(what, 1);
    return 1;
}

std::string core::new_id(std::string_view prefix) {
    auto number = std::to_string(count(prefix));
    if (number.size() < 8) number.insert(0, 8 - number.size(), '0');
    return std::string(prefix) + number;
}

// Deterministic, but no prefix of one is another: a client that cuts them is found out.
std::string core::new_secret(std::string_view prefix) {
    auto mixed = static_cast<std::uint64_t>(count("secret")) * 0x9e3779b97f4a7c15u;
    std::string text(prefix);
    for (int i = 0; i < 20; ++i) {
        mixed ^= mixed >> 29;
        mixed *= 0xbf58476d1ce4e5b9u;
        text += "abcdefghijklmnopqrstuvwxyzABCDEF"[mixed >> 59];
    }
    return text;
}

std::string core::next_ts(channel& in, moment now) {
    auto at = std::max(now, in.last + microseconds(100));
    in.last = at;
    return ts_of(at);
}

std::string core::new_trigger(std::string_view user, moment now, std::string_view view) {
    auto id = std::to_string(count("trigger")) + "." + team.substr(1) + "." + new_secret("");
    triggers.emplace(id, trigger{std::string(user), now, false, std::string(view)});
    return id;
}

std::string core::new_response_url(response_url to, std::string_view kind) {
    auto url = policy.hooks_base + "/" + std::string(kind) + "/" + team + "/" +
               std::to_string(count("hook")) + "/" + new_secret("");
    response_urls.emplace(url, std::move(to));
    return url;
}

void core::pass_time(moment now) {
    auto due = std::vector<scheduled>{};
    std::erase_if(waiting, [&](const scheduled& each) {
        if (each.at <= now) due.push_back(each);
        return each.at <= now;
    });
    for (auto& each : due)
        if (auto* in = find_channel(each.channel); in && !in->archived)
            put(*in, std::move(each.content), each.at);
}

// --- looking ---

user* core::find_user(std::string_view id_or_name) {
    if (const auto found = users.find(id_or_name); found != users.end()) return &found->second;
    if (id_or_name.starts_with('@')) id_or_name.remove_prefix(1);
    for (auto& [id, who] : users)
        if (who.name == id_or_name) return &who;
    return nullptr;
}

channel* core::find_channel(std::string_view id_or_name) {
    if (const auto found = channels.find(id_or_name); found != channels.end())
        return &found->second;
    if (id_or_name.starts_with('#')) id_or_name.remove_prefix(1);
    if (id_or_name.empty()) return nullptr;
    for (auto& [id, in] : channels)
        if (in.name == id_or_name) return &in;
    return nullptr;
}

message* core::find_message(channel& in, std::string_view ts) {
    const auto found = in.messages.find(std::string(ts));
    return found == in.messages.end() ? nullptr : &found->second;
}

bool core::kept(const message& m, moment now) const {
    return policy.retention.count() == 0 || moment_of(m.ts) >= now - policy.retention;
}

bool core::is_member(const channel& in, std::string_view user) const {
    return std::find(in.members.begin(), in.members.end(), user) != in.members.end();
}

bool core::is_ours(const message& m) const {
    return m.bot_id == bot && !bot.empty();
}

const channel* core::direct_of(std::string_view user) const {
    for (const auto& [id, in] : channels)
        if (in.is == channel::kind::direct && is_member(in, user) && is_member(in, bot_user))
            return &in;
    return nullptr;
}

channel& core::direct_with(std::string_view user, moment now) {
    if (const auto* found = direct_of(user)) return channels.at(found->id);
    channel made;
    made.is = channel::kind::direct;
    made.id = new_id("D");
    made.created = now;
    made.creator = user;
    made.members = {std::string(user), bot_user};
    return channels.emplace(made.id, made).first->second;
}

std::string core::permalink(const channel& in, const message& m) const {
    auto compact = m.ts;
    std::erase(compact, '.');
    auto url = policy.team_base + "/archives/" + in.id + "/p" + compact;
    if (!m.thread_ts.empty() && m.thread_ts != m.ts)
        url += "?thread_ts=" + m.thread_ts + "&cid=" + in.id;
    return url;
}

}  // namespace emulator::slack
