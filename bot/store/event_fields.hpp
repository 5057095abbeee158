// The fields of every event by name, once, for writing and for reading. The names are
// in people's files: they may be added to, never changed.
#pragma once

#include "bot/incident/events.hpp"
#include "bot/store/json_fields.hpp"

#include <type_traits>

namespace bot {

template <class A>
void fields(A& a, either<alert_notice> auto& n) {
    a.must("source", n.source);
    a.may("fingerprint", n.fingerprint);
    a.may("name", n.name);
    a.may("service", n.service);
    a.may("summary", n.summary);
    a.may("severity", n.severity);
    a.may("link", n.link);
    a.must("firing", n.firing);
    a.must("starts_at", n.starts_at);
    a.may("ends_at", n.ends_at);
}

template <class T>
concept holds_text = either<T, message_posted> || either<T, message_edited> ||
    either<T, command_given> || either<T, bot_posted> || either<T, update_posted>;
template <class A>
void fields(A& a, holds_text auto& e) {
    a.may("text", e.text);
}

template <class T>
concept names_row = either<T, row_hidden> || either<T, row_shown> || either<T, row_withdrawn> ||
    either<T, row_restored> || either<T, row_erased>;
template <class A>
void fields(A& a, names_row auto& e) {
    a.must("row", e.row);
}

template <class T>
concept names_action = either<T, action_done> || either<T, action_reopened> ||
    either<T, action_removed> || either<T, action_restored>;
template <class A>
void fields(A& a, names_action auto& e) {
    a.must("action", e.action);
}

template <class T>
concept names_emoji = either<T, reaction_added> || either<T, reaction_removed>;
template <class A>
void fields(A& a, names_emoji auto& e) {
    a.must("emoji", e.emoji);
}

template <class T>
concept gives_reason = either<T, room_refused> || either<T, reopened>;
template <class A>
void fields(A& a, gives_reason auto& e) {
    a.may("reason", e.reason);
}

template <class A>
void fields(A& a, either<file_shared> auto& e) {
    a.may("name", e.name);
    a.may("sha256", e.sha256);
    a.may("media_type", e.media_type);
    a.may("size", e.size);
    a.may("text", e.text);
}
template <class A>
void fields(A& a, either<unknown_kept> auto& e) {
    a.may("raw", e.raw);
}
template <class A>
void fields(A& a, either<declared> auto& e) {
    a.must("title", e.title);
    a.may("severity", e.severity);
    a.may("category", e.category);
    a.may("service", e.service);
    a.may("services", e.services);
    a.may("room_name", e.room_name);
    a.may("private", e.is_private);
    a.may("drill", e.drill);
    a.may("also_on", e.also_on);
}
template <class A>
void fields(A& a, either<room_opened> auto& e) {
    a.may("name", e.name);
}
template <class A>
void fields(A& a, either<severity_changed> auto& e) {
    a.must("to", e.to);
    a.may("reason", e.reason);
}
template <class A>
void fields(A& a, either<milestone_set> auto& e) {
    a.must("which", e.which);
    a.must("at", e.at);
    a.must("from", e.from);
    a.may("note", e.note);
    a.may("again", e.again);
}
template <class A>
void fields(A& a, either<milestone_unset> auto& e) {
    a.must("which", e.which);
}
template <class A>
void fields(A& a, either<row_added> auto& e) {
    a.must("kind", e.kind);
    a.must("at", e.at);
    a.may("text", e.text);
    a.may("by", e.by);
    a.may("promoted_by", e.promoted_by);
    a.may("external", e.external);
}
template <class A>
void fields(A& a, either<row_reworded> auto& e) {
    a.must("row", e.row);
    a.may("text", e.text);
    a.may("by_edit", e.by_edit);
}
template <class A>
void fields(A& a, either<row_moved> auto& e) {
    a.must("row", e.row);
    a.must("at", e.at);
}
template <class A>
void fields(A& a, either<role_given> auto& e) {
    a.must("role", e.role);
    a.must("to", e.to);
}
template <class A>
void fields(A& a, either<role_taken_away> auto& e) {
    a.must("role", e.role);
}
template <class A>
void fields(A& a, either<services_set> auto& e) {
    a.may("service", e.service);
    a.may("services", e.services);
}
template <class A>
void fields(A& a, either<impact_told> auto& e) {
    a.must("figures", e.figures);
}
template <class A>
void fields(A& a, either<section_told> auto& e) {
    a.must("which", e.which);
    a.may("text", e.text);
}
template <class A>
void fields(A& a, either<section_replaced> auto& e) {
    a.must("which", e.which);
    a.may("texts", e.texts);
}
template <class A>
void fields(A& a, either<action_added> auto& e) {
    a.may("priority", e.priority);
    a.may("text", e.text);
    a.may("owner", e.owner);
    a.may("due", e.due);
}
template <class A>
void fields(A& a, either<linked> auto& e) {
    a.must("target", e.target);
    a.may("text", e.text);
}
template <class A>
void fields(A& a, either<unlinked> auto& e) {
    a.must("link", e.link);
}
template <class A>
void fields(A& a, either<paged_team> auto& e) {
    a.must("team", e.team);
    a.may("text", e.text);
}
template <class A>
void fields(A& a, either<alert_attached> auto& e) {
    a.must("alert", e.alert);
    a.may("sets_detected", e.sets_detected);
}
template <class A>
void fields(A& a, either<alert_repeated> auto& e) {
    a.must("row", e.row);
    a.must("firing", e.firing);
    a.may("ends_at", e.ends_at);
    a.must("starts_at", e.starts_at);
}
template <class A>
void fields(A& a, either<resolved> auto& e) {
    a.may("summary", e.summary);
    a.may("assumed", e.assumed);
}
template <class A>
void fields(A& a, either<rca_told> auto& e) {
    a.may("author", e.author);
    a.may("date", e.date);
    a.may("template", e.template_name);
}
template <class A>
void fields(A& a, either<rca_requested> auto& e) {
    a.may("template", e.template_name);
}
template <class A>
void fields(A& a, either<handed_over> auto& e) {
    a.must("to", e.to);
}
template <class A>
void fields(A& a, either<undone> auto& e) {
    a.may("what", e.what);
}
template <class A>
void fields(A& a, either<copy_shown> auto& e) {
    a.may("as_of", e.as_of);
    a.may("gone", e.gone);
}
template <class A>
void fields(A& a, either<room_followed> auto& e) {
    a.may("name", e.name);
    a.may("before", e.before);
}
template <class A>
void fields(A& a, either<room_let_go> auto& e) {
    a.may("name", e.name);
}
template <class A>
void fields(A& a, either<rca_published> auto& e) {
    a.must("place", e.place);
    a.may("url", e.url);
    a.may("told", e.told);
}
template <class A>
void fields(A& a, either<row_marked> auto& e) {
    a.must("row", e.row);
    a.must("external", e.external);
}

}  // namespace bot
