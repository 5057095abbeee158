#include "bot/platforms/console/conversation.hpp"

#include "bot/base/text.hpp"
#include "bot/incident/rca_model.hpp"
#include "bot/incident/rooms.hpp"
#include "bot/platforms/console/html.hpp"
#include "bot/platforms/console/views.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

namespace bot::console {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

json answer_view(const answer& words) {
    return {
        {"text", words.text},
        {"html", markdown_to_html(words.text)},
        {"failed", words.failed},
        {"private", words.is_private}};
}

inbound start_inbound(const surroundings& with, const client& one, const request& asked) {
    inbound in;
    in.key = asked.verb + ":" + std::string(platform) + ":" + one.who().id + ":" + asked.id;
    in.at = with.in.now();
    in.platform = platform;
    in.channel = asked.room;
    in.who = one.who();
    in.keeps_room = true;
    return in;
}

// A message's id is the sender's choice; somebody else's message under it is no acknowledgement of
// ours.
void settle_duplicate(
    surroundings& with,
    std::shared_ptr<client> one,
    std::int64_t n,
    incident_id log,
    std::int64_t seq
) {
    with.in.ask([one, n, log, seq](archive& from) -> std::function<void()> {
        const auto line = from.read_one(log, seq);
        const bool ours = line && *line && (*line)->actor == one->who();
        return [one, n, ours] {
            if (ours) return one->acknowledge(n);
            one->refuse(
                n,
                {errc::conflict,
                 "This 'id' is taken by somebody else's message; nothing was stored. Send it again "
                 "under a new one."}
            );
        };
    });
}

void answer_command(
    surroundings& with, const std::shared_ptr<client>& one, std::int64_t n, const handled& done
) {
    json fields{{"answer", done.reply ? answer_view(*done.reply) : json()}};
    if (done.room.empty() || !is_incident(done.log)) return one->answer(n, std::move(fields));
    // The name was wished for: whoever goes there must find the room, under the name it got.
    with.all.when_room(done.log, [one, n, fields](const std::string& room) {
        auto whole = fields;
        whole["room"] = room;
        one->answer(n, std::move(whole));
    });
}

// Answers when the inbound is durable, and not before.
bool hand_in(
    surroundings& with, const std::shared_ptr<client>& one, const request& asked, inbound in
) {
    const bool command = std::holds_alternative<in_command>(in.what);
    const bool message =
        std::holds_alternative<in_message>(in.what) || std::holds_alternative<in_file>(in.what);
    return with.in.submit(
        std::move(in),
        [&with, one, n = asked.n, room = asked.room, command, message](result<handled> done) {
            if (!done) return one->refuse(n, done.error());
            if (command) return answer_command(with, one, n, *done);
            if (done->duplicate && message)
                return settle_duplicate(with, one, n, done->log, done->seq);
            const bool left_nothing = done->seq == 0 && done->reply && done->reply->failed;
            if (left_nothing) return one->refuse(n, {errc::refused, done->reply->text});
            one->acknowledge(n);
            if (done->reply)
                one->tell(json{
                    {"event", "private"},
                    {"room", room},
                    {"text", done->reply->text},
                    {"html", markdown_to_html(done->reply->text)},
                    {"failed", done->reply->failed}}
                              .dump());
        }
    );
}

bool on_said(surroundings& with, const std::shared_ptr<client>& one, request& asked) {
    auto in = start_inbound(with, *one, asked);
    if (asked.verb == "command" || (asked.text.starts_with("/") && !asked.file)) {
        in.key = "command:" + std::string(platform) + ":" + one->who().id + ":" + asked.id;
        in.what = in_command{std::move(asked.text)};
    } else if (asked.file) {
        // What the browser says about the file is not taken for granted.
        const auto size = with.shelf.size_of(asked.file->sha256);
        if (!size) {
            one->refuse(
                asked.n,
                {errc::invalid,
                 "There is no such file here; upload it first (POST /api/files?name=…)."}
            );
            return true;
        }
        asked.file->size = *size;
        asked.file->media_type = media_type_of(asked.file->name);
        in.key = message_key(platform, asked.room, asked.id);
        auto& file = *asked.file;
        in.what = in_file{
            asked.id,
            asked.parent,
            file.name,
            file.sha256,
            file.media_type,
            file.size,
            std::move(asked.text)};
    } else {
        in.key = message_key(platform, asked.room, asked.id);
        in.what = in_message{asked.id, std::move(asked.parent), std::move(asked.text)};
    }
    return hand_in(with, one, asked, std::move(in));
}

bool on_change_asked(surroundings& with, const std::shared_ptr<client>& one, request& asked) {
    auto in = start_inbound(with, *one, asked);
    if (asked.verb == "edit") in.what = in_edit{asked.message, std::move(asked.text)};
    if (asked.verb == "delete") in.what = in_delete{asked.message};
    if (asked.verb == "react") in.what = in_reaction{asked.message, asked.emoji, asked.on};
    if (asked.verb == "pin") in.what = in_pin{asked.message, asked.on};
    if (asked.verb == "promote") in.what = in_promote{asked.message, asked.kind};
    return hand_in(with, one, asked, std::move(in));
}

void open_the_room(surroundings& with, const std::shared_ptr<client>& one, const request& asked) {
    with.in.ask(
        [&with, one, n = asked.n, room = asked.room, before = asked.before](archive& from
        ) -> std::function<void()> {
            if (!may_see_room(from, room, one->who()))
                return [one, n, room] {
                    one->refuse(n, {errc::not_found, "There is no room '" + room + "' for you."});
                };
            const auto log = from.look().log_of_room(platform, room);
            if (!log && !room.starts_with('@') && !with.rooms.contains(room))
                return [one, n, room] {
                    one->refuse(
                        n,
                        {errc::not_found,
                         "There is no room '" + room + "' yet. Make it with create-room."}
                    );
                };
            history found;
            if (log) {
                auto read = read_history(from, room, *log, before);
                if (!read) return [one, n, why = read.error()] { one->refuse(n, why); };
                found = std::move(*read);
            }
            json fields{
                {"room", room_view(from, room)},
                {"messages", std::move(found.messages)},
                {"more", found.more},
                {"incident", nullptr}};
            if (log)
                if (const auto* of = readable_incident(from, *log, one->who()))
                    fields["incident"] = incident_view(from, *of);
            return [one, n, room, fields = std::move(fields)] {
                one->open(room);
                one->answer(n, fields);
            };
        }
    );
}

void show_rooms(surroundings& with, const std::shared_ptr<client>& one, std::int64_t n) {
    with.in.ask([one, n, extra = with.rooms](archive& from) -> std::function<void()> {
        return [one, n, rooms = rooms_view(from, one->who(), extra)] {
            one->answer(n, {{"rooms", rooms}});
        };
    });
}

void show_incident(surroundings& with, const std::shared_ptr<client>& one, const request& asked) {
    with.in.ask(
        [one, n = asked.n, id = static_cast<incident_id>(asked.incident)](archive& from
        ) -> std::function<void()> {
            const auto* of = readable_incident(from, id, one->who());
            if (!of)
                return [one, n, id] {
                    one->refuse(n, {errc::not_found, "There is no " + to_label(id) + "."});
                };
            return [one, n, view = incident_view(from, *of)] {
                one->answer(n, {{"incident", view}});
            };
        }
    );
}

void show_rca(surroundings& with, const std::shared_ptr<client>& one, const request& asked) {
    with.in.ask(
        [one,
         n = asked.n,
         id = static_cast<incident_id>(asked.incident),
         wanted = asked.template_name](archive& from) -> std::function<void()> {
            const auto* of = readable_incident(from, id, one->who());
            if (!of)
                return [one, n, id] {
                    one->refuse(n, {errc::not_found, "There is no " + to_label(id) + "."});
                };
            const auto name = template_of(*of, from.rules(), wanted);
            auto made = from.render(*of, name);
            if (!made) return [one, n, why = made.error()] { one->refuse(n, why); };
            json open = json::array();
            for (const auto& question : open_questions(*of, from.rules()))
                open.push_back(
                    question.prompt + (question.command.empty() ? "" : " " + question.command)
                );
            json rca{
                {"markdown", made->text},
                {"html", rca_to_html(made->text)},
                {"file", made->file_name},
                {"open", std::move(open)}};
            return [one, n, rca = std::move(rca)] { one->answer(n, {{"rca", rca}}); };
        }
    );
}

void create_room(surroundings& with, const std::shared_ptr<client>& one, const request& asked) {
    // Whoever sat in a room before an incident got it would see a private one.
    if (asked.name.starts_with('@') || asked.name.starts_with(with.incident_rooms))
        return one->refuse(
            asked.n,
            {errc::invalid,
             "Rooms that begin with '@' or '" + with.incident_rooms +
                 "' are made by Scribe; take another name."}
        );
    with.rooms.insert(asked.name);
    with.in.ask([one, n = asked.n, name = asked.name](archive& from) -> std::function<void()> {
        return [one, n, view = room_view(from, name)] { one->answer(n, {{"room", view}}); };
    });
}

// False: hold back before reading the next frame.
bool handle(surroundings& with, const std::shared_ptr<client>& one, std::string_view frame) {
    auto parsed = parse_request(frame);
    if (!parsed) {
        one->refuse(parsed.error().n, parsed.error().why);
        return true;
    }
    auto& asked = *parsed;
    if (asked.room.starts_with('@') && asked.room.substr(1) != one->who().name) {
        one->refuse(asked.n, {errc::not_found, "There is no room '" + asked.room + "' for you."});
        return true;
    }
    if (asked.verb == "send" || asked.verb == "command") return on_said(with, one, asked);
    if (asked.verb == "rooms") {
        show_rooms(with, one, asked.n);
    } else if (asked.verb == "open") {
        open_the_room(with, one, asked);
    } else if (asked.verb == "close") {
        one->close(asked.room);
        one->answer(asked.n, json::object());
    } else if (asked.verb == "incident") {
        show_incident(with, one, asked);
    } else if (asked.verb == "rca") {
        show_rca(with, one, asked);
    } else if (asked.verb == "create-room") {
        create_room(with, one, asked);
    } else if (asked.verb == "templates") {
        one->answer(asked.n, {{"templates", with.templates}});
    } else if (asked.verb == "commands") {
        json list = json::array();
        for (const auto& row : with.commands)
            list.push_back(
                {{"verb", row.verb},
                 {"usage", row.usage},
                 {"summary", row.summary},
                 {"group", row.group}}
            );
        one->answer(asked.n, {{"commands", std::move(list)}});
    } else {
        return on_change_asked(with, one, asked);
    }
    return true;
}

}  // namespace

asio::awaitable<void> converse(surroundings& with, std::shared_ptr<client> one) {
    const auto executor = co_await asio::this_coro::executor;
    with.all.join(one);
    for (;;) {
        const auto frame = co_await one->socket().read();
        if (!frame) break;
        const bool go_on = handle(with, one, *frame);
        if (go_on) continue;
        // Much is waiting to be written: the peer waits with us, its socket fills up.
        const auto gate =
            std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max());
        with.in.when_room([gate] { gate->cancel(); });
        const auto waited = co_await gate->async_wait(asio::as_tuple(asio::use_awaitable));
        (void)waited;
    }
    with.all.leave(one);
}

}  // namespace bot::console
