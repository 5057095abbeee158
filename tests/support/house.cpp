#include "tests/support/house.hpp"

#include "bot/base/time.hpp"
#include "bot/incident/timeline.hpp"
#include "bot/store/memory/memory_store.hpp"
#include "bot/store/record_json.hpp"
#include "handlers/alerts/alerts.hpp"
#include "handlers/handlers.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace bot::test {
namespace {

[[noreturn]] void give_up(const std::string& why) {
    throw std::runtime_error(why);
}

void same_salt(std::span<char> into) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] = static_cast<char>(i);
}

instant read(std::string_view text) {
    const auto at = parse_rfc3339(text);
    if (!at) give_up(at.error().detail);
    return *at;
}

std::string place_of(const delivery& what) {
    if (const auto* channel = std::get_if<to_channel>(&what.what.where)) return channel->name;
    if (const auto* whom = std::get_if<to_person>(&what.what.where)) return "@" + whom->who.name;
    return what.channel;
}

}  // namespace

settings house_rules() {
    settings rules;
    rules.services = {
        {"checkout", "payments", {"kim"}},
        {"orders", "", {}},
        {"user-service", "accounts", {"ana"}}};
    rules.teams = {{"payments", {"lee", "kim"}}, {"accounts", {}}};
    return rules;
}

house::house(settings with, std::string_view start)
    : rules(std::move(with)), now(read(start)), keep_(make_memory_store()) {
    restart();
}

void house::restart() {
    run_.reset();
    const auto draw = [this](const incident& of, std::string_view name, instant when) {
        auto made = templates_.render(of, rules, name, when);
        if (!made) return result<rendered_rca>(tl::unexpected(made.error()));
        return result<rendered_rca>(rendered_rca{
            made->file_name, made->text, made->title, made->incident});
    };
    auto opened = engine::open({*keep_, decide, follow_up, rules, same_salt, draw});
    if (!opened) give_up(opened.error().detail);
    run_ = std::move(*opened);
}

inbound house::from(std::string_view who, decltype(inbound::what) what) {
    inbound in;
    in.at = now;
    in.platform = platform;
    in.channel = room;
    in.who = {std::string(who), std::string(who)};
    in.keeps_room = keeps_rooms;
    in.key = "k" + std::to_string(++keys_);
    if (const auto* said = std::get_if<in_message>(&what))
        in.key = message_key(platform, room, said->id);
    if (const auto* shared = std::get_if<in_file>(&what))
        in.key = message_key(platform, room, shared->id);
    in.what = std::move(what);
    return in;
}

processed house::receive(inbound one) {
    echo_.clear();
    auto done = run_->process({std::move(one)}, now);
    if (!done) give_up(done.error().detail);
    settle();
    return done->front();
}

void house::settle() {
    for (;;) {
        std::vector<work_item> ends;
        for (const auto& out : run_->take_deliveries(now))
            ends.emplace_back(settlement{out.what.id, carry(out)});
        const auto wake = run_->next_wake();
        if (ends.empty() && echoes_.empty() && !(wake && *wake == instant{})) return;
        std::vector<work_item> all;
        auto echoes = std::exchange(echoes_, {});
        told_back += static_cast<int>(echoes.size());
        if (hears == hearing::tells_before) all.assign(echoes.begin(), echoes.end());
        all.insert(all.end(), ends.begin(), ends.end());
        if (hears == hearing::tells_after) all.insert(all.end(), echoes.begin(), echoes.end());
        if (const auto done = run_->process(all, now); !done) give_up(done.error().detail);
    }
}

// As a platform tells everybody's words; the one that filters nothing tells ours as well.
void house::tell_back(const delivery& what, const std::string& id, const std::string& text) {
    if (hears == hearing::keeps_ours) return;
    inbound heard;
    heard.at = now;
    heard.platform = what.what.platform;
    heard.channel = place_of(what);
    heard.who = {"B-scribe", "scribe"};
    heard.key = message_key(heard.platform, heard.channel, id);
    const auto mark = hears == hearing::tells_before ? what.what.id : 0;
    heard.what = in_message{id, {}, text, mark};
    echoes_.push_back(std::move(heard));
}

