#include "bot/platforms/mattermost/ears/endpoints.hpp"

#include "bot/base/text.hpp"
#include "bot/net/url.hpp"
#include "bot/platforms/mattermost/show/dialog.hpp"
#include "bot/platforms/mattermost/show/form_state.hpp"
#include "bot/platforms/mattermost/show/posts.hpp"
#include "bot/platforms/pending_answer.hpp"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

namespace bot::mattermost {
namespace {

namespace asio = boost::asio;

constexpr std::size_t body_limit = 1024 * 1024;
constexpr std::string_view nothing = "{}";
// Whoever left a form open over night asks for it again.
constexpr std::chrono::hours form_lasts{12};

using shared_parts = std::shared_ptr<const endpoint_parts>;
using recording = pending_answer<result<handled>>;

bool is_of_type(const http_request& asked, std::string_view wanted) {
    const auto* header = asked.header("Content-Type");
    if (!header) return false;
    const auto type = std::string_view(*header).substr(0, header->find(';'));
    return equal_ignoring_case(trim(type), wanted);
}

http_response no_answer() {
    return make_json(200, std::string(nothing));
}

http_response not_now() {
    return make_problem(503, "unavailable", "Not recorded. Say it again in a moment.");
}

http_response unreadable(const http_request& asked, std::string_view why) {
    spdlog::warn("mattermost: cannot read a call from {}: {}", asked.peer, why);
    return make_problem(400, "invalid", "This cannot be read: " + std::string(why) + ".");
}

std::string not_recorded(const error& why) {
    return "Scribe could not write that down: " + why.detail + " Say it again in a moment.";
}

// --- recording and answering, the same for all three ---

// What a call's own response says, by the words for its asker.
using response_words = std::string (*)(const answer&);

std::string button_words(const answer& told) {
    return action_answer_of(told.text);
}

answer answer_in(result<handled> done) {
    if (!done) return {not_recorded(done.error()), true, true};
    // The copy of what was answered before changes nothing and says nothing.
    if (done->duplicate || !done->reply) return {{}, false, true};
    return std::move(*done->reply);
}

// A dialog lives three seconds from the call on: then words have to do.
void tell_later(const shared_parts& parts, const caller& whom, result<handled> done) {
    auto told = answer_in(std::move(done));
    told.fill_in.reset();
    if (!trim(told.text).empty()) parts->tasks.start("answer", parts->back.tell(whom, told));
}

asio::awaitable<std::shared_ptr<recording>> record(shared_parts parts, interaction what) {
    // Mattermost does not say when: just now.
    what.in.at = parts->in.now();
    const auto done = std::make_shared<recording>();
    done->value = fail(errc::unavailable, "");
    done->when_late = [parts, whom = what.from](result<handled> late) {
        tell_later(parts, whom, std::move(late));
    };
    // That much is waiting is no reason to leave who asks without an answer.
    (void)parts->in.submit(std::move(what.in), answer_into(done));
    co_await wait_for(done, parts->answer_within);
    co_return done;
}

asio::awaitable<http_response> respond(shared_parts parts, interaction what, response_words words) {
    const auto whom = what.from;
    const auto done = co_await record(parts, std::move(what));
    if (done->is == recording::verdict::dropped) co_return not_now();
    if (done->is == recording::verdict::none) co_return no_answer();
    auto told = answer_in(std::move(done->value));
    if (told.fill_in && !whom.trigger.empty()) {
        auto dialog = dialog_of(*told.fill_in, whom, parts->dialog_url, parts->in.now(), parts->by);
        const bool opened = co_await parts->back.open_dialog(std::move(dialog));
        if (opened) co_return no_answer();
    }
    auto body = words(told);
    co_return make_json(200, parts->link ? parts->link(std::move(body)) : std::move(body));
}

// --- slash commands ---

std::optional<form_fields> fields_of(const http_request& asked) {
    if (!is_of_type(asked, "application/x-www-form-urlencoded")) return std::nullopt;
    return parse_query(asked.body);
}

// Both places have to show the same one of our tokens.
bool shows_token(
    const std::vector<const secret*>& tokens, const http_request& asked, const form_fields& told
) {
    constexpr std::string_view scheme = "Token ";
    const auto* header = asked.header("Authorization");
    const auto* field = find_field(told, "token");
    if (!header || !field || asked.headers.count("Authorization") != 1) return false;
    auto shown = std::string_view(*header);
    if (!equal_ignoring_case(shown.substr(0, scheme.size()), scheme)) return false;
    shown.remove_prefix(scheme.size());
    bool matches = false;
    for (const auto* one : tokens) {
        const bool in_header = one->matches(shown), in_field = one->matches(*field);
        matches |= in_header && in_field && !one->reveal().empty();
    }
    return matches;
}

asio::awaitable<http_response> on_command(shared_parts parts, http_request asked) {
    if (parts->is_ready && !parts->is_ready()) co_return not_now();
    const auto told = fields_of(asked);
    if (!told) co_return unreadable(asked, "its body is no form");
    if (!shows_token(parts->tokens, asked, *told)) {
        spdlog::warn(
            "mattermost: refused a slash command from {}: it does not show the token of the "
            "configuration in both places",
            asked.peer
        );
        co_return make_problem(401, "forbidden", "This needs the slash command's token.");
    }
    auto what = decode_command(*told, parts->known);
    if (!what) co_return unreadable(asked, "it does not say who asks");
    if (parts->is_closed && depends_on_readers(*what))
        what->in.is_private_channel =
            co_await parts->is_closed(what->in.channel, parts->naming_limit);
    auto response = co_await respond(parts, std::move(*what), answer_of);
    co_return response;
}

// --- buttons ---

constexpr std::string_view no_button =
    "This button is none of Scribe's, or not for this channel; nothing was done. Type `!incident "
    "help` for what it can do.";

void log_forgery(const http_request& asked, std::string_view what) {
    spdlog::warn(
        "mattermost: refused a {} from {}: it is not sealed by us for who and where it came from",
        what,
        asked.peer
    );
}

asio::awaitable<http_response> on_action(shared_parts parts, http_request asked) {
    if (parts->is_ready && !parts->is_ready()) co_return not_now();
    document parser;
    const auto told = parser.parse(asked.body);
    if (!told || !told->is_object()) co_return unreadable(asked, "its body is no JSON object");
    const auto command =
        parts->by.open({"button", text(*told, "channel_id"), {}}, text(*told, "context", "sealed"));
    if (!command) {
        log_forgery(asked, "button");
        co_return make_json(200, action_answer_of(no_button));
    }
    auto what = decode_action(*told, *command, parts->known);
    if (!what) co_return unreadable(asked, "it does not say who pressed");
    auto response = co_await respond(parts, std::move(*what), button_words);
    co_return response;
}

// --- dialogs ---

// What is wrong is said in the dialog; it stays open and keeps what was typed.
asio::awaitable<http_response> respond_to_form(shared_parts parts, interaction what) {
    const auto whom = what.from;
    const auto done = co_await record(parts, std::move(what));
    if (done->is == recording::verdict::dropped) co_return not_now();
    if (done->is == recording::verdict::none) co_return no_answer();
    const auto told = answer_in(std::move(done->value));
    if (told.failed) co_return make_json(200, dialog_errors(told.text));
    if (!trim(told.text).empty()) parts->tasks.start("answer", parts->back.tell(whom, told));
    co_return no_answer();
}

asio::awaitable<http_response> on_dialog(shared_parts parts, http_request asked) {
    if (parts->is_ready && !parts->is_ready()) co_return not_now();
    document parser;
    const auto told = parser.parse(asked.body);
    if (!told || !told->is_object()) co_return unreadable(asked, "its body is no JSON object");
    if (flag(*told, "cancelled")) co_return no_answer();
    const auto written =
        parts->by.open({"dialog", {}, text(*told, "user_id")}, text(*told, "state"));
    const auto state = written ? read_state(*written) : std::nullopt;
    if (!state) {
        log_forgery(asked, "dialog");
        co_return make_json(
            200, dialog_errors("This form is none of Scribe's, or not yours; nothing was done.")
        );
    }
    if (parts->in.now() - state->opened > form_lasts)
        co_return make_json(
            200, dialog_errors("This form is too old; nothing was done. Ask for it again.")
        );
    if (parts->look_up) {
        unnamed wanted{people_wanted(*told, *written, parts->known), {}};
        if (!wanted.empty()) co_await parts->look_up(std::move(wanted), parts->naming_limit);
    }
    auto what = decode_submission(*told, *written, parts->known);
    if (!what) co_return unreadable(asked, "it is no whole submission");
    auto response = co_await respond_to_form(parts, std::move(*what));
    co_return response;
}

using answering_function = asio::awaitable<http_response> (*)(shared_parts, http_request);

http_route route_of(const shared_parts& parts, std::string_view place, answering_function answer) {
    http_route made;
    made.method = "POST";
    made.path = parts->path + std::string(place);
    made.body_limit = body_limit;
    made.handler = [parts, answer](http_request asked) { return answer(parts, std::move(asked)); };
    return made;
}

}  // namespace

std::vector<http_route> endpoint_routes(endpoint_parts parts) {
    const auto kept = std::make_shared<const endpoint_parts>(std::move(parts));
    return {
        route_of(kept, "/command", on_command),
        route_of(kept, "/action", on_action),
        route_of(kept, "/dialog", on_dialog)};
}

}  // namespace bot::mattermost
