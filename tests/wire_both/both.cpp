#include "tests/wire_both/both.hpp"

#include <algorithm>
#include <iterator>

namespace bot::test {
namespace {

bool is_said_by_people(std::string_view who, std::string_view words) {
    return who == "ana" || who == "ben" || who == "dana" || words.find("(Slack): ") != words.npos ||
           words.find("(Mattermost): ") != words.npos;
}

std::string without_stars(std::string words) {
    std::erase(words, '*');  // the name is bold
    return words;
}

world_options of_slack() {
    world_options made;
    made.change = [](configuration& config) {
        config.incident.follow_on = {std::string(mattermost::platform)};
    };
    return made;
}

}  // namespace

both::both(const both_options& options)
    : two_sides(options.on_disk), slack(*this, of_slack()), matter(*this, {}) {
    start();
    set_clock(options.at);
    slack_room = slack.declare(options.declared_by, options.title);
    settle();
    matter_room = channel_of(1, mattermost::platform);
    slack.joins("ben", slack_room);
    matter.joins("dana", matter_room);
    matter.joins("ben", matter_room);
    settle();
}

both::~both() {
    matter.mattermost->restart();
    cut();
}

std::string both::slack_says(std::string_view who, std::string_view text) {
    auto ts = slack.says(who, slack_room, text);
    // Two sockets keep no order; who speaks again takes longer than an ack.
    slack.until_acked();
    return ts;
}

std::string both::matter_says(std::string_view who, std::string_view text) {
    return matter.says(who, matter_room, text);
}

std::vector<std::string> both::in_slack() const {
    std::vector<std::string> all;
    for (const auto& each : slack.space.sees(slack_room))
        if (each.only_to.empty() && each.subtype.empty() && is_said_by_people(each.who, each.reads))
            all.push_back(without_stars(each.reads));
    return all;
}

std::vector<std::string> both::in_matter() const {
    std::vector<std::string> all;
    for (const auto* each : matter.space.sees(matter_room)) {
        const auto& who = matter.space.find_user(each->user)->name;
        const bool is_told = each->only_to.empty() && !each->type.starts_with("system_");
        if (is_told && is_said_by_people(who, each->message))
            all.push_back(without_stars(each->message));
    }
    return all;
}

std::optional<shown> both::find_in_slack(std::string_view words) const {
    for (const auto& each : slack.space.sees(slack_room))
        if (without_stars(each.reads).find(words) != std::string::npos) return each;
    return std::nullopt;
}

const mattermost::test::post* both::find_in_matter(std::string_view words) const {
    for (const auto* each : matter.space.sees(matter_room))
        if (without_stars(each->message).find(words) != std::string::npos) return each;
    return nullptr;
}

std::vector<std::string> both::doubled() const {
    auto all = slack.space.duplicates();
    std::ranges::move(matter.space.duplicates(), std::back_inserter(all));
    return all;
}

}  // namespace bot::test
