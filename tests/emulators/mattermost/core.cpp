#include "tests/emulators/mattermost/core.hpp"

#include <algorithm>

namespace emulator::mattermost {

millis to_millis(moment at) {
    return std::chrono::floor<milliseconds>(at).time_since_epoch().count();
}

std::size_t runes_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
    }));
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

reply answer_for(const refusal& why, std::string request_id) {
    return {
        why.status,
        {{"id", why.id},
         {"message", why.message.empty() ? "The server says no: " + why.id : why.message},
         {"detailed_error", ""},
         {"request_id", std::move(request_id)},
         {"status_code", why.status}},
        {},
    };
}

// Twenty-six of the letters the real one uses; deterministic, and no two look alike.
std::string core::new_id() {
    auto mixed = ++ids_given * 0x9e3779b97f4a7c15u;
    std::string text;
    for (int i = 0; i < 26; ++i) {
        mixed ^= mixed >> 29;
        mixed *= 0xbf58476d1ce4e5b9u;
        text += "ybndrfg8ejkmcpqxot1uwisza345h769"[mixed >> 59];
    }
    return text;
}

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
    if (id_or_name.starts_with('~')) id_or_name.remove_prefix(1);
    for (auto& [id, in] : channels)
        if (in.name == id_or_name) return &in;
    return nullptr;
}

channel* core::find_channel(std::string_view team_id, std::string_view name) {
    for (auto& [id, in] : channels)
        if (in.team == team_id && in.name == name) return &in;
    return nullptr;
}

team* core::find_team(std::string_view id_or_name) {
    if (const auto found = teams.find(id_or_name); found != teams.end()) return &found->second;
    for (auto& [id, of] : teams)
        if (of.name == id_or_name) return &of;
    return nullptr;
}

post* core::find_post(std::string_view id) {
    const auto found = by_id.find(std::string(id));
    return found == by_id.end() || !found->second->only_to.empty() ? nullptr : found->second;
}

bool core::is_member(const channel& in, std::string_view user) const {
    return std::ranges::find(in.members, user) != in.members.end();
}

bool core::in_team(std::string_view team_id, std::string_view user) const {
    const auto found = teams.find(team_id);
    return found != teams.end() && found->second.members.contains(std::string(user));
}

std::string core::new_trigger(std::string_view user, std::string_view channel, moment now) {
    trigger made{std::string(user), new_id(), std::string(channel), to_millis(now)};
    auto id =
        base64(made.client_id + ":" + made.user + ":" + std::to_string(made.made) + ":" + new_id());
    triggers.emplace(id, std::move(made));
    return id;
}

const trigger& core::trigger_of(const std::string& id, moment now) {
    const auto found = triggers.find(id);
    if (found == triggers.end())
        refuse(400, "interactive_message.decode_trigger_id.verify_signature_failed");
    const auto age = milliseconds(to_millis(now) - found->second.made);
    if (age > policy.trigger_lives) refuse(400, "interactive_message.decode_trigger_id.expired");
    return found->second;
}

void core::tell(event what) {
    if (tell_hub) tell_hub(what);
}

}  // namespace emulator::mattermost
