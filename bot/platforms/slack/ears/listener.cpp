#include "bot/platforms/slack/ears/listener.hpp"

#include "bot/platforms/slack/api/speaking.hpp"
#include "bot/platforms/slack/show/blocks.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>

namespace bot::slack {
namespace {

namespace asio = boost::asio;
using steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

// A name nobody knows yet may hold up an envelope this long, far below what Slack waits for; the
// time it stood behind others counts.
constexpr std::chrono::milliseconds naming_limit = 700ms;
// Slack gives a command three seconds; later than this its answer goes another way.
constexpr auto answer_limit = 1'900ms;
// An event comes again until some five minutes have passed.
constexpr auto just_said = 6min;
constexpr std::size_t most_doubted = 200;

bool is_event(std::string_view type) {
    return type == "events_api";
}

// What has to be kept in order among itself.
std::string order_of(std::string_view type, json payload) {
    if (!is_event(type)) return std::string(text(payload, "trigger_id"));
    const auto event = member(payload, "event");
    if (!event) return {};
    for (const auto key : {"channel", "channel_id"})
        if (const auto id = text(*event, key); !id.empty()) return std::string(id);
    return std::string(text(*event, "item", "channel"));
}

// Of a reaction or a pin; else nothing.
std::string message_marked_by(const inbound& in) {
    if (const auto* reacted = std::get_if<in_reaction>(&in.what)) return reacted->id;
    if (const auto* pinned = std::get_if<in_pin>(&in.what)) return pinned->id;
    return {};
}

bool is_mark(json payload) {
    const auto type = text(payload, "event", "type");
    return type.starts_with("reaction_") || type.starts_with("pin_");
}

// What one event brought, on its way into the record.
struct journey {
    std::size_t left = 0;
    bool is_lost = false;
    acknowledge ack;
};

std::string not_recorded(const error& why) {
    return "Scribe could not write that down: " + why.detail + " Say it again in a moment.";
}

}  // namespace

listener::listener(listener_parts parts)
    : parts_(std::move(parts)),
      line_(
          {parts_.tasks,
           [this](json payload) { return !names_wanted(payload, parts_.known).empty(); },
           [this](json payload, std::chrono::milliseconds limit) {
               return parts_.known.look_up(names_wanted(payload, parts_.known), limit);
           },
           [this](json payload) {
               auto wanted = names_wanted(payload, parts_.known);
               parts_.tasks.start("names", parts_.known.look_up(std::move(wanted), 0ms));
           },
           naming_limit,
           parts_.on_full,
           false,
           parts_.limits}
      ) {}

void listener::take(const envelope& told, acknowledge ack) {
    const auto place = order_of(told.type, told.payload);
    if (told.retry_attempt > 0 && is_mark(told.payload)) parts_.on_doubtful_mark(place);
    const bool is_taken = line_.take(
        place,
        told.payload,
        [this, type = std::string(told.type), takes_answer = told.takes_answer, ack](json payload) {
            handle(type, payload, takes_answer, ack);
        }
    );
    // Who asks something of us is answered, if need be without names.
    if (!is_taken && !is_event(told.type))
        handle(told.type, told.payload, told.takes_answer, std::move(ack));
}

void listener::handle(std::string_view type, json payload, bool takes_answer, acknowledge ack) {
    if (is_event(type)) return record(payload, std::move(ack));
    asked how;
    // Of the acknowledgement of a button Slack shows nothing, whatever it says of taking an answer.
    how.takes_answer = takes_answer && type == "slash_commands";
    how.at = steady::now();
    how.ack = std::move(ack);
    std::optional<interaction> what;
    if (type == "slash_commands") what = decode_command(payload, parts_.known);
    if (type == "interactive") what = decode_interactive(payload, parts_.known);
    // What asks nothing of us, or is of a kind to come: seen, and that is all.
    if (!what) return how.ack({});
    how.from = what->from;
    how.from_form = what->from_form;
    run(std::move(*what), std::move(how));
}

void listener::record(json payload, acknowledge ack) {
    auto told = decode_event(payload, parts_.me, parts_.known);
    for (const auto& one : told.notices) parts_.on_notice(one);
    if (told.inbounds.empty()) return ack({});
    const auto item_user = text(payload, "event", "item_user");
    const bool is_on_ours = !item_user.empty() && item_user == parts_.me.user;
    const auto way =
        std::make_shared<journey>(journey{told.inbounds.size(), false, std::move(ack)});
    for (auto& one : told.inbounds) {
        parts_.on_stir(one.channel);
        if (const auto* said = std::get_if<in_message>(&one.what))
            parts_.on_message(one.channel, said->id);
        const auto channel = one.channel;
        auto marked = message_marked_by(one);
        if (!marked.empty()) parts_.on_mark(channel, marked);
        // What we said ourselves is not in the record as a message, early or late.
        if (is_on_ours) marked.clear();
        submit(std::move(one), [this, way, channel, marked](const result<handled>& done) {
            // Not acknowledged, it comes again.
            if (!done) {
                way->is_lost = true;
                spdlog::warn("slack: an event was not recorded: {}", done.error().detail);
            }
            if (done && !marked.empty()) doubt_early_mark(channel, marked, *done);
            if (--way->left == 0 && !way->is_lost) way->ack({});
        });
    }
}

// Of two connections each tells at its own pace: a mark on words just said may overtake them, and
// nothing is there to be marked yet. Once for each message: on what never comes to be recorded,
// somebody's coming or going, any number of people may put a mark.
void listener::doubt_early_mark(
    const std::string& channel, const std::string& ts, const handled& done
) {
    const bool is_on_nothing = done.reply && done.reply->failed;
    const auto said = instant_of(ts);
    if (!is_on_nothing || !said || parts_.in.now() - *said >= just_said) return;
    auto which = channel + " " + ts;
    if (std::ranges::find(doubted_, which) != doubted_.end()) return;
    doubted_.push_back(std::move(which));
    if (doubted_.size() > most_doubted) doubted_.pop_front();
    parts_.on_doubtful_mark(channel);
}

void listener::submit(inbound what, std::function<void(result<handled>)> done) {
    if (!parts_.in.submit(std::move(what), std::move(done))) parts_.on_crowded();
}

void listener::run(interaction what, asked how) {
    // Slack does not say when a command was given: just now.
    if (what.in.at == instant()) what.in.at = parts_.in.now();
    // Recorded already, as a rule; what follows says so if it is not. Ours is nobody's: as a
    // message of somebody's a copy would be copied again.
    for (auto& one : what.first) {
        const auto& by = one.who.id;
        const bool is_ours = !by.empty() && (by == parts_.me.user || by == parts_.me.bot);
        if (!is_ours) submit(std::move(one), [](const result<handled>&) {});
    }
    submit(std::move(what.in), [this, how = std::move(how)](result<handled> done) {
        answer_to(how, std::move(done));
    });
}

void listener::answer_to(asked how, result<handled> done) {
    // The copy of what was answered before: Slack takes the first answer only.
    if (done && done->duplicate) return how.ack({});
    if (done && !done->reply) return how.ack({});
    const auto told = done ? *done->reply : answer{not_recorded(done.error()), true, true};
    if (told.fill_in && !how.from.trigger.empty()) {
        how.ack({});
        parts_.tasks.start(
            "form", show_form(how.from, modal_of(*told.fill_in, how.from.channel), told)
        );
        return;
    }
    if (how.from_form) return answer_form(std::move(how), told);
    if (how.takes_answer && steady::now() - how.at < answer_limit)
        return how.ack(with_links(answer_of(told), parts_.known));
    how.ack({});
    parts_.tasks.start("answer", tell(how.from, told));
}

// What is wrong with a form is said in it; it stays open and keeps what was typed.
void listener::answer_form(asked how, const answer& told) {
    if (told.failed) return how.ack(form_errors(told.text, how.from.first_block));
    how.ack({});
    if (!told.text.empty()) parts_.tasks.start("answer", tell(how.from, told));
}

asio::awaitable<void> listener::show_form(caller whom, std::string view, answer otherwise) {
    const auto shown = co_await parts_.api.call(
        "views.open", {{"trigger_id", whom.trigger}, {"view", std::move(view)}}
    );
    if (shown) co_return;
    spdlog::warn("slack: no form could be shown: {}", shown.error().detail);
    otherwise.fill_in.reset();
    co_await tell(std::move(whom), std::move(otherwise));
}

asio::awaitable<void> listener::tell(caller whom, answer what) {
    auto body = with_links(answer_of(what), parts_.known);
    if (!whom.response_url.empty()) {
        const auto told =
            co_await parts_.api.post_to(whom.response_url, "application/json", std::move(body));
        if (told && told->status == 200) co_return;
    }
    // Where they asked we may not be; who asked from the App Home asked nowhere. Their direct
    // messages with us are always a place.
    if (!whom.channel.empty()) {
        auto here = messages_for(whom.channel, what.text, parts_.known);
        const auto told = co_await whisper(parts_.api, std::move(here), whom.person);
        if (told) co_return;
    }
    for (auto& one : messages_for(whom.person, what.text, parts_.known)) {
        const auto told = co_await parts_.api.call("chat.postMessage", std::move(one));
        if (told) continue;
        spdlog::warn("slack: an answer reached nobody: {}", told.error().detail);
        co_return;
    }
}

}  // namespace bot::slack
