#include "config/keep.hpp"
#include "config/schema.hpp"

#include <array>

namespace bot {
namespace {

using enum settings_shape;

constexpr std::array rows{
    settings_row{
        "mattermost",
        map,
        "",
        "",
        "The team's Mattermost. On when there is a token; Scribe calls the server. With "
        "`callback_url` the server calls Scribe too: slash commands, buttons and dialogs. Without, "
        "`!incident` in a channel is the command."},
    settings_row{
        "mattermost.url",
        text,
        "https:// address, or http:// on this machine",
        "",
        "The server, as people reach it in a browser, without a team.",
        keep<to_api_url, STORED_AT(mattermost.url)>},
    settings_row{
        "mattermost.token",
        secret,
        "one line; only in a file that is its owner's alone",
        "",
        "The bot account's access token. Better kept in `mattermost.token_file` or in the "
        "environment variable `SCRIBE_MATTERMOST_TOKEN`.",
        keep_secret<STORED_AT(mattermost.token)>},
    settings_row{
        "mattermost.token_file",
        text,
        "path of a file that is its owner's alone",
        "",
        "The file that holds the access token, on one line.",
        keep_secret_file<STORED_AT(mattermost.token)>},
    settings_row{
        "mattermost.team",
        text,
        "the name of a team as it stands in addresses: `ops`",
        "",
        "Where incident channels are opened.",
        keep<to_label, STORED_AT(mattermost.team)>},
    settings_row{
        "mattermost.callback_url",
        text,
        "http:// or https:// address",
        "",
        "How the server reaches Scribe's `console.listen`: `http://scribe:8080`. Without it there "
        "are no slash commands, buttons and dialogs.",
        keep<to_public_url, STORED_AT(mattermost.callback_url)>},
    settings_row{
        "mattermost.callback_path",
        text,
        "path that begins with /",
        "/mattermost",
        "Below `callback_url`: the slash command calls this path with `/command` behind it.",
        keep<to_path, STORED_AT(mattermost.callback_path)>},
    settings_row{
        "mattermost.slash_token",
        secret,
        "one line; only in a file that is its owner's alone",
        "",
        "What Mattermost shows with each call of the slash command `/incident`. Or the environment "
        "variable `SCRIBE_MATTERMOST_SLASH_TOKEN`.",
        keep_secret<STORED_AT(mattermost.slash_token)>},
    settings_row{
        "mattermost.slash_token_file",
        text,
        "path of a file that is its owner's alone",
        "",
        "The file that holds the slash command's token, on one line.",
        keep_secret_file<STORED_AT(mattermost.slash_token)>},
    settings_row{
        "mattermost.alias_slash_token_file",
        text,
        "path of a file that is its owner's alone",
        "",
        "The token of a second slash command, `/inc`; or that of `/incident` before it was made "
        "anew.",
        keep_secret_file<STORED_AT(mattermost.alias_slash_token)>},
    settings_row{
        "mattermost.ca_file",
        text,
        "path of a PEM file",
        "",
        "The roots to trust instead of the system's.",
        keep<old_file, STORED_AT(mattermost.ca_file)>},
};

}  // namespace

std::span<const settings_row> mattermost_rows() {
    return rows;
}

}  // namespace bot
