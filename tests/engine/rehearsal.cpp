#include "tests/engine/rehearsal.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace bot::test {
namespace {

struct spoken {
    std::string verb, rest;
};

spoken read(const std::string& text) {
    const auto space = text.find(' ');
    if (space == text.npos) return {text, {}};
    return {text.substr(0, space), text.substr(space + 1)};
}

fact about(event what, std::int64_t origin = 0) {
    return {std::move(what), origin, {}, {}, {}, {}};
}

void declare(const situation& here, const inbound& in, decision& d, const std::string& title) {
    d.log = here.look.next_incident();
    declared told;
    told.title = title;
    told.severity = "P2";
    told.room_name = "inc-" + std::to_string(number_of(d.log));
    d.facts = {about(told), about(role_given{"lead", in.who})};
    d.effects.push_back({0, d.log, "chat", {}, open_room{told.room_name, "", {}, false}, {}});
    d.effects.push_back({0, d.log, "chat", {}, post{"welcome " + title}, {}});
    d.effects.push_back({0, d.log, "chat", to_channel{"news"}, post{"new: " + title}, {}});
    d.timers.push_back({"update", in.at + std::chrono::minutes(10)});
    d.reply = answer{"declared " + to_label(d.log), false, true};
    d.alerts_taken = here.look.waiting_alerts(title);
    for (const auto& alert : d.alerts_taken) d.facts.push_back(about(alert_attached{alert, false}));
}

void set_timer(decision& d, const inbound& in, const std::string& rest) {
    const auto [name, seconds] = read(rest);
    d.timers.push_back({name, in.at + std::chrono::seconds(std::stoi(seconds))});
}

void obey(const situation& here, const inbound& in, decision& d, const std::string& text) {
    const auto [verb, rest] = read(text);
    if (verb == "declare") declare(here, in, d, rest);
    if (verb == "throw") throw std::runtime_error("broken on purpose");
    if (verb == "nonsense")
        d = {incident_id{99}, {about(row_hidden{1})}, {}, {}, {}, {}, {}, {}, {}, {}};
    if (verb == "clash") d.bind = room_binding{"chat", "c1", incident_id{77}, "c1"};
    if (verb == "alert") {
        alert_notice told;
        told.source = "prometheus";
        told.name = told.service = rest;
        d.alerts_wait.push_back(told);
    }
    if (verb == "help") d.reply = answer{"help yourself", false, true};
    if (!is_incident(d.log) || verb == "declare") return;
    if (verb == "note")
        d.facts.push_back(about(row_added{row_kind::note, in.at, rest, in.who, "marker", false}, -1)
        );
    if (verb == "severity") d.facts.push_back(about(severity_changed{rest, ""}));
    if (verb == "resolve") d.facts.push_back(about(resolved{rest, {}}));
    if (verb == "say") d.effects.push_back({0, d.log, "chat", {}, post{rest}, {}});
    if (verb == "whisper")
        d.effects.push_back({0, d.log, "chat", to_person{in.who, in.channel}, post{rest}, {}});
    if (verb == "card") d.effects.push_back({0, d.log, "chat", {}, show_card{rest}, "card"});
    if (verb == "rca")
        d.effects.push_back({0, d.log, "chat", {}, publish_rca{"default", true}, {}});
    if (verb == "timer") set_timer(d, in, rest);
    if (verb == "stop") d.timers.push_back({rest, std::nullopt});
}

decision about_message(const situation& here, const inbound& in, const std::string& id) {
    const auto said = here.look.message(in.platform, in.channel, id);
    decision d;
    if (!said || said->deleted) return d;
    d.log = said->log;
    if (const auto* reworded = std::get_if<in_edit>(&in.what)) {
        if (reworded->text == said->text) return {};
        d.facts.push_back(about(message_edited{reworded->text}, said->seq));
        return d;
    }
    d.facts.push_back(about(message_deleted{}));
    if (const auto* of = here.look.find(d.log))
        if (const auto rows = of->rows_of_message.find(said->seq);
            rows != of->rows_of_message.end())
            for (const int row : rows->second) d.facts.push_back(about(row_erased{row}));
    d.erase.push_back(said->seq);
    return d;
}

struct deciding {
    const situation& here;
    const inbound& in;

