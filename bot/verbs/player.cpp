#include "bot/verbs/player.hpp"

#include "bot/incident/rooms.hpp"
#include "bot/platforms/transcript/transcript.hpp"
#include "bot/store/memory/memory_store.hpp"
#include "handlers/alerts/alerts.hpp"
#include "handlers/handlers.hpp"

#include <iterator>
#include <span>

namespace bot {
namespace {

// The same numbers in every run: what is only played has no secrets to salt.
void fixed_random(std::span<char> into) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] = static_cast<char>(i * 37 + 11);
}

std::string id_of(const inbound& in) {
    if (const auto* said = std::get_if<in_message>(&in.what)) return said->id;
    if (const auto* file = std::get_if<in_file>(&in.what)) return file->id;
    return {};
}

}  // namespace

player::player(const settings& rules, const rca_library& templates, courier& world)
    : keep_(make_memory_store()), rules_(rules), templates_(templates), world_(world) {}

result<void> player::open() {
    const auto draw = [this](const incident& of, std::string_view name, instant now) {
        return templates_.render(of, rules_, name, now).map([](const rca_library::document& made) {
            return rendered_rca{made.file_name, made.text, made.title, made.incident};
        });
    };
    auto made = engine::open({*keep_, decide, follow_up, rules_, fixed_random, draw});
    if (!made) return tl::unexpected(made.error());
    engine_ = std::move(*made);
    return {};
}

result<void> player::play(std::string_view line, const std::string& place, std::int64_t number) {
    auto parsed = transcript::parse_line(line, place, number);
    if (!parsed) return tl::unexpected(parsed.error());
    if (const auto* alert = std::get_if<transcript::alert_line>(&*parsed))
        return play_alert(*alert, place);
    auto& in = std::get<inbound>(*parsed);
    if (in.channel == transcript::incident_channel) {
        if (newest_room_.empty())
            return fail(
                errc::invalid,
                place +
                    ": 'incident' stands for the channel of the incident declared last, and none "
                    "was declared before"
            );
        const bool keyed_by_message = in.key == message_key(in.platform, in.channel, id_of(in));
        in.channel = newest_room_;
        if (keyed_by_message) in.key = message_key(in.platform, in.channel, id_of(in));
    }
    std::vector<inbound> one;
    one.push_back(std::move(in));
    return play(std::move(one), place);
}

result<void> player::play_alert(const transcript::alert_line& alert, const std::string& place) {
    auto inbounds = alert_inbounds({alert.source, alert.source, alert.body, alert.key, alert.at});
    if (!inbounds) return fail(errc::invalid, place + ": " + inbounds.error().detail);
    return play(std::move(*inbounds), place);
}

result<void> player::play(std::vector<inbound> happened, const std::string& place) {
    if (happened.empty()) return {};
    const instant now = happened.front().at;
    auto due = engine_->due_timers(now);
    std::vector<work_item> items(
        std::make_move_iterator(due.begin()), std::make_move_iterator(due.end())
    );
    const auto timers = items.size();
    items.insert(
        items.end(),
        std::make_move_iterator(happened.begin()),
        std::make_move_iterator(happened.end())
    );
    while (!items.empty()) {
        const auto done = engine_->process(items, now);
        if (!done) return fail(done.error().code, place + ": " + done.error().detail);
        for (std::size_t i = timers; i < done->size(); ++i)
            if (const auto& reply = (*done)[i].reply; reply && reply->failed)
                remarks_.push_back(place + ": " + reply->text);
        engine_->take_notice();
        items = carry_out(now);
    }
    return {};
}

// What the world answers to all that may go out now.
std::vector<work_item> player::carry_out(instant now) {
    std::vector<work_item> answers;
    for (auto& one : engine_->take_deliveries(now)) {
        const auto id = one.what.id;
        world_.deliver(std::move(one), [&](outcome how) {
            for (auto& receipt : how.receipts) {
                receipt.at = now;
                if (const auto* opened = std::get_if<in_room_opened>(&receipt.what))
                    newest_room_ = opened->channel;
            }
            answers.push_back(settlement{id, std::move(how)});
        });
    }
    return answers;
}

result<rca_library::document> player::document(const incident& of, const std::string& name) const {
    return templates_.render(of, rules_, template_of(of, rules_, name), std::nullopt);
}

}  // namespace bot
