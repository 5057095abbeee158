#include "bot/platforms/console/views.hpp"

#include "bot/base/text.hpp"
#include "bot/incident/card.hpp"
#include "bot/incident/copy.hpp"
#include "bot/incident/rca_model.hpp"
#include "bot/incident/rights.hpp"
#include "bot/incident/timeline.hpp"
#include "bot/platforms/console/html.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace bot::console {
namespace {

using nlohmann::json;

constexpr std::size_t page_of_messages = 100;
constexpr std::size_t records_at_once = 300;
constexpr std::size_t timeline_rows_shown = 200;
// Of words in one frame. A socket holds 4 MB, JSON writes a byte as six at worst, and opening a
// room brings its messages and its incident.
constexpr std::size_t words_at_once = 256 * 1024;

// Counts words up to the limit; the first always fits.
class word_budget {
public:
    bool takes(std::size_t words) {
        const bool fits = spent_ == 0 || spent_ + words <= words_at_once;
        if (fits) spent_ += words;
        return fits;
    }

private:
    std::size_t spent_ = 0;
};

std::size_t words_in(const json& view) {
    std::size_t count = 1;
    for (const auto* field : {"text", "html"})
        if (const auto found = view.find(field); found != view.end())
            count += found->get_ref<const std::string&>().size();
    return count;
}

json message_shell(const record& line) {
    const bool bot = std::holds_alternative<bot_posted>(line.what);
    return {
        {"id", line.message},
        {"seq", line.seq},
        {"at", format_rfc3339(line.at)},
        {"who", bot ? "scribe" : line.actor.name},
        {"text", ""},
        {"html", ""},
        {"parent", line.parent.empty() ? json() : json(line.parent)},
        {"edited", false},
        {"deleted", line.erased},
        {"pinned", false},
        {"bot", bot},
        {"card", line.message.starts_with("card-")},
        {"reactions", json::array()},
        {"file", nullptr},
        {"system", nullptr},
    };
}

void set_text(json& view, const std::string& text) {
    view["text"] = text;
    view["html"] = markdown_to_html(text);
}

bool shows_as_message(const record& line) {
    return std::holds_alternative<message_posted>(line.what) ||
           std::holds_alternative<bot_posted>(line.what) ||
           std::holds_alternative<file_shared>(line.what) ||
           std::holds_alternative<copy_shown>(line.what) ||
           std::holds_alternative<member_joined>(line.what) ||
           std::holds_alternative<member_left>(line.what);
}

// The id under which the console's people find a message: its own, or its copy's.
std::optional<std::string> id_here(const kept_message& said) {
    if (said.platform == platform) return said.id;
    for (const auto& copy : said.copies)
        if (copy.where.platform == platform && !copy.gone) return copy.where.id;
    return std::nullopt;
}

void add_state(json& view, const kept_message& now) {
    view["deleted"] = now.deleted;
    if (now.deleted) {
        set_text(view, "");
        view["file"] = nullptr;
        return;
    }
    if (now.edited || view["text"].get_ref<const std::string&>() != now.text) {
        if (view["file"].is_null()) set_text(view, now.text);
        view["edited"] = now.edited && !view["card"].get<bool>();
    }
    view["pinned"] = now.pinned;
    std::vector<std::pair<std::string, json>> by_emoji;
    for (const auto& reaction : now.reactions) {
        const auto found = std::find_if(by_emoji.begin(), by_emoji.end(), [&](const auto& known) {
            return known.first == reaction.emoji;
        });
        if (found != by_emoji.end()) {
            found->second.push_back(reaction.by.name);
        } else {
            by_emoji.emplace_back(reaction.emoji, json::array({reaction.by.name}));
        }
    }
    auto& reactions = view["reactions"] = json::array();
    for (auto& [emoji, who] : by_emoji)
        reactions.push_back({{"emoji", emoji}, {"who", std::move(who)}});
}

json incident_line(const incident& of) {
    const auto status = of.status();
    return {
        {"id", number_of(of.id)},
        {"label", to_label(of.id)},
        {"title", of.title},
        {"severity", of.severity},
        {"state", of.state == lifecycle::resolved ? "resolved" : "open"},
        {"status", status ? json(name_of(*status)) : json()},
        {"drill", of.drill},
        {"private", of.is_private},
    };
}

json row_view(archive& from, const incident& of, const timeline_row& row, bool dates) {
    json origin;
    if (row.origin != 0)
        if (const auto said = from.look().message_at(of.id, row.origin))
            if (auto id = id_here(*said)) origin = std::move(*id);
    return {
        {"n", row.number},
        {"at", format_rfc3339(row.at)},
        {"time", dates ? format_date_hhmm(row.at) : format_hhmm(row.at)},
        {"kind", name_of(row.kind)},
        {"label", row.of ? json(name_of(*row.of)) : json(name_of(row.kind))},
        {"html", markdown_to_html(reading_of(row, from.rules()))},
        {"by", row.by.name},
        {"hidden", row.hidden},
        {"count", row.count},
        {"message", std::move(origin)},
        {"source", is_assumed(of, row) ? "assumed" : row.promoted_by},
    };
}

json timeline_view(archive& from, const incident& of, std::size_t& left_out) {
    auto rows = log_rows(of);
    left_out = rows.size() > timeline_rows_shown ? rows.size() - timeline_rows_shown : 0;
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(left_out));
    const bool dates = needs_dates(of, rows);
    std::vector<json> shown;  // newest first
    word_budget budget;
    for (auto at = rows.rbegin(); at != rows.rend(); ++at) {
        const auto* row = *at;
        json view = row_view(from, of, *row, dates);
        if (!budget.takes(words_in(view))) {
            left_out += static_cast<std::size_t>(rows.rend() - at);
            break;
        }
        shown.push_back(std::move(view));
    }
    json list = json::array();
    for (auto view = shown.rbegin(); view != shown.rend(); ++view) list.push_back(std::move(*view));
    return list;
}