    decision in_room(event raw) const {
        decision d;
        if (const auto log = here.look.log_of_room(in.platform, in.channel)) {
            d.log = *log;
        } else if (in.keeps_room) {
            d.log = here.look.next_room_log();
            d.bind = room_binding{in.platform, in.channel, d.log, in.channel};
        } else {
            return d;
        }
        d.facts.push_back(about(std::move(raw)));
        return d;
    }
    decision operator()(const in_message& m) const {
        auto d = in_room(message_posted{m.text});
        obey(here, in, d, m.text);
        return d;
    }
    decision operator()(const in_command& m) const {
        auto d = in_room(command_given{m.text});
        obey(here, in, d, m.text);
        return d;
    }
    decision operator()(const in_edit& m) const { return about_message(here, in, m.id); }
    decision operator()(const in_delete& m) const { return about_message(here, in, m.id); }
    decision operator()(const in_room_opened& m) const {
        decision d;
        d.log = m.incident;
        d.facts.push_back(about(room_opened{m.name}));
        d.bind = room_binding{in.platform, m.channel, m.incident, m.name};
        return d;
    }
    decision operator()(const in_posted& m) const { return in_room(bot_posted{m.text}); }
    decision operator()(const in_timer& m) const {
        decision d;
        const auto* of = here.look.find(m.incident);
        if (!of) return d;
        if (m.name == "bad") throw std::runtime_error("broken timer");
        d.log = m.incident;
        row_added row{row_kind::note, in.at, "timer " + m.name, {}, {}, false};
        d.facts.push_back(about(std::move(row)));
        return d;
    }
    decision operator()(const in_gave_up& m) const {
        decision d;
        d.log = m.incident;
        row_added row{row_kind::note, in.at, "gave up " + m.what + ": " + m.reason, {}, {}, false};
        d.facts.push_back(about(std::move(row)));
        return d;
    }
    template <class Other>
    decision operator()(const Other&) const {
        return {};
    }
};

}  // namespace

decision decide(const situation& here, const inbound& in) {
    return std::visit(deciding{here, in}, in.what);
}

std::vector<effect> follow_up(const situation&, const incident& in, const decision&) {
    if (in.severity == "P0") throw std::runtime_error("no card for P0");
    const auto text = in.title + " " + in.severity + " " + std::to_string(in.rows.size());
    return {{0, in.id, "chat", to_incident_room{}, show_card{text}, "card"}};
}

inbound message(const std::string& id, const std::string& text, const std::string& room) {
    inbound in;
    in.key = message_key("chat", room, id);
    in.at = at_second(1);
    in.platform = "chat";
    in.channel = room;
    in.who = {"u1", "Ada"};
    in.what = in_message{id, {}, text};
    return in;
}

inbound command(const std::string& key, const std::string& text, const std::string& room) {
    auto in = message(key, text, room);
    in.key = key;
    in.what = in_command{text};
    return in;
}

inbound edit(const std::string& id, const std::string& text, const std::string& room) {
    auto in = message(id, text, room);
    in.key = "edit:" + room + id + text;
    in.what = in_edit{id, text};
    return in;
}

inbound deletion(const std::string& id, const std::string& room) {
    auto in = message(id, "", room);
    in.key = "delete:" + room + id;
    in.what = in_delete{id};
    return in;
}

rehearsal::rehearsal(store& on, std::size_t incidents_in_memory)
    : keep(on), incidents_in_memory_(incidents_in_memory) {
    reopen();
}

engine_parts rehearsal::parts() {
    const auto random = [this](std::span<char> bytes) {
        for (auto& byte : bytes) byte = static_cast<char>(++salt_ * 37 >> 3);
    };
    const auto renders = [this](const incident& of, std::string_view name, instant when) {
        if (render) return render(of, name, when);
        return result<rendered_rca>(fail(errc::refused, "no template"));
    };
    return {keep, decide, follow_up, rules, random, renders, incidents_in_memory_};
}

void rehearsal::reopen() {
    run.reset();
    auto opened = engine::open(parts());
    for (int tries = 0; !opened && tries < 100; ++tries) {
        ++losses;
        opened = engine::open(parts());
    }
    INFO((opened ? std::string() : opened.error().detail));
    REQUIRE(opened);
    run = std::move(*opened);
}

result<std::vector<processed>> rehearsal::try_once(const std::vector<work_item>& items) {
    return run->process(items, now);
}

std::vector<processed> rehearsal::give(std::vector<work_item> items) {
    auto done = try_once(items);
    for (int tries = 0; !done && tries < 100; ++tries) {
        ++losses;
        done = try_once(items);
    }
    REQUIRE(done);
    return *done;
}

processed rehearsal::give(inbound one) {
    return give(std::vector<work_item>{std::move(one)}).front();
}

std::vector<delivery> rehearsal::take() {
    auto out = run->take_deliveries(now);
    std::ranges::sort(out, {}, [](const delivery& one) { return one.what.id; });
    return out;
}

std::vector<std::string> rehearsal::deliver_all() {
    std::vector<std::string> seen;
    for (auto going = take(); !going.empty(); going = take()) {
        std::vector<work_item> ends;
        for (const auto& out : going) {
            const auto* channel = std::get_if<to_channel>(&out.what.where);
            const auto* who = std::get_if<to_person>(&out.what.where);
            const auto place = channel ? channel->name : who ? who->who.id : out.channel;
            seen.push_back(place + ": " + text_of(out.what));
            ends.emplace_back(delivered(out));
        }
        give(std::move(ends));
    }
    return seen;
}

