#include "tests/emulators/slack/block_kit.hpp"
#include "tests/emulators/slack/core.hpp"

#include <algorithm>

namespace emulator::slack {
namespace {

std::string author(const core& in, const message& m) {
    const auto who = in.users.find(m.user);
    const bool is_app = !m.bot_id.empty();
    auto name = !m.username.empty()     ? m.username
                : who != in.users.end() ? who->second.name
                : m.bot_id == in.bot    ? in.users.at(in.bot_user).name
                                        : m.bot_id + m.user;
    return is_app ? name + " (app)" : name;
}

// A token as it is read; what it alerts is noted.
std::string read_token(const core& in, std::string_view token, std::vector<std::string>& pings) {
    const auto bar = std::min(token.find('|'), token.size());
    const auto target = token.substr(0, bar);
    const auto label = token.substr(std::min(bar + 1, token.size()));
    if (target.starts_with('#')) {
        const auto where = in.channels.find(target.substr(1));
        return "#" + (where == in.channels.end() ? std::string(label) : where->second.name);
    }
    if (target.starts_with("!date^")) return std::string(label);
    if (target.starts_with('@') || target.starts_with('!')) {
        const auto who = in.users.find(target.substr(1));
        const auto group =
            in.usergroups.find(target.substr(std::min<std::size_t>(9, target.size())));
        const auto name = who != in.users.end()          ? who->second.name
                          : group != in.usergroups.end() ? group->second.handle
                                                         : std::string(target.substr(1));
        pings.push_back("@" + name);
        return "@" + name;
    }
    return std::string(label.empty() ? target : label);
}

shown seen_message(const core& in, const channel& where, const message& m) {
    shown out;
    out.ts = m.ts;
    out.thread_ts = m.thread_ts;
    out.who = author(in, m);
    out.text = m.text;
    out.reads = reading_of_message(m.text, m.blocks, m.attachments, [&](std::string_view token) {
        return read_token(in, token, out.pings);
    });
    out.subtype = m.subtype;
    out.blocks = m.blocks;
    out.attachments = m.attachments;
    out.metadata = m.metadata;
    for (const auto& id : m.files) out.files.push_back(in.files.at(id).name);
    out.reactions = m.reactions;
    out.edited = m.edited.has_value();
    out.pinned = std::any_of(where.pins.begin(), where.pins.end(), [&](const pin& p) {
        return p.ts == m.ts;
    });
    return out;
}

shown seen_whisper(const core& in, const whisper& w) {
    shown out;
    out.ts = w.ts;
    out.thread_ts = w.thread_ts;
    out.who = in.users.at(in.bot_user).name + " (app)";
    out.only_to = in.users.at(w.to).name;
    out.text = w.text;
    out.blocks = w.blocks;
    out.reads = reading_of_message(w.text, w.blocks, json::array(), [&](std::string_view token) {
        return read_token(in, token, out.pings);
    });
    return out;
}

}  // namespace

std::vector<shown> workspace::sees(std::string_view channel, std::string_view user) const {
    std::vector<shown> all;
    const auto* where = core_->find_channel(channel);
    if (!where) return all;
    const auto* who = core_->find_user(user);
    for (const auto& [ts, m] : where->messages) all.push_back(seen_message(*core_, *where, m));
    for (const auto& each : where->whispers)
        if (user.empty() || (who && each.to == who->id)) all.push_back(seen_whisper(*core_, each));
    std::sort(all.begin(), all.end(), [](const shown& a, const shown& b) { return a.ts < b.ts; });
    return all;
}

std::vector<std::string> workspace::lines(std::string_view channel, std::string_view user) const {
    std::vector<std::string> all;
    for (const auto& each : sees(channel, user)) {
        auto line = each.who + (each.only_to.empty() ? "" : " to " + each.only_to + " only");
        line += ": " + each.reads;
        for (const auto& name : each.files) line += " [" + name + "]";
        all.push_back(std::move(line));
    }
    return all;
}

const channel* workspace::find_channel(std::string_view id_or_name) const {
    return core_->find_channel(id_or_name);
}

const user* workspace::find_user(std::string_view id_or_name) const {
    return core_->find_user(id_or_name);
}

const message* workspace::find_message(std::string_view channel, std::string_view ts) const {
    auto* where = core_->find_channel(channel);
    return where ? core_->find_message(*where, ts) : nullptr;
}

std::string workspace::direct(std::string_view user) const {
    const auto* who = core_->find_user(user);
    const auto* where = who ? core_->direct_of(who->id) : nullptr;
    return where ? where->id : "";
}

// Ids count up, so this is the order they were opened in.
std::vector<const view*> workspace::modals(std::string_view user) const {
    std::vector<const view*> all;
    const auto* who = core_->find_user(user);
    for (const auto& [id, each] : core_->views)
        if (each.open && !each.home && (user.empty() || (who && each.user == who->id)))
            all.push_back(&each);
    return all;
}

const view* workspace::home(std::string_view user) const {
    const auto* who = core_->find_user(user);
    for (const auto& [id, each] : core_->views)
        if (each.home && who && each.user == who->id) return &each;
    return nullptr;
}

const view* workspace::find_view(std::string_view id) const {
    const auto found = core_->views.find(id);
    return found == core_->views.end() ? nullptr : &found->second;
}

const file* workspace::find_file(std::string_view id) const {
    const auto found = core_->files.find(id);
    return found == core_->files.end() ? nullptr : &found->second;
}

const canvas* workspace::find_canvas(std::string_view id) const {
    const auto found = core_->canvases.find(id);
    return found == core_->canvases.end() ? nullptr : &found->second;
}

std::vector<const channel*> workspace::channels() const {
    std::vector<const channel*> all;
    for (const auto& [id, each] : core_->channels) all.push_back(&each);
    return all;
}

const std::vector<called>& workspace::journal() const {
    return core_->journal;
}

std::vector<called> workspace::calls(std::string_view method, std::string_view channel) const {
    std::vector<called> some;
    for (const auto& each : core_->journal)
        if (each.method == method && (channel.empty() || each.channel() == channel))
            some.push_back(each);
    return some;
}

std::vector<std::string> workspace::duplicates() const {
    std::map<std::string, int> times;
    for (const auto& [id, where] : core_->channels)
        for (const auto& [ts, m] : where.messages)
            if (!m.metadata.is_null() && core_->is_ours(m)) ++times[id + ": " + m.metadata.dump()];
    std::vector<std::string> all;
    for (const auto& [what, number] : times)
        if (number > 1) all.push_back(what + " " + std::to_string(number) + " times");
    return all;
}

}  // namespace emulator::slack