outcome house::show_copy_of(const delivery& what) {
    const auto& copy = *what.copy;
    const auto of = std::get<show_copy>(what.what.what).of;
    auto& there = shown_[{what.what.platform, what.channel}];
    const auto is_it = [&](const shown_line& line) { return line.of == of; };
    auto standing = std::find_if(there.begin(), there.end(), is_it);
    outcome done;
    inbound receipt;
    receipt.at = now;
    receipt.platform = what.what.platform;
    receipt.channel = what.channel;
    receipt.who = {"", "scribe"};
    receipt.key = "fx:" + std::to_string(what.what.id);
    auto id = copy.ids.empty() ? std::string() : copy.ids.front();
    // Only who is not sure asks what stands there already.
    if (id.empty() && standing != there.end() && (what.attempt > 1 || copy.gone)) id = standing->id;
    if (id.empty() && copy.gone) return done;
    if (id.empty()) {
        id = "s" + std::to_string(++ids_);
        there.push_back({id, copy.parent, copy.text, what.what.id, of});
        tell_back(what, id, copy.text);
    } else {
        standing = std::find_if(there.begin(), there.end(), [&](const shown_line& line) {
            return line.id == id;
        });
        const bool is_there = standing != there.end();
        if (!is_there && !copy.gone) give_up("there is no message " + id);
        if (is_there && copy.gone) there.erase(standing);
        if (!copy.gone) standing->text = copy.text;
    }
    if (copy.ids.empty()) receipt.key = message_key(receipt.platform, receipt.channel, id);
    receipt.what = in_copied{what.what.incident, of, copy.as_of, id, copy.parent, copy.gone};
    done.receipts.push_back(std::move(receipt));
    if (loses_answers) return {outcome::verdict::retry, "the answer was lost", {}, {}};
    return done;
}

outcome house::carry(const delivery& what) {
    if (script)
        if (auto told = script(what)) return *told;
    if (what.copy) return show_copy_of(what);
    outcome done;
    inbound receipt;
    receipt.key = "fx:" + std::to_string(what.what.id);
    receipt.at = now;
    receipt.platform = what.what.platform;
    receipt.channel = place_of(what);
    receipt.who = {"", "scribe"};
    if (const auto* wished = std::get_if<open_room>(&what.what.what)) {
        invited = wished->invite;
        receipt.what = in_room_opened{what.what.incident, wished->name, wished->name};
    } else if (const auto* words = std::get_if<post>(&what.what.what)) {
        heard_.push_back({place_of(what), words->text});
        const auto id = receipt.key;
        receipt.key = message_key(receipt.platform, receipt.channel, id);
        shown_[{what.what.platform, place_of(what)}].push_back(
            {id, {}, words->text, what.what.id, 0}
        );
        if (!std::holds_alternative<to_person>(what.what.where)) tell_back(what, id, words->text);
        if (const auto* whom = std::get_if<to_person>(&what.what.where))
            written_to.push_back(whom->who);
        if (std::holds_alternative<to_incident_room>(what.what.where)) echo_ = words->text;
        receipt.what = in_posted{what.what.incident, id, words->text, false};
    } else {
        if (const auto* shown = std::get_if<show_card>(&what.what.what)) {
            card = shown->text;
            buttons = shown->buttons;
        }
        if (const auto* more = std::get_if<invite>(&what.what.what)) {
            const auto& people = more->people;
            invited.insert(invited.end(), people.begin(), people.end());
        }
        if (const auto* link = std::get_if<pin_link>(&what.what.what)) pinned.push_back(*link);
        if (const auto* title = std::get_if<set_topic>(&what.what.what)) topic = title->text;
        if (what.rca) published.push_back(*what.rca);
        if (const auto* mark = std::get_if<react_back>(&what.what.what))
            heard_.push_back(
                {place_of(what), (mark->add ? "+" : "-") + mark->emoji + " " + mark->message}
            );
        return done;
    }
    done.receipts.push_back(std::move(receipt));
    return done;
}

std::string house::answer_of(const processed& done) {
    if (done.is == processed::verdict::failed) give_up("the handler failed");
    return done.reply ? done.reply->text : std::string();
}

std::string house::type(std::string_view who, std::string_view command) {
    return answer_of(receive(from(who, in_command{std::string(command)})));
}

answer house::ask(std::string_view who, std::string_view command) {
    return receive(from(who, in_command{std::string(command), true})).reply.value_or(answer{});
}

std::string house::fill_in(
    std::string_view who, const form& shown, const std::map<std::string, std::string>& said
) {
    std::vector<form_value> values;
    for (const auto& field : shown.fields) {
        const auto found = said.find(field.label);
        values.push_back({field.goes, field.name, found == said.end() ? field.value : found->second}
        );
    }
    return type(who, command_of(shown.command, values));
}

answer house::press(std::string_view who, std::string_view label) {
    for (const auto& button : buttons)
        if (button.label == label) return ask(who, std::string(button.command));
    give_up("the card has no button '" + std::string(label) + "'");
}

