#include "config/keep.hpp"
#include "config/schema.hpp"

#include <array>

namespace bot {
namespace {

using enum settings_shape;

constexpr std::array rows{
    settings_row{
        "slack",
        map,
        "",
        "",
        "The team's Slack. On when there is a bot token; with an app-level token Scribe calls "
        "Slack (Socket Mode, nothing of it is reachable from outside), with a signing secret Slack "
        "calls Scribe."},
    settings_row{
        "slack.bot_token",
        secret,
        "xoxb-…; only in a file that is its owner's alone",
        "",
        "The bot's token. Better kept in `slack.bot_token_file` or in the environment variable "
        "`SCRIBE_SLACK_BOT_TOKEN`.",
        keep_secret<STORED_AT(slack.bot_token), is_bot_token>},
    settings_row{
        "slack.bot_token_file",
        text,
        "path of a file that is its owner's alone",
        "",
        "The file that holds the bot token, on one line.",
        keep_secret_file<STORED_AT(slack.bot_token), is_bot_token>},
    settings_row{
        "slack.app_token",
        secret,
        "xapp-…; only in a file that is its owner's alone",
        "",
        "The app-level token, for Socket Mode. Or the environment variable "
        "`SCRIBE_SLACK_APP_TOKEN`.",
        keep_secret<STORED_AT(slack.app_token), is_app_token>},
    settings_row{
        "slack.app_token_file",
        text,
        "path of a file that is its owner's alone",
        "",
        "The file that holds the app-level token, on one line.",
        keep_secret_file<STORED_AT(slack.app_token), is_app_token>},
    settings_row{
        "slack.connections",
        text,
        "1 to 4",
        "2",
        "How many connections are open at a time in Socket Mode. Slack allows an app ten, all its "
        "copies together.",
        keep<to_connections, STORED_AT(slack.connections)>},
    settings_row{
        "slack.signing_secret",
        secret,
        "one line; only in a file that is its owner's alone",
        "",
        "What Slack signs its calls with, when there is no app-level token. Or the environment "
        "variable `SCRIBE_SLACK_SIGNING_SECRET`.",
        keep_secret<STORED_AT(slack.signing_secret)>},
    settings_row{
        "slack.signing_secret_file",
        text,
        "path of a file that is its owner's alone",
        "",
        "The file that holds the signing secret, on one line.",
        keep_secret_file<STORED_AT(slack.signing_secret)>},
    settings_row{
        "slack.previous_signing_secret_file",
        text,
        "path of a file that is its owner's alone",
        "",
        "The signing secret of before, good as well while a new one is brought in.",
        keep_secret_file<STORED_AT(slack.previous_signing_secret)>},
    settings_row{
        "slack.events_path",
        text,
        "path that begins with /",
        "/slack/events",
        "Where Slack calls: this path on `console.listen`, behind a proxy with TLS.",
        keep<to_path, STORED_AT(slack.events_path)>},
    settings_row{
        "slack.canvas",
        text,
        "on, off",
        "off",
        "The RCA as the incident channel's canvas as well (scope canvases:write, a paid plan).",
        keep<to_switch, STORED_AT(slack.canvas)>},
    settings_row{
        "slack.api_url",
        text,
        "https:// address, or http:// on this machine",
        "https://slack.com/api/",
        "Slack's Web API, or a proxy in front of it.",
        keep<to_api_url, STORED_AT(slack.api_url)>},
    settings_row{
        "slack.ca_file",
        text,
        "path of a PEM file",
        "",
        "The roots to trust instead of the system's, where a proxy opens TLS.",
        keep<old_file, STORED_AT(slack.ca_file)>},
};

}  // namespace

std::span<const settings_row> slack_rows() {
    return rows;
}

}  // namespace bot