// Somebody's words from another room, under the copy's own id and in its place. Nothing: this line
// is not the first to tell of the copy.
std::optional<json> copy_view(archive& from, const record& line) {
    const auto said = from.look().message_at(line.log, line.origin);
    const auto* of = from.look().find(line.log);
    if (!said || !of) return std::nullopt;
    const message_spot where{line.platform, line.channel, line.message};
    const auto known = std::ranges::find(said->copies, where, &kept_message::copy::where);
    if (known == said->copies.end() || known->seq != line.seq) return std::nullopt;
    auto view = message_shell(line);
    view["at"] = format_rfc3339(said->at);
    view["who"] = said->author.name + " (" + copy_place(*said, *of, platform) + ")";
    view["deleted"] = known->gone;
    set_text(view, said->text);
    if (!said->file_digest.empty())
        view["file"] = {
            {"name", said->file},
            {"url", "/files/" + said->file_digest + "/" + slug(said->file)},
            {"size", said->file_size},
            {"media_type", said->file_type}};
    add_state(view, *said);
    const bool is_elsewhere = !said->file.empty() && said->file_digest.empty();
    if (is_elsewhere)
        set_text(view, "📎 " + said->file + (said->text.empty() ? "" : "\n" + said->text));
    if (known->gone) {
        view["deleted"] = true;
        set_text(view, "");
        view["file"] = nullptr;
    }
    return view;
}

}  // namespace

json message_view(const record& line) {
    auto view = message_shell(line);
    if (const auto* said = std::get_if<message_posted>(&line.what)) set_text(view, said->text);
    if (const auto* said = std::get_if<bot_posted>(&line.what)) set_text(view, said->text);
    if (const auto* file = std::get_if<file_shared>(&line.what)) {
        set_text(view, file->text);
        view["file"] = {
            {"name", file->name},
            {"url", "/files/" + file->sha256 + "/" + slug(file->name)},
            {"size", file->size},
            {"media_type", file->media_type},
        };
    }
    if (std::holds_alternative<member_joined>(line.what)) view["system"] = "joined";
    if (std::holds_alternative<member_left>(line.what)) view["system"] = "left";
    if (line.message.empty()) view["id"] = "line-" + std::to_string(line.seq);
    return view;
}

std::optional<json> message_now(archive& from, const record& line) {
    if (!shows_as_message(line)) return std::nullopt;
    if (std::holds_alternative<copy_shown>(line.what)) return copy_view(from, line);
    auto view = message_view(line);
    if (!line.message.empty())
        if (const auto now = from.look().message(line.platform, line.channel, line.message))
            add_state(view, *now);
    return view;
}

std::optional<json> message_now(archive& from, const std::string& room, const std::string& id) {
    const auto now = from.look().message(platform, room, id);
    if (!now) return std::nullopt;
    auto seq = now->seq;
    const message_spot where{std::string(platform), room, id};
    const auto copy = std::ranges::find(now->copies, where, &kept_message::copy::where);
    if (copy != now->copies.end()) seq = copy->seq;
    const auto line = from.read_one(now->log, seq);
    if (!line || !*line || !shows_as_message(**line)) return std::nullopt;
    if (copy != now->copies.end()) return copy_view(from, **line);
    auto view = message_view(**line);
    add_state(view, *now);
    return view;
}