std::string house::declare(std::string_view words, std::string_view who) {
    room = "ops";
    const auto done = receive(from(who, in_command{"/incident declare " + std::string(words)}));
    if (!done.room.empty()) room = done.room;
    return answer_of(done);
}

std::string house::say(
    std::string_view who, std::string_view id, std::string_view text, std::string_view parent
) {
    return answer_of(
        receive(from(who, in_message{std::string(id), std::string(parent), std::string(text)}))
    );
}
std::string house::edit(std::string_view who, std::string_view id, std::string_view text) {
    return answer_of(receive(from(who, in_edit{std::string(id), std::string(text)})));
}
std::string house::remove(std::string_view who, std::string_view id) {
    return answer_of(receive(from(who, in_delete{std::string(id)})));
}
std::string house::react(std::string_view who, std::string_view id, std::string_view emoji) {
    return answer_of(receive(from(who, in_reaction{std::string(id), std::string(emoji), true})));
}
std::string house::unreact(std::string_view who, std::string_view id, std::string_view emoji) {
    return answer_of(receive(from(who, in_reaction{std::string(id), std::string(emoji), false})));
}
std::string house::pin(std::string_view who, std::string_view id) {
    return answer_of(receive(from(who, in_pin{std::string(id), true})));
}
std::string house::unpin(std::string_view who, std::string_view id) {
    return answer_of(receive(from(who, in_pin{std::string(id), false})));
}
std::string house::promote(std::string_view who, std::string_view id, row_kind as) {
    return answer_of(receive(from(who, in_promote{std::string(id), as})));
}

void house::alert(std::string_view body, std::string_view key) {
    const auto own = key.empty() ? "a" + std::to_string(++keys_) : std::string(key);
    auto all = alert_inbounds({"alertmanager", "alertmanager", body, own, now});
    if (!all) give_up(all.error().detail);
    for (auto& one : *all) receive(std::move(one));
}

void house::advance(std::chrono::seconds by) {
    const auto until = now + by;
    for (auto wake = run_->next_wake(); wake && *wake <= until; wake = run_->next_wake()) {
        now = std::max(now, *wake);
        for (auto& due : run_->due_timers(now)) receive(std::move(due));
        settle();
    }
    now = until;
}

void house::go_to(std::string_view clock) {
    const auto at = read(
        clock.size() > 8 ? std::string(clock) : format_date(now) + "T" + std::string(clock) + "Z"
    );
    if (at < now) give_up("time does not run backward");
    advance(std::chrono::duration_cast<std::chrono::seconds>(at - now));
}

std::vector<house::line> house::heard() {
    return std::exchange(heard_, {});
}

std::vector<house::shown_line> house::shown(std::string_view on, std::string_view in) const {
    const auto found = shown_.find({std::string(on), std::string(in)});
    return found == shown_.end() ? std::vector<shown_line>() : found->second;
}

std::vector<std::string> house::copies(std::string_view on, std::string_view in) const {
    std::vector<std::string> texts;
    for (const auto& line : shown(on, in))
        if (line.of != 0) texts.push_back(line.text);
    return texts;
}

std::string house::copy_of(std::string_view words, std::string_view on, std::string_view in) const {
    for (const auto& line : shown(on, in))
        if (line.of != 0 && line.text.find(words) != std::string::npos) return line.id;
    give_up("no copy says: " + std::string(words));
}

int house::declared_so_far() {
    return static_cast<int>(number_of(run_->look().next_incident())) - 1;
}

const incident& house::about(int number) {
    const auto* found = run_->look().find(incident_id{number ? number : declared_so_far()});
    if (!found) give_up("there is no such incident");
    return *found;
}

std::vector<std::string> house::table(int number) {
    std::vector<std::string> lines;
    for (const auto* row : table_rows(about(number)))
        lines.push_back(format_hhmm(row->at) + " " + reading_of(*row, rules));
    return lines;
}

std::string house::rca(std::string_view template_name, int number) {
    auto made = templates_.render(about(number), rules, template_name, std::nullopt);
    if (!made) give_up(made.error().detail);
    return std::move(made->text);
}

std::string house::raw_log(int number) {
    std::string all;
    const auto log = about(number).id;
    const auto read = keep_->read(log, 1, store::which::everything, [&](record&& line) {
        all += to_json(line).dump() + "\n";
        return true;
    });
    if (!read) give_up(read.error().detail);
    return all;
}

}  // namespace bot::test