settlement delivered(const delivery& out) {
    settlement ended{out.what.id, {}};
    inbound receipt;
    receipt.key = "receipt:" + std::to_string(out.what.id);
    receipt.at = at_second(2);
    receipt.platform = out.what.platform;
    const auto incident = out.what.incident;
    if (const auto* room = std::get_if<open_room>(&out.what.what)) {
        const auto channel = "c" + std::to_string(number_of(incident));
        receipt.what = in_room_opened{incident, channel, room->name};
    } else if (!out.channel.empty() && std::holds_alternative<post>(out.what.what)) {
        receipt.channel = out.channel;
        receipt.key = message_key("chat", out.channel, "b" + std::to_string(out.what.id));
        receipt.what = in_posted{
            incident, "b" + std::to_string(out.what.id), std::get<post>(out.what.what).text};
    } else {
        return ended;
    }
    ended.how.receipts.push_back(std::move(receipt));
    return ended;
}

settlement settled(const delivery& out, outcome::verdict how, int after_ms) {
    return {out.what.id, {how, "the platform said so", std::chrono::milliseconds(after_ms), {}}};
}

std::string text_of(const effect& what) {
    if (const auto* said = std::get_if<post>(&what.what)) return said->text;
    if (const auto* card = std::get_if<show_card>(&what.what)) return "card " + card->text;
    if (const auto* room = std::get_if<open_room>(&what.what)) return "open " + room->name;
    if (std::holds_alternative<publish_rca>(what.what)) return "rca";
    return "?";
}

std::vector<std::string> texts_of(const std::vector<delivery>& out) {
    std::vector<std::string> texts;
    for (const auto& one : out) texts.push_back(text_of(one.what));
    return texts;
}

namespace {

void rows_and_words(std::ostream& out, const incident& of) {
    for (const auto& row : of.rows)
        out << "row " << row.number << ' ' << name_of(row.kind) << ' '
            << row.at.time_since_epoch().count() << " '" << row.text << "' " << row.by.id << ' '
            << row.promoted_by << ' ' << row.seq << ' ' << row.origin << ' ' << row.count << ' '
            << row.hidden << row.withdrawn << row.erased << row.external << '\n';
    for (const auto& line : of.audit)
        out << "audit " << line.at.time_since_epoch().count() << ' ' << line.by.id << ' '
            << line.what << '\n';
    for (const auto& texts : of.sections)
        for (const auto& text : texts) out << "told " << text << '\n';
    for (const auto& alert : of.alerts) out << "alert " << alert.notice.name << alert.row << '\n';
    for (const auto& [role, who] : of.roles) out << role << ": " << who.id << '\n';
}

}  // namespace

std::string dump(const incident& of) {
    std::ostringstream out;
    out << to_label(of.id) << " '" << of.title << "' " << of.severity << ' '
        << static_cast<int>(of.state) << " last " << of.last_seq << '/' << of.last_folded_seq << ' '
        << of.taking_back << " at " << of.declared_at.time_since_epoch().count() << '\n';
    for (const auto& room : of.rooms)
        out << "room " << room.platform << ' ' << room.channel << ' ' << room.name << '\n';
    rows_and_words(out, of);
    for (const auto& [who, stack] : of.undo_stacks)
        for (const auto& one : stack)
            out << "undo " << who << ' ' << one.what << ' ' << one.origin << ' ' << one.last_seq
                << ' ' << one.inverse.size() << one.final_word << '\n';
    return out.str();
}

std::string dump(engine& of, store& keep) {
    std::ostringstream out;
    auto& look = of.look();
    const auto next = number_of(look.next_incident());
    out << "next " << next << ' ' << number_of(look.next_room_log()) << '\n';
    for (std::int64_t id = 1; id < next; ++id)
        if (const auto* held = look.find(incident_id{id})) out << dump(*held);
    for (const auto& brief : look.briefs())
        out << "brief " << number_of(brief.id) << ' ' << brief.title << ' ' << brief.severity << ' '
            << static_cast<int>(brief.state) << ' ' << brief.room_name << ' ' << brief.lead << '\n';
    out << "open " << look.open_briefs().size() << '\n';
    for (const auto& timer : of.due_timers(at_second(1'000'000'000))) out << timer.key << '\n';
    const auto effects = keep.effects();
    REQUIRE(effects);
    std::size_t waiting = 0;
    for (const auto& each : *effects) {
        out << "effect " << each.what.id << ' ' << text_of(each.what)
            << (each.dead ? " dead " : " waits ") << each.reason << '\n';
        const auto* known = of.out().find(each.what.id);
        if (each.dead ? known != nullptr : !known || known->attempts != each.attempts)
            out << "  but the outbox has it otherwise\n";
        waiting += each.dead ? 0 : 1;
    }
    if (of.out().waiting() != waiting) out << "the outbox holds " << of.out().waiting() << '\n';
    for (int room = 0; room < 8; ++room) {
        const auto log = look.log_of_room("chat", "c" + std::to_string(room));
        out << 'c' << room << ' ' << number_of(log.value_or(incident_id::none)) << '\n';
    }
    if (look.take_fault()) out << "a fault of the store\n";
    look.trim();
    return out.str();
}

}  // namespace bot::test
