// What stands where, and what was asked: for tests, when all is over.
#include "tests/emulators/mattermost/core.hpp"

#include <algorithm>

namespace emulator::mattermost {

std::vector<const post*> workspace::sees(std::string_view where, std::string_view who) const {
    const auto* in = core_->find_channel(where);
    const auto* viewer = who.empty() ? nullptr : core_->find_user(who);
    std::vector<const post*> found;
    if (!in) return found;
    for (const auto& each : core_->posts)
        if (each.channel == in->id && each.deleted == 0 &&
            (each.only_to.empty() || !viewer || each.only_to == viewer->id))
            found.push_back(&each);
    std::ranges::stable_sort(found, {}, &post::created);
    return found;
}

std::vector<std::string> workspace::lines(std::string_view where, std::string_view who) const {
    std::vector<std::string> all;
    for (const auto* each : sees(where, who)) {
        auto name = core_->users.at(each->user).name;
        if (each->type.starts_with("system_") && each->only_to.empty()) name = "system";
        if (!each->only_to.empty()) name += " to " + core_->users.at(each->only_to).name + " only";
        all.push_back((each->root.empty() ? "" : "> ") + name + ": " + each->message);
    }
    return all;
}

const channel* workspace::find_channel(std::string_view id_or_name) const {
    return core_->find_channel(id_or_name);
}

const user* workspace::find_user(std::string_view id_or_name) const {
    return core_->find_user(id_or_name);
}

const post* workspace::find_post(std::string_view id) const {
    const auto found = core_->by_id.find(std::string(id));
    return found == core_->by_id.end() ? nullptr : found->second;
}

const file* workspace::find_file(std::string_view id) const {
    const auto found = core_->files.find(id);
    return found == core_->files.end() ? nullptr : &found->second;
}

std::vector<const channel*> workspace::channels() const {
    std::vector<const channel*> all;
    for (const auto& [id, in] : core_->channels) all.push_back(&in);
    return all;
}

std::vector<const dialog*> workspace::dialogs(std::string_view who) const {
    const auto* viewer = who.empty() ? nullptr : core_->find_user(who);
    std::vector<const dialog*> all;
    for (const auto& each : core_->dialogs)
        if (each.open && (!viewer || each.user == viewer->id)) all.push_back(&each);
    return all;
}

const std::vector<called>& workspace::journal() const {
    return core_->journal;
}

std::vector<called> workspace::calls(std::string_view route) const {
    std::vector<called> found;
    for (const auto& each : core_->journal)
        if (each.route == route) found.push_back(each);
    return found;
}

std::vector<std::string> workspace::duplicates(std::string_view prop) const {
    std::map<std::string, int> seen;
    for (const auto& each : core_->posts) {
        if (each.user != core_->bot || each.deleted != 0 || !each.only_to.empty()) continue;
        const auto name = std::string(prop);
        if (prop.empty()) {
            if (!each.pending.empty()) ++seen[each.pending];
        } else if (each.props.contains(name)) {
            const auto& value = each.props[name];
            ++seen[value.is_string() ? value.get<std::string>() : value.dump()];
        }
    }
    std::vector<std::string> twice;
    for (const auto& [key, count] : seen)
        if (count == 2)
            twice.push_back(key + " twice");
        else if (count > 2)
            twice.push_back(key + " " + std::to_string(count) + " times");
    return twice;
}

json workspace::shown(const post& one) const {
    return core_->post_json(one);
}

}  // namespace emulator::mattermost
