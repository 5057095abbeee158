// What people do, and who they are.
#include "tests/emulators/mattermost/control.hpp"

namespace emulator::mattermost {

namespace {

std::string text(const json& given, const char* name) {
    return given.at(name).get<std::string>();
}

channel::kind kind_in(const json& given) {
    return given.value("private", false) ? channel::kind::closed : channel::kind::open;
}

json id(std::string made) {
    return {{"id", std::move(made)}};
}

json to_json(const reply& answer) {
    return {{"status", answer.status}, {"body", answer.body}};
}

struct row {
    std::string_view name, takes;
    json (*run)(server& at, workspace& space, const json& in);
};

json done(auto&& what) {
    what();
    return json::object();
}

json add_channel(server&, workspace& space, const json& in) {
    const auto made = space.add_channel(text(in, "name"), kind_in(in));
    for (const auto& member : in.value("members", json::array()))
        space.let_in(made, member.get<std::string>());
    return id(made);
}

json says(server& at, workspace& space, const json& in) {
    return id(space.says(
        text(in, "user"),
        text(in, "channel"),
        text(in, "text"),
        at.now(),
        in.value("more", json::object())
    ));
}

json shares_file(server& at, workspace& space, const json& in) {
    return id(space.shares_file(
        text(in, "user"),
        text(in, "channel"),
        text(in, "name"),
        in.value("bytes", ""),
        in.value("text", ""),
        at.now()
    ));
}

json api(server& at, workspace& space, const json& in) {
    const auto answer = space.api(
        text(in, "user"), text(in, "method"), text(in, "path"), in.value("body", json()), at.now()
    );
    return to_json(answer);
}

// Most are one call: user and post, or user and channel.
template <void (workspace::*act)(std::string_view, std::string_view, moment)>
json on_post(server& at, workspace& space, const json& in) {
    return done([&] { (space.*act)(text(in, "user"), text(in, "post"), at.now()); });
}
template <void (workspace::*act)(std::string_view, std::string_view, moment)>
json on_channel(server& at, workspace& space, const json& in) {
    return done([&] { (space.*act)(text(in, "user"), text(in, "channel"), at.now()); });
}
template <void (workspace::*act)(std::string_view, std::string_view, std::string_view, moment)>
json with_emoji(server& at, workspace& space, const json& in) {
    return done([&] {
        (space.*act)(text(in, "user"), text(in, "post"), text(in, "emoji"), at.now());
    });
}
template <void (workspace::*act)(std::string_view, std::string_view, std::string_view, moment)>
json with_whom(server& at, workspace& space, const json& in) {
    return done([&] {
        (space.*act)(text(in, "user"), text(in, "channel"), text(in, "whom"), at.now());
    });
}

constexpr row rows[] = {
    {"add_user",
     "name",
     [](server&, workspace& space, const json& in) {
         return id(space.add_user(text(in, "name")));
     }},
    {"add_bot",
     "name",
     [](server&, workspace& space, const json& in) { return id(space.add_bot(text(in, "name"))); }},
    {"add_channel", "name private[] members[]", add_channel},
    {"let_in",
     "channel user",
     [](server&, workspace& space, const json& in) {
         return done([&] { space.let_in(text(in, "channel"), text(in, "user")); });
     }},
    {"add_command",
     "trigger url -> token",
     [](server&, workspace& space, const json& in) {
         return json{{"token", space.add_command(text(in, "trigger"), text(in, "url"))}};
     }},
    {"add_webhook",
     "channel user",
     [](server&, workspace& space, const json& in) {
         return id(space.add_webhook(text(in, "channel"), text(in, "user")));
     }},
    {"token",
     "user",
     [](server&, workspace& space, const json& in) {
         return json{{"token", space.token_of(text(in, "user"))}};
     }},
    {"revoke",
     "token",
     [](server&, workspace& space, const json& in) {
         return done([&] { space.revoke(text(in, "token")); });
     }},
    {"says", "user channel text more[] -> id", says},
    {"replies",
     "user root text -> id",
     [](server& at, workspace& space, const json& in) {
         return id(space.replies(text(in, "user"), text(in, "root"), text(in, "text"), at.now()));
     }},
    {"edits",
     "user post text",
     [](server& at, workspace& space, const json& in) {
         return done([&] {
             space.edits(text(in, "user"), text(in, "post"), text(in, "text"), at.now());
         });
     }},
    {"deletes", "user post", on_post<&workspace::deletes>},
    {"reacts", "user post emoji", with_emoji<&workspace::reacts>},
    {"unreacts", "user post emoji", with_emoji<&workspace::unreacts>},
    {"pins", "user post", on_post<&workspace::pins>},
    {"unpins", "user post", on_post<&workspace::unpins>},
    {"shares_file", "user channel name bytes[] text[] -> id", shares_file},
    {"creates_channel",
     "user name private[] -> id",
     [](server& at, workspace& space, const json& in) {
         return id(space.creates_channel(text(in, "user"), text(in, "name"), kind_in(in), at.now())
         );
     }},
    {"joins", "user channel", on_channel<&workspace::joins>},
    {"leaves", "user channel", on_channel<&workspace::leaves>},
    {"adds", "user channel whom", with_whom<&workspace::adds>},
    {"removes", "user channel whom", with_whom<&workspace::removes>},
    {"archives", "user channel", on_channel<&workspace::archives>},
    {"restores", "user channel", on_channel<&workspace::restores>},
    {"types", "user channel", on_channel<&workspace::types>},
    {"patches",
     "user channel what",
     [](server& at, workspace& space, const json& in) {
         return done([&] {
             space.patches(text(in, "user"), text(in, "channel"), in.at("what"), at.now());
         });
     }},
    {"writes_to",
     "user whom text -> id",
     [](server& at, workspace& space, const json& in) {
         return id(space.writes_to(text(in, "user"), text(in, "whom"), text(in, "text"), at.now()));
     }},
    {"joins_team",
     "name -> id",
     [](server& at, workspace& space, const json& in) {
         return id(space.joins_team(text(in, "name"), at.now()));
     }},
    {"api", "user method path body[] -> any REST call as that user", api},
};

asio::awaitable<json> runs_command(server* at, json in) {
    const auto got = co_await at->runs_command(
        text(in, "user"), text(in, "channel"), text(in, "line"), in.value("root", "")
    );
    co_return to_json(got);
}

asio::awaitable<json> clicks(server* at, json in) {
    const auto got = co_await at->clicks(
        text(in, "user"), text(in, "post"), text(in, "action"), in.value("selected", "")
    );
    co_return to_json(got);
}

asio::awaitable<json> submits(server* at, json in) {
    const auto got = co_await at->submits(text(in, "user"), in.value("submission", json::object()));
    co_return to_json(got);
}

asio::awaitable<json> cancels(server* at, json in) {
    const auto got = co_await at->cancels(text(in, "user"));
    co_return to_json(got);
}

}  // namespace

std::vector<verb> people_verbs(server& machine, workspace& space) {
    std::vector<verb> all;
    for (const auto& [name, takes, run] : rows)
        all.push_back({name, takes, [&machine, &space, run](const json& given) {
                           return run(machine, space, given);
                       }});
    const auto add = [&](std::string_view name, std::string_view takes, auto* run) {
        all.push_back({name, takes, {}, [&machine, run](json given) {
                           return run(&machine, std::move(given));
                       }});
    };
    add("runs_command", "user channel line root[] -> what their client gets", &runs_command);
    add("clicks", "user post action selected[] -> what their client gets", &clicks);
    add("submits", "user submission -> what their client gets", &submits);
    add("cancels", "user -> what their client gets", &cancels);
    return all;
}

}  // namespace emulator::mattermost
