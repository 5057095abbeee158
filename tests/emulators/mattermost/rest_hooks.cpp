// Where apps call without a token: response_urls and incoming webhooks.
#include "tests/emulators/mattermost/rest.hpp"

namespace emulator::mattermost {

namespace {

reply respond(call& c) {
    const auto found = c.in.response_urls.find(c.at[0]);
    if (found == c.in.response_urls.end()) refuse(404, "app.command_webhook.get.missing");
    auto& hook = found->second;
    if (milliseconds(to_millis(c.now) - hook.made) > c.in.policy.response_url_lives)
        refuse(404, "app.command_webhook.get.missing");
    if (++hook.uses > c.in.policy.response_url_uses)
        refuse(400, "app.command_webhook.try_use.invalid");
    if (!c.body.is_object()) refuse(400, "web.command_webhook.parse.app_error");
    answer_command(c.in, c.body, {hook.user, hook.channel, hook.root}, nullptr, c.now);
    return {200, "ok", {{"content-type", "text/plain"}}};
}

channel& addressed(core& in, const incoming_webhook& hook, const std::string& to, moment now) {
    if (to.empty()) return in.channels.at(hook.channel);
    if (to.starts_with('@')) {
        const auto* who = in.find_user(to);
        if (!who) refuse(400, "web.incoming_webhook.user.app_error");
        return in.direct_with({hook.user, who->id}, in.users.at(hook.user), now);
    }
    auto* found = in.find_channel(to.starts_with('#') ? to.substr(1) : to);
    if (!found) refuse(404, "web.incoming_webhook.channel.app_error");
    return *found;
}

// So many runes at the beginning of a text, in bytes.
std::size_t bytes_of_runes(std::string_view text, std::size_t runes) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
        if (begins && runes-- == 0) break;
    }
    return at;
}

reply incoming(call& c) {
    const auto found = c.in.webhooks.find(c.at[0]);
    if (found == c.in.webhooks.end()) refuse(400, "web.incoming_webhook.invalid.app_error");
    const auto& hook = found->second;
    if (!c.body.is_object()) refuse(400, "web.incoming_webhook.parse.app_error");
    auto attachments = c.body.value("attachments", json::array());
    auto text = from_slack(c.in, c.text("text"));
    if (text.empty() && attachments.empty()) refuse(400, "web.incoming_webhook.text.app_error");
    attachments_from_slack(c.in, attachments);
    post made;
    made.user = hook.user;
    made.channel = addressed(c.in, hook, c.text("channel"), c.now).id;
    made.type = c.text("type");
    made.props = c.body.value("props", json::object());
    made.props["from_webhook"] = "true";
    const auto name = c.text("username").empty() ? hook.username : c.text("username");
    if (!name.empty()) made.props["override_username"] = name;
    if (!attachments.empty()) made.props["attachments"] = attachments;
    // What is too long for one post becomes several.
    do {
        auto one = made;
        const auto size = bytes_of_runes(text, c.in.policy.max_post);
        one.message = text.substr(0, size);
        text.erase(0, size);
        made.props.erase("attachments");
        c.in.put(std::move(one), c.now, name);
    } while (!text.empty());
    return {200, "ok", {{"content-type", "text/plain"}}};
}

reply create_webhook(call& c) {
    if (!c.by->is_admin()) forbid();
    incoming_webhook made{c.in.new_id(), c.by->id, c.text("channel_id"), c.text("username"), ""};
    c.joined(made.channel);
    c.in.webhooks[made.id] = made;
    return said(201, {{"id", made.id}, {"channel_id", made.channel}, {"user_id", made.user}});
}

constexpr route rows[] = {
    {"POST", "/hooks/incoming", create_webhook},
    {"POST", "/hooks/commands/{id}", respond, true},
    {"POST", "/hooks/{id}", incoming, true},
};

}  // namespace

std::span<const route> hook_routes() {
    return rows;
}

}  // namespace emulator::mattermost