result<history> read_history(
    archive& from, const std::string& room, incident_id log, std::int64_t before
) {
    history found;
    word_budget budget;
    for (;;) {
        auto page = from.read_back(log, before, records_at_once);
        if (!page) return tl::unexpected(page.error());
        for (auto line = page->rbegin(); line != page->rend(); ++line) {
            before = line->seq;
            if (line->platform != platform || line->channel != room || !shows_as_message(*line))
                continue;
            auto view = message_now(from, *line);
            if (!view) continue;
            found.more =
                found.messages.size() == page_of_messages || !budget.takes(words_in(*view));
            if (found.more) break;
            found.messages.push_back(std::move(*view));
        }
        if (found.more || page->size() < records_at_once) break;
    }
    std::reverse(found.messages.begin(), found.messages.end());
    return found;
}

json room_view(archive& from, const std::string& name) {
    json view{{"id", name}, {"name", name}, {"incident", nullptr}};
    const auto log = from.look().log_of_room(platform, name);
    if (log && is_incident(*log))
        if (const auto* of = from.look().find(*log)) view["incident"] = incident_line(*of);
    return view;
}

json rooms_view(archive& from, const person& who, const std::set<std::string>& extra) {
    std::multimap<std::int64_t, json, std::greater<>> incidents;
    std::set<std::string> plain = extra;
    for (const auto& room : from.rooms()) {
        if (room.platform != platform || !may_see_room(from, room.channel, who)) continue;
        if (is_incident(room.log)) {
            incidents.emplace(number_of(room.log), room_view(from, room.channel));
        } else {
            plain.insert(room.channel);
        }
    }
    json list = json::array();
    for (auto& [number, view] : incidents) list.push_back(std::move(view));
    for (const auto& name : plain)
        if (may_see_room(from, name, who))
            list.push_back({{"id", name}, {"name", name}, {"incident", nullptr}});
    return list;
}

json incident_view(archive& from, const incident& of) {
    auto view = incident_line(of);
    view["category"] = of.category;
    view["service"] = of.service;
    view["services"] = affected_services(of);
    const auto* own = of.own_room(of.platform);
    view["room"] = own ? own->name : of.room_name;
    view["declared_at"] = format_rfc3339(of.declared_at);
    view["declared_by"] = of.declared_by.name;
    view["lead"] = of.lead() ? json(of.lead()->name) : json();
    auto& roles = view["roles"] = json::array();
    for (const auto& [role, who] : of.roles) roles.push_back({{"role", role}, {"name", who.name}});
    auto& milestones = view["milestones"] = json::array();
    for (std::size_t i = 0; i < milestone_count; ++i)
        if (const auto& reached = of.milestones[i])
            milestones.push_back(
                {{"name", milestone_names[i]},
                 {"at", format_rfc3339(reached->at)},
                 {"source", name_of(reached->from)},
                 {"by", reached->by.name}}
            );
    std::size_t left_out = 0;
    view["timeline"] = timeline_view(from, of, left_out);
    view["timeline_more"] = left_out;
    auto& impact = view["impact"] = json::array();
    for (const auto& [key, told] : of.impact) impact.push_back({{"key", key}, {"value", told}});
    auto& actions = view["actions"] = json::array();
    for (const auto& item : of.actions) {
        if (item.removed) continue;
        const auto due = due_of(item, of, from.rules());
        actions.push_back(
            {{"n", item.number},
             {"priority", item.priority},
             {"text", item.text},
             {"owner", item.owner},
             {"due", due ? json(format_date(*due)) : json()},
             {"done", item.done}}
        );
    }
    auto& open = view["open"] = json::array();
    for (const auto& question : open_questions(of, from.rules()))
        open.push_back(question.prompt + (question.command.empty() ? "" : " " + question.command));
    auto& links = view["links"] = json::array();
    for (const auto& link : of.links)
        if (!link.removed) links.push_back({{"target", link.target}, {"text", link.text}});
    auto& buttons = view["buttons"] = json::array();
    for (const auto& each : card_buttons(of, from.rules()))
        buttons.push_back(
            {{"label", each.label}, {"command", each.command}, {"primary", each.is_primary}}
        );
    return view;
}

const incident* readable_incident(archive& from, incident_id id, const person& who) {
    const auto* of = is_incident(id) ? from.look().find(id) : nullptr;
    if (!of || of->state == lifecycle::none) return nullptr;
    return may_read(brief_of(*of), from.rules(), who) ? of : nullptr;
}

bool may_see_room(archive& from, const std::string& room, const person& who) {
    if (room.starts_with('@')) return room.substr(1) == who.name;
    const auto log = from.look().log_of_room(platform, room);
    if (!log || !is_incident(*log)) return true;
    return readable_incident(from, *log, who) != nullptr;
}

}  // namespace bot::console
