// Pins, reactions, bookmarks.
#include "tests/emulators/slack/api.hpp"

#include <algorithm>
#include <array>

namespace emulator::slack {
namespace {

constexpr std::size_t most_pins = 100, most_bookmarks = 100, most_reactions = 50,
                      most_reactions_each = 23;

// --- pins ---

auto pin_of(call& c) {
    return std::find_if(c.where->pins.begin(), c.where->pins.end(), [&](const pin& p) {
        return p.ts == c.what->ts;
    });
}

json add_pin(call& c) {
    if (pin_of(c) != c.where->pins.end()) return no("already_pinned");
    if (c.where->pins.size() >= most_pins) return no("too_many_pins");
    c.in.pin_it(*c.where, *c.what, c.in.bot_user, c.now);
    return yes();
}

json remove_pin(call& c) {
    if (pin_of(c) == c.where->pins.end()) return no("no_pin");
    c.in.unpin_it(*c.where, c.what->ts, c.in.bot_user, c.now);
    return yes();
}

json list_pins(call& c) {
    auto items = json::array();
    for (auto each = c.where->pins.rbegin(); each != c.where->pins.rend(); ++each) {
        const auto* m = c.in.find_message(*c.where, each->ts);
        if (!m || !c.in.kept(*m, c.now)) continue;
        auto shown = c.in.message_json(*c.where, *m, false);
        shown["permalink"] = c.in.permalink(*c.where, *m);
        items.push_back(
            {{"type", "message"},
             {"channel", c.where->id},
             {"created", each->at.time_since_epoch().count() / 1'000'000},
             {"created_by", each->user},
             {"message", std::move(shown)}}
        );
    }
    return yes({{"items", std::move(items)}});
}

// --- reactions ---

bool good_emoji(std::string_view name) {
    return !name.empty() &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_+-:'") == name.npos &&
           !name.starts_with(':') && !name.ends_with(':');
}

std::string_view good_reaction(call& c) {
    return good_emoji(c.text("name")) ? "" : "invalid_name";
}

const reaction* reaction_of(const call& c) {
    for (const auto& each : c.what->reactions)
        if (each.name == c.text("name")) return &each;
    return nullptr;
}

bool reacted(const reaction& each, const std::string& user) {
    return std::find(each.users.begin(), each.users.end(), user) != each.users.end();
}

json add_reaction(call& c) {
    const auto* there = reaction_of(c);
    if (there && reacted(*there, c.in.bot_user)) return no("already_reacted");
    const auto ours = std::count_if(
        c.what->reactions.begin(),
        c.what->reactions.end(),
        [&](const reaction& each) { return reacted(each, c.in.bot_user); }
    );
    if (!there && c.what->reactions.size() >= most_reactions) return no("too_many_emoji");
    if (static_cast<std::size_t>(ours) >= most_reactions_each) return no("too_many_reactions");
    c.in.react(*c.where, *c.what, c.in.bot_user, c.text("name"), c.now);
    return yes();
}

json remove_reaction(call& c) {
    const auto* there = reaction_of(c);
    if (!there || !reacted(*there, c.in.bot_user)) return no("no_reaction");
    c.in.unreact(*c.where, *c.what, c.in.bot_user, c.text("name"), c.now);
    return yes();
}

// Without `full` long lists of people are cut.
json get_reactions(call& c) {
    auto shown = c.in.message_json(*c.where, *c.what, false);
    shown["permalink"] = c.in.permalink(*c.where, *c.what);
    if (!c.flag("full") && shown.contains("reactions"))
        for (auto& each : shown["reactions"])
            if (each["users"].size() > 50)
                each["users"].erase(each["users"].begin() + 50, each["users"].end());
    return yes({{"type", "message"}, {"channel", c.where->id}, {"message", std::move(shown)}});
}

// --- bookmarks ---

json bookmark_json(const channel& in, const bookmark& b) {
    return {
        {"id", b.id},
        {"channel_id", in.id},
        {"title", b.title},
        {"link", b.link},
        {"emoji", b.emoji},
        {"type", "link"},
        {"date_created", b.at.time_since_epoch().count() / 1'000'000},
        {"rank", "a"}};
}

json add_bookmark(call& c) {
    if (c.text("type") != "link") return no("invalid_bookmark_type");
    const auto link = c.text("link");
    if (!link.starts_with("https://") && !link.starts_with("http://")) return no("invalid_link");
    const auto emoji = c.text("emoji");
    if (!emoji.empty() && !(emoji.size() > 2 && emoji.starts_with(':') && emoji.ends_with(':')))
        return no("invalid_emoji");
    if (c.where->bookmarks.size() >= most_bookmarks) return no("too_many_bookmarks");
    c.where->bookmarks.push_back({c.in.new_id("Bk"), c.text("title"), link, emoji, c.now});
    return yes({{"bookmark", bookmark_json(*c.where, c.where->bookmarks.back())}});
}

json list_bookmarks(call& c) {
    auto list = json::array();
    for (const auto& each : c.where->bookmarks) list.push_back(bookmark_json(*c.where, each));
    return yes({{"bookmarks", std::move(list)}});
}

}  // namespace

std::vector<method> mark_methods() {
    return {
        {"pins.add",
         tier::two,
         "pins:write",
         "channel timestamp",
         {seen_channel, joined_channel, not_archived, known_message},
         add_pin},
        {"pins.remove",
         tier::two,
         "pins:write",
         "channel timestamp",
         {seen_channel, joined_channel, not_archived, known_message},
         remove_pin},
        {"pins.list", tier::two, "pins:read", "channel", {seen_channel, joined_channel}, list_pins},
        {"reactions.add",
         tier::three,
         "reactions:write",
         "channel timestamp name",
         {seen_channel, joined_channel, not_archived, good_reaction, known_message},
         add_reaction},
        {"reactions.remove",
         tier::two,
         "reactions:write",
         "channel timestamp name",
         {seen_channel, joined_channel, not_archived, good_reaction, known_message},
         remove_reaction},
        {"reactions.get",
         tier::three,
         "reactions:read",
         "channel timestamp",
         {seen_channel, joined_channel, known_message},
         get_reactions},
        {"bookmarks.add",
         tier::two,
         "bookmarks:write",
         "channel_id title type link",
         {seen_channel, joined_channel, not_archived},
         add_bookmark},
        {"bookmarks.list",
         tier::three,
         "bookmarks:read",
         "channel_id",
         {seen_channel, joined_channel},
         list_bookmarks},
    };
}

}  // namespace emulator::slack
