#include "bot/store/documents.hpp"

#include "bot/store/event_fields.hpp"
#include "bot/store/json_reader.hpp"
#include "bot/store/json_writer.hpp"

#include <array>
#include <utility>

namespace bot {

static constexpr std::array<std::string_view, 3> address_names{"room", "channel", "person"};
static constexpr std::array<std::string_view, 9> wish_names{
    "open_room",
    "post",
    "show_card",
    "set_topic",
    "invite",
    "react_back",
    "publish_rca",
    "pin_link",
    "show_copy"};
static constexpr std::array<std::string_view, 3> lifecycle_names{"none", "open", "resolved"};

static const auto& alternative_names(const address&) {
    static_assert(address_names.size() == std::variant_size_v<address>);
    return address_names;
}
static const auto& alternative_names(const wish&) {
    static_assert(wish_names.size() == std::variant_size_v<wish>);
    return wish_names;
}

template <class A>
void fields(A& a, either<to_incident_room> auto& to) {
    a.may("channel", to.channel);
}
template <class A>
void fields(A& a, either<to_channel> auto& to) {
    a.must("name", to.name);
}
template <class A>
void fields(A& a, either<to_person> auto& to) {
    a.must("who", to.who);
    a.may("channel", to.channel);
}
template <class A>
void fields(A& a, either<open_room> auto& w) {
    a.must("name", w.name);
    a.may("topic", w.topic);
    a.may("invite", w.invite);
    a.may("private", w.is_private);
}
template <class A>
void fields(A& a, either<card_button> auto& b) {
    a.must("label", b.label);
    a.must("command", b.command);
    a.may("primary", b.is_primary);
}
template <class A>
void fields(A& a, either<show_card> auto& w) {
    a.must("text", w.text);
    a.may("buttons", w.buttons);
}
template <class A>
void fields(A& a, either<pin_link> auto& w) {
    a.must("title", w.title);
    a.must("url", w.url);
}
template <class T>
concept shows_text = either<T, post> || either<T, set_topic>;
template <class A>
void fields(A& a, shows_text auto& w) {
    a.must("text", w.text);
}
template <class A>
void fields(A& a, either<invite> auto& w) {
    a.must("people", w.people);
}
template <class A>
void fields(A& a, either<react_back> auto& w) {
    a.must("message", w.message);
    a.must("emoji", w.emoji);
    a.must("add", w.add);
}
template <class A>
void fields(A& a, either<publish_rca> auto& w) {
    a.may("template", w.template_name);
    a.must("announce", w.announce);
    a.may("only_shown", w.only_shown);
}
template <class A>
void fields(A& a, either<show_copy> auto& w) {
    a.must("of", w.of);
    a.may("gone", w.gone);
}

namespace {

// What JSON keeps of a type it cannot hold as it is.
struct stored_effect {
    effect held;
    std::int64_t incident = 0;
};
struct stored_milestone {
    milestone which = milestone::started;
    instant at;
    bool assumed = false;
};
struct stored_brief {
    incident_brief held;
    std::int64_t id = 0;
    std::string state;
    std::vector<stored_milestone> reached;
};

template <class A>
void fields(A& a, either<stored_effect> auto& e) {
    a.must("id", e.held.id);
    a.must("incident", e.incident);
    a.may("platform", e.held.platform);
    a.must("where", e.held.where);
    a.must("what", e.held.what);
    a.may("collapse", e.held.collapse);
}
template <class A>
void fields(A& a, either<stored_milestone> auto& m) {
    a.must("which", m.which);
    a.must("at", m.at);
    a.may("assumed", m.assumed);
}
template <class A>
void fields(A& a, either<stored_brief> auto& b) {
    a.must("id", b.id);
    a.must("state", b.state);
    a.may("title", b.held.title);
    a.may("severity", b.held.severity);
    a.may("category", b.held.category);
    a.may("service", b.held.service);
    a.may("services", b.held.services);
    a.may("private", b.held.is_private);
    a.may("drill", b.held.drill);
    a.must("declared_at", b.held.declared_at);
    a.may("lead", b.held.lead);
    a.may("room_name", b.held.room_name);
    a.may("platform", b.held.platform);
    a.may("members", b.held.members);
    a.may("milestones", b.reached);
}

std::optional<lifecycle> lifecycle_named(std::string_view name) {
    for (std::size_t i = 0; i < lifecycle_names.size(); ++i)
        if (lifecycle_names[i] == name) return static_cast<lifecycle>(i);
    return std::nullopt;
}

tl::unexpected<error> damaged(std::string_view what, std::string_view problem) {
    return fail(
        errc::internal,
        std::string(what)
            .append(" in the store ")
            .append(problem)
            .append(". The store was changed or damaged; run `scribe verify` and restore a backup.")
    );
}

}  // namespace

std::string encode_effect(const effect& what) {
    return to_json_text(stored_effect{what, number_of(what.incident)});
}

result<effect> decode_effect(std::string_view text) {
    stored_effect read;
    const auto problem = from_json_text(text, read);
    if (!problem.empty()) return damaged("effect " + std::to_string(read.held.id), problem);
    read.held.incident = static_cast<incident_id>(read.incident);
    return std::move(read.held);
}

std::string encode_brief(const incident_brief& brief) {
    stored_brief stored{brief, number_of(brief.id), "", {}};
    stored.state = lifecycle_names[static_cast<std::size_t>(brief.state)];
    for (std::size_t i = 0; i < milestone_count; ++i)
        if (brief.milestones[i])
            stored.reached.push_back(
                {static_cast<milestone>(i), *brief.milestones[i], brief.assumed[i]}
            );
    return to_json_text(stored);
}

result<incident_brief> decode_brief(std::string_view text) {
    stored_brief read;
    auto problem = from_json_text(text, read);
    const auto state = lifecycle_named(read.state);
    if (problem.empty() && !state) problem = "has a state nobody knows";
    if (!problem.empty())
        return damaged("the index line of INC-" + std::to_string(read.id), problem);
    auto& brief = read.held;
    brief.id = static_cast<incident_id>(read.id);
    brief.state = *state;
    for (const auto& m : read.reached) {
        brief.milestones[static_cast<std::size_t>(m.which)] = m.at;
        brief.assumed[static_cast<std::size_t>(m.which)] = m.assumed;
    }
    return std::move(brief);
}

std::string encode_alert(const alert_notice& alert) {
    return to_json_text(alert);
}

result<alert_notice> decode_alert(std::string_view text) {
    alert_notice read;
    const auto problem = from_json_text(text, read);
    if (!problem.empty()) return damaged("a waiting alert of " + read.source, problem);
    return read;
}

}  // namespace bot
