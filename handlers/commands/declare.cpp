// `declare`: from a line of chat to an incident with a room.
#include "bot/base/text.hpp"
#include "handlers/commands/commands.hpp"
#include "handlers/commands/forms.hpp"

#include <algorithm>

namespace bot {
namespace {

constexpr std::size_t title_limit = 200;
constexpr std::size_t room_name_limit = 60;
constexpr std::chrono::hours alert_memory{24};

std::vector<std::string> listed(std::string_view words) {
    std::vector<std::string> names;
    for (const auto part : split(words, ',')) {
        const auto name = std::string(trim(part));
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    }
    return names;
}

std::string join_lines(std::string_view text) {
    std::string line;
    for (const auto part : split_lines(text))
        line.append(line.empty() ? "" : " ").append(trim(part));
    return line;
}

// What the line says, before anything is made of it.
struct wanted {
    declared what;
    std::optional<instant> started;
};

// "… in checkout" names the service when the catalogue knows it.
void take_service_from_title(declared& what, const settings& rules) {
    const auto at = what.title.rfind(" in ");
    if (at == std::string::npos) return;
    const auto last = std::string(trim(std::string_view(what.title).substr(at + 4)));
    if (what.service.empty()) {
        const auto known =
            std::find_if(rules.services.begin(), rules.services.end(), [&](const auto& entry) {
                return equal_ignoring_case(entry.name, last);
            });
        if (known == rules.services.end()) return;
        what.service = known->name;
    } else if (!equal_ignoring_case(last, what.service)) {
        return;
    }
    what.title = std::string(trim(std::string_view(what.title).substr(0, at)));
}

result<wanted> read(command_call& call) {
    wanted w;
    auto& args = call.args;
    for (auto [key, into] :
         {std::pair{"service", &w.what.service}, std::pair{"category", &w.what.category}}) {
        auto value = args.take_option(key);
        if (!value) return tl::unexpected(value.error());
        if (*value) *into = std::string(trim(**value));
    }
    auto services = args.take_option("services");
    if (!services) return tl::unexpected(services.error());
    if (*services) w.what.services = listed(**services);
    auto started = args.take_option("started", [&](std::string_view words) {
        return parse_said_time(words, call.when()).has_value();
    });
    if (!started) return tl::unexpected(started.error());
    if (*started) {
        const auto at = parse_said_time(**started, call.when());
        if (!at) return tl::unexpected(at.error());
        w.started = at->at;
    }
    for (bool more = true; more;) {
        more = false;
        if (args.take_trailing("private")) more = w.what.is_private = true;
        if (args.take_trailing("drill")) more = w.what.drill = true;
    }
    w.what.severity = call.rules().default_severity;
    if (const auto word = args.peek_word()) {
        for (const auto& level : call.rules().severities)
            if (equal_ignoring_case(level.name, *word)) {
                w.what.severity = level.name;
                args.take_word();
                break;
            }
    }
    const auto set_apart = args.take_lone_option("title");
    w.what.title = set_apart ? join_lines(*set_apart) : args.text();
    if (w.what.title.find('\n') != std::string::npos)
        return fail(
            errc::invalid,
            "A title is one line. Declare with the first line, then add the rest with `/incident "
            "note`."
        );
    if (w.what.title.size() > title_limit)
        return fail(
            errc::invalid,
            "The title has " + std::to_string(w.what.title.size()) + " bytes, " +
                std::to_string(title_limit) +
                " are allowed. Shorten it; details go into `/incident note`."
        );
    take_service_from_title(w.what, call.rules());
    if (!set_apart && w.what.title.size() >= 2 && w.what.title.front() == '"' &&
        w.what.title.back() == '"')
        w.what.title =
            std::string(trim(std::string_view(w.what.title).substr(1, w.what.title.size() - 2)));
    if (w.what.title.empty())
        w.what.title = w.what.service.empty() ? "Unnamed incident" : "Incident";
    auto& hit = w.what.services;
    if (w.what.service.empty() && !hit.empty()) w.what.service = hit.front();
    // The primary service is hit, too; on its own it needs no list.
    if (!hit.empty() && std::find(hit.begin(), hit.end(), w.what.service) == hit.end())
        hit.insert(hit.begin(), w.what.service);
    return w;
}

// Alerts of its services that came before and still matter, earliest first.
std::vector<alert_notice> earlier_alerts(const command_call& call, const declared& what) {
    std::vector<alert_notice> found;
    auto services = what.services;
    if (std::find(services.begin(), services.end(), what.service) == services.end())
        services.push_back(what.service);
    // An alert of no service says nothing about an incident of none.
    std::erase(services, "");
    for (const auto& service : services)
        for (auto& alert : call.here.look.waiting_alerts(service)) {
            const auto last_word = alert.ends_at.value_or(call.now());
            if (alert.starts_at <= call.now() && call.now() - last_word < alert_memory)
                found.push_back(std::move(alert));
        }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.starts_at < b.starts_at;
    });
    return found;
}

