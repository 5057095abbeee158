#include "tests/emulators/slack/api.hpp"
#include "tests/emulators/slack/block_kit.hpp"

#include <algorithm>

namespace emulator::slack {
namespace {

constexpr std::size_t largest_view = 250'000, most_stacked = 3;

std::string_view good_view(call& c) {
    auto view = c.tree("view");
    if (!view.is_object()) return "invalid_arguments";
    if (view.dump().size() > largest_view) return "view_too_large";
    c.faults = faults_of_view(view);
    if (!c.faults.empty()) return "invalid_arguments";
    c.said["view"] = std::move(view);
    return {};
}

std::string_view modal(call& c) {
    return c.said["view"]["type"] == "modal" ? "" : "invalid_arguments";
}

std::string_view home_view(call& c) {
    return c.said["view"]["type"] == "home" ? "" : "invalid_arguments";
}

// Slack wants one external_id in a workspace.
std::string_view free_external_id(call& c) {
    const auto id = text_at(c.said["view"], "external_id");
    if (id.empty()) return {};
    for (const auto& [key, each] : c.in.views)
        if (each.open && each.external_id == id && &each != c.seen) return "duplicate_external_id";
    return {};
}

std::string_view good_trigger(call& c) {
    const auto found = c.in.triggers.find(c.text("trigger_id"));
    if (found == c.in.triggers.end()) return "invalid_trigger_id";
    auto& trigger = found->second;
    if (trigger.used) return "exchanged_trigger_id";
    if (c.now - trigger.issued > c.in.policy.trigger_lives) return "expired_trigger_id";
    trigger.used = true;
    return {};
}

const trigger& trigger_of(const call& c) {
    return c.in.triggers.find(c.text("trigger_id"))->second;
}

json shown(call& c, const view& v) {
    return yes({{"view", c.in.view_json(v)}});
}

json open(call& c) {
    return shown(c, c.in.open_view(trigger_of(c).user, c.said["view"], "", c.now));
}

json push(call& c) {
    const auto below = c.in.views.find(trigger_of(c).view);
    if (below == c.in.views.end() || !below->second.open) return no("invalid_trigger_id");
    const auto root = below->second.root;
    const auto stacked = std::count_if(c.in.views.begin(), c.in.views.end(), [&](const auto& each) {
        return each.second.root == root && each.second.open;
    });
    if (static_cast<std::size_t>(stacked) >= most_stacked) return no("push_limit_reached");
    return shown(c, c.in.open_view(trigger_of(c).user, c.said["view"], below->first, c.now));
}

std::string_view known_view(call& c) {
    for (auto& [id, each] : c.in.views)
        if (each.open &&
            (c.has("view_id") ? id == c.text("view_id")
                              : c.has("external_id") && each.external_id == c.text("external_id")))
            c.seen = &each;
    return c.seen ? "" : "not_found";
}

std::string_view same_hash(call& c) {
    return c.seen && c.has("hash") && c.text("hash") != c.seen->hash ? "hash_conflict" : "";
}

json update(call& c) {
    c.in.replace_view(*c.seen, c.said["view"], c.now);
    return shown(c, *c.seen);
}

std::string_view home_enabled(call& c) {
    return c.in.policy.home_tab ? "" : "not_enabled";
}

std::string_view home_of(call& c) {
    for (auto& [id, each] : c.in.views)
        if (each.home && each.user == c.whom->id) c.seen = &each;
    return {};
}

json publish(call& c) {
    if (!c.seen) return shown(c, c.in.open_view(c.whom->id, c.said["view"], "", c.now));
    return update(c);
}

}  // namespace

std::vector<method> view_methods() {
    return {
        {"views.open",
         tier::four,
         "",
         "trigger_id view",
         {good_view, modal, free_external_id, good_trigger},
         open},
        {"views.push",
         tier::four,
         "",
         "trigger_id view",
         {good_view, modal, free_external_id, good_trigger},
         push},
        {"views.update",
         tier::four,
         "",
         "view",
         {good_view, known_view, free_external_id, same_hash},
         update},
        {"views.publish",
         tier::four,
         "",
         "user_id view",
         {good_view, home_view, home_enabled, known_user, home_of, same_hash},
         publish},
    };
}

}  // namespace emulator::slack
