#include "tests/wire_mattermost/incident_script.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::mattermost::test {
namespace {

constexpr std::int64_t incident_number = 1;

// Until the room is there, without waiting for what else follows from the step before.
std::string room_of(world& w) {
    std::string channel;
    w.run_until(
        [&] {
            const auto all = w.space.channels();
            const auto found = std::ranges::find_if(all, [](const auto* each) {
                return each->name == "inc-1-disk-full-in-checkout";
            });
            if (found != all.end()) channel = (*found)->id;
            return !channel.empty();
        },
        "the room"
    );
    w.run_until([&] { return w.channel_of(incident_number) == channel; }, "the room to be known");
    return channel;
}

step command(std::string who, std::string text) {
    return [=](world& w) {
        const auto room = room_of(w);
        w.run_until(
            [&] {
                const auto& in = w.space.find_channel(room)->members;
                return std::ranges::count(in, w.space.find_user(who)->id) == 1;
            },
            who + " in the room"
        );
        w.command(who, room, "/incident " + text);
    };
}

step press(std::string who, std::string button) {
    return [=](world& w) {
        const auto room = room_of(w);
        const auto has_button = [&] {
            const auto* card = w.card(room);
            return card && card->props.dump().find("\"" + button + "\"") != std::string::npos;
        };
        w.run_until(has_button, "the button " + button);
        w.presses(who, room, button);
    };
}

step submit(std::string who, nlohmann::json values) {
    return [=](world& w) { w.submits(who, values); };
}

const post* word_of(world& w, const std::string& who) {
    for (const auto* each : w.space.sees(room_of(w)))
        if (each->user == who && each->type.empty()) return each;
    return nullptr;
}

}  // namespace

const std::vector<step>& incident_steps() {
    static const std::vector<step> all = {
        [](world& w) { w.command("ana", w.ops, "/incident declare P1 Disk full in checkout"); },
        press("ana", "Take lead"),
        [](world& w) {
            const auto room = room_of(w);
            w.joins("ben", room);
            w.says("ben", room, "the log partition is at 100 %");
            w.until_heard();
        },
        [](world& w) {
            w.space.reacts("ana", word_of(w, w.ben)->id, "pushpin", w.moment());
            w.until_heard();
        },
        press("ana", "Investigating"),
        command("ana", "identified at 08:55 the dumps were never deleted"),
        command("ben", "note deleting the dumps"),
        command("ana", "update We are deleting old dumps"),
        command("ana", "mitigated"),
        command("ana", "severity P2 half of it is free"),
        command("ana", "action add P1 Delete dumps after a week owner=ben"),
        command("ana", "recovered"),
        press("ana", "Resolve"),
        submit("ana", {{"What happened, in short?", "The dumps filled the disk"}}),
        // Published by now: two that wait are one.
        [](world& w) { w.settle(); },
        command("ana", "rca publish"),
    };
    return all;
}

std::vector<std::string> seen_in_the_end(world& w) {
    const auto room = w.channel_of(incident_number);
    // Whose word came first when several spoke at once is not ours to say.
    auto all = w.lines(room);
    std::ranges::stable_partition(all, [](const auto& line) { return line.starts_with("scribe"); });
    const auto told = w.lines(w.incidents);
    all.insert(all.end(), told.begin(), told.end());
    const auto& channel = *w.space.find_channel(room);
    all.push_back("name: " + channel.name);
    all.push_back("header: " + channel.header);
    all.push_back("members: " + std::to_string(channel.members.size()));
    const auto posts = w.space.sees(room);
    all.push_back("pins: " + std::to_string(std::ranges::count_if(posts, &post::pinned)));
    all.push_back("channels: " + std::to_string(w.space.channels().size()));
    const auto* file = w.file_in(room);
    all.push_back(file ? file->bytes : "no file");
    for (const auto& row : w.about(incident_number).rows)
        all.push_back((row.visible() ? "row: " : "row that is gone: ") + row.text);
    return all;
}

}  // namespace bot::mattermost::test