// Who declared it, who is on call for the service, who is in its team. Of a private one the first
// alone, who lets in whom it takes.
std::vector<person> invited_to(const declared& what, const person& who, const settings& rules) {
    std::vector<person> invited{who};
    const auto add = [&](const std::vector<std::string>& names) {
        for (const auto& name : names)
            if (std::ranges::find(invited, name, &person::name) == invited.end())
                invited.push_back({{}, name});
    };
    const auto* entry = rules.find_service(what.service);
    if (!entry || what.is_private) return invited;
    add(entry->on_call);
    if (const auto* team = rules.find_team(entry->team)) add(team->members);
    return invited;
}

// An id is good on its own platform only.
std::vector<person> by_name(std::vector<person> people) {
    for (auto& one : people) one.id.clear();
    return people;
}

// A private incident stays where it was declared: who may read there nobody can say elsewhere.
std::vector<std::string> also_opened_on(const command_call& call, const declared& what) {
    std::vector<std::string> platforms;
    if (what.is_private) return platforms;
    for (const auto& each : call.rules().follow_on)
        if (each != call.in.platform) platforms.push_back(each);
    return platforms;
}

std::string announcement(const incident_id id, const declared& what, const person& who) {
    auto text = "**" + to_label(id) + "** " + what.severity + (what.drill ? " (drill)" : "") +
                ": " + what.title;
    if (!what.service.empty()) text += " in " + what.service;
    return text + ", declared by " + who.name + ". Room: #" + what.room_name;
}

}  // namespace

decision run_declare(command_call& call) {
    if (!may(call.rules().may_declare, call.who()))
        return refuse(
            "You may not declare incidents here. Ask one of: " +
            join(call.rules().may_declare, ", ") + "."
        );
    if (call.args.empty() && takes_form(call))
        return with_form(
            call, tell_privately("What is wrong? `/incident declare P1 TITLE` opens an incident.")
        );
    auto w = read(call);
    if (!w) return refuse(w.error().detail);

    decision d;
    d.log = call.here.look.next_incident();
    auto& what = w->what;
    what.room_name = slug(
        call.rules().channel_prefix + "-" + std::to_string(number_of(d.log)) + "-" + what.title,
        room_name_limit
    );
    what.also_on = also_opened_on(call, what);
    d.facts.push_back({what, 0, {}, {}, {}, {}});
    if (w->started)
        d.facts.push_back(
            {milestone_set{milestone::started, *w->started, source::command, {}, false},
             0,
             {},
             {},
             {},
             {}}
        );
    bool first = true;
    for (auto& alert : earlier_alerts(call, what)) {
        d.facts.push_back({alert_attached{alert, first}, 0, {}, {}, {}, {}});
        d.alerts_taken.push_back(std::move(alert));
        first = false;
    }

    const auto& platform = call.in.platform;
    d.effects.push_back(
        {0,
         d.log,
         platform,
         to_incident_room{},
         open_room{
             what.room_name,
             {},  // the incident's topic follows, as after every change
             invited_to(what, call.who(), call.rules()),
             what.is_private},
         {}}
    );
    for (const auto& also : what.also_on)
        d.effects.push_back(
            {0,
             d.log,
             also,
             to_incident_room{},
             open_room{
                 what.room_name, {}, by_name(invited_to(what, call.who(), call.rules())), false},
             {}}
        );
    if (!what.is_private && !call.rules().broadcast_channel.empty())
        d.effects.push_back(
            {0,
             d.log,
             platform,
             to_channel{call.rules().broadcast_channel},
             post{announcement(d.log, what, call.who())},
             {}}
        );
    if (call.rules().update_every.count() > 0)
        d.timers.push_back({"update", call.now() + call.rules().update_every});
    d.reply = answer{
        to_label(d.log) + " is open: " + what.severity + " " + what.title +
            (what.service.empty() ? "" : " in " + what.service) +
            (w->started ? ", started " + said_at(*w->started, call.now()) : "") +
            ". Its room is #" + what.room_name + ".",
        false,
        true};
    return d;
}

}  // namespace bot
