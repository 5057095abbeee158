// What people do, and who they are.
#include "tests/emulators/slack/control.hpp"

namespace emulator::slack {

namespace {

std::string text(const json& given, const char* name) {
    return given.at(name).get<std::string>();
}

channel::kind kind_in(const json& given) {
    return given.value("private", false) ? channel::kind::closed : channel::kind::open;
}

json done() {
    return json::object();
}

json add_user(server&, workspace& space, const json& in) {
    user who;
    who.name = text(in, "name");
    who.real_name = in.value("real_name", who.name);
    who.display_name = in.value("display_name", who.name);
    who.email = in.value("email", who.name + "@acme.example");
    return {{"id", space.add_user(std::move(who))}};
}

json add_channel(server&, workspace& space, const json& in) {
    const auto id = space.add_channel(text(in, "name"), kind_in(in));
    for (const auto& member : in.value("members", json::array()))
        space.let_in(id, member.get<std::string>());
    return {{"id", id}};
}

json let_in(server&, workspace& space, const json& in) {
    space.let_in(text(in, "channel"), text(in, "user"));
    return done();
}

json subscribe(server&, workspace& space, const json& in) {
    auto& all = space.subscriptions();
    all.clear();
    for (const auto& event : in.at("events")) all.insert(event.get<std::string>());
    return done();
}

json says(server& at, workspace& space, const json& in) {
    return {{"ts", space.says(text(in, "user"), text(in, "channel"), text(in, "text"), at.now())}};
}

json replies(server& at, workspace& space, const json& in) {
    const auto ts = space.replies(
        text(in, "user"),
        text(in, "channel"),
        text(in, "thread_ts"),
        text(in, "text"),
        at.now(),
        in.value("broadcast", false)
    );
    return {{"ts", ts}};
}

json edits(server& at, workspace& space, const json& in) {
    space.edits(text(in, "user"), text(in, "channel"), text(in, "ts"), text(in, "text"), at.now());
    return done();
}

json deletes(server& at, workspace& space, const json& in) {
    space.deletes(text(in, "user"), text(in, "channel"), text(in, "ts"), at.now());
    return done();
}

json reacts(server& at, workspace& space, const json& in) {
    space.reacts(text(in, "user"), text(in, "channel"), text(in, "ts"), text(in, "name"), at.now());
    return done();
}

json unreacts(server& at, workspace& space, const json& in) {
    space.unreacts(
        text(in, "user"), text(in, "channel"), text(in, "ts"), text(in, "name"), at.now()
    );
    return done();
}

json pins(server& at, workspace& space, const json& in) {
    space.pins(text(in, "user"), text(in, "channel"), text(in, "ts"), at.now());
    return done();
}

json unpins(server& at, workspace& space, const json& in) {
    space.unpins(text(in, "user"), text(in, "channel"), text(in, "ts"), at.now());
    return done();
}

json shares_file(server& at, workspace& space, const json& in) {
    const auto ts = space.shares_file(
        text(in, "user"),
        text(in, "channel"),
        text(in, "name"),
        in.value("mimetype", "text/plain"),
        text(in, "bytes"),
        in.value("comment", ""),
        at.now()
    );
    return {{"ts", ts}};
}

json joins(server& at, workspace& space, const json& in) {
    space.joins(text(in, "user"), text(in, "channel"), at.now());
    return done();
}

json leaves(server& at, workspace& space, const json& in) {
    space.leaves(text(in, "user"), text(in, "channel"), at.now());
    return done();
}

json invites(server& at, workspace& space, const json& in) {
    space.invites(text(in, "user"), text(in, "channel"), text(in, "whom"), at.now());
    return done();
}

json archives(server& at, workspace& space, const json& in) {
    space.archives(text(in, "user"), text(in, "channel"), at.now());
    return done();
}

json renames(server& at, workspace& space, const json& in) {
    space.renames(text(in, "user"), text(in, "channel"), text(in, "name"), at.now());
    return done();
}

json runs_command(server& at, workspace& space, const json& in) {
    const auto id =
        space.runs_command(text(in, "user"), text(in, "channel"), text(in, "line"), at.now());
    return {{"emitted", id}};
}

json presses(server& at, workspace& space, const json& in) {
    const auto who = text(in, "user"), button = text(in, "button");
    const auto id = in.contains("view")
                        ? space.presses_in_view(who, text(in, "view"), button, at.now())
                        : space.presses(who, text(in, "channel"), text(in, "ts"), button, at.now());
    return {{"emitted", id}};
}

json submits(server& at, workspace& space, const json& in) {
    const auto id = space.submits(
        text(in, "user"), text(in, "view"), in.value("values", json::object()), at.now()
    );
    return {{"emitted", id}};
}

json closes(server& at, workspace& space, const json& in) {
    return {{"emitted", space.closes(text(in, "user"), text(in, "view"), at.now())}};
}

json uses_message_menu(server& at, workspace& space, const json& in) {
    const auto id = space.uses_message_menu(
        text(in, "user"), text(in, "channel"), text(in, "ts"), text(in, "callback_id"), at.now()
    );
    return {{"emitted", id}};
}

json uses_shortcut(server& at, workspace& space, const json& in) {
    return {{"emitted", space.uses_shortcut(text(in, "user"), text(in, "callback_id"), at.now())}};
}

json opens_home(server& at, workspace& space, const json& in) {
    space.opens_home(text(in, "user"), at.now());
    return done();
}

constexpr row_of_control verbs[] = {
    {"add_user", "name real_name[] display_name[] email[] -> id", add_user},
    {"add_channel", "name private[] members[] -> id", add_channel},
    {"let_in", "channel user", let_in},
    {"subscribe", "events", subscribe},
    {"says", "user channel text -> ts", says},
    {"replies", "user channel thread_ts text broadcast[] -> ts", replies},
    {"edits", "user channel ts text", edits},
    {"deletes", "user channel ts", deletes},
    {"reacts", "user channel ts name", reacts},
    {"unreacts", "user channel ts name", unreacts},
    {"pins", "user channel ts", pins},
    {"unpins", "user channel ts", unpins},
    {"shares_file", "user channel name mimetype[] bytes comment[] -> ts", shares_file},
    {"joins", "user channel", joins},
    {"leaves", "user channel", leaves},
    {"invites", "user channel whom", invites},
    {"archives", "user channel", archives},
    {"renames", "user channel name", renames},
    {"runs_command", "user channel line -> emitted", runs_command},
    {"presses", "user button, and channel ts or view -> emitted", presses},
    {"submits", "user view values[] -> emitted", submits},
    {"closes", "user view -> emitted", closes},
    {"uses_message_menu", "user channel ts callback_id -> emitted", uses_message_menu},
    {"uses_shortcut", "user callback_id -> emitted", uses_shortcut},
    {"opens_home", "user", opens_home},
};

}  // namespace

std::span<const row_of_control> people_verbs() {
    return verbs;
}

}  // namespace emulator::slack
