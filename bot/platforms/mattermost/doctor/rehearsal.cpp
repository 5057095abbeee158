// What Scribe will do in an incident, done once in channels that are archived again.
#include "bot/base/digest.hpp"
#include "bot/platforms/mattermost/doctor/looks.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace bot::mattermost {
namespace {

using tree = nlohmann::json;

struct step {
    std::string doing;  // "post"
    std::string method, path, body;
};

std::string draw_mark(const std::function<void(std::span<char>)>& random) {
    std::array<char, 4> bytes{};
    random(bytes);
    return to_hex(std::string_view(bytes.data(), bytes.size()));
}

std::vector<step> steps_in(const look& at, const std::string& channel, const std::string& post) {
    const auto of_channel = "/channels/" + channel, of_post = "/posts/" + post;
    return {
        {"set the header",
         "PUT",
         of_channel + "/patch",
         R"({"header":"Scribe tries its rights."})"},
        {"pin", "POST", of_post + "/pin", ""},
        {"edit",
         "PUT",
         of_post + "/patch",
         R"({"message":"Scribe tried its rights. Never mind."})"},
        {"react",
         "POST",
         "/reactions",
         tree{{"user_id", at.me.user}, {"post_id", post}, {"emoji_name", "eyes"}}.dump()},
        {"read the channel", "GET", of_channel + "/posts?per_page=1", ""},
    };
}

class play {
public:
    play(look& at, std::string kind) : at_(at), kind_(std::move(kind)) {}

    asio::awaitable<void> run(std::string name, bool is_private) {
        const auto channel = co_await id_of(
            {"open a channel",
             "POST",
             "/channels",
             tree{
                 {"team_id", at_.me.team},
                 {"name", name},
                 {"display_name", name},
                 {"type", is_private ? "P" : "O"}}
                 .dump()}
        );
        if (channel.empty()) co_return;
        const auto post = co_await id_of(
            {"post",
             "POST",
             "/posts",
             tree{{"channel_id", channel}, {"message", "Scribe tries its rights."}}.dump()}
        );
        if (!post.empty())
            for (const auto& one : steps_in(at_, channel, post)) co_await id_of(one);
        co_await upload(channel);
        co_await id_of({"archive the channel", "DELETE", "/channels/" + channel, ""});
    }

    std::size_t failures = 0;

private:
    asio::awaitable<std::string> id_of(step one) {
        const auto done = co_await at_.api.call(one.method, one.path, one.body);
        if (!done) tell(one.doing, done.error());
        co_return done ? std::string(text(done->root, "id")) : std::string();
    }
    asio::awaitable<void> upload(std::string channel) {
        const auto file = co_await at_.api.upload(std::move(channel), "scribe.md", "Never mind.\n");
        if (!file) tell("upload a file", file.error());
    }
    void tell(const std::string& doing, const api_failure& why) {
        ++failures;
        at_.found.push_back(failed("rehearsal: " + doing + " in a " + kind_ + " channel", why));
    }

    look& at_;
    std::string kind_;
};

}  // namespace

asio::awaitable<void> rehearse(look& at) {
    const auto mark = draw_mark(at.what.random);
    std::size_t failures = 0;
    for (const bool is_private : {false, true}) {
        const std::string kind = is_private ? "private" : "public";
        play one(at, kind);
        // Archived channels keep their names: this one was never taken before.
        co_await one.run("scribe-doctor-" + mark + "-" + kind, is_private);
        failures += one.failures;
    }
    if (failures == 0)
        at.found.push_back(good("rehearsal", "all that Scribe does in an incident is allowed"));
}

}  // namespace bot::mattermost
