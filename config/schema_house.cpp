#include "config/keep.hpp"
#include "config/schema.hpp"

#include <array>

namespace bot {
namespace {

using enum settings_shape;

result<std::string> path_for(
    settings_reading& r, std::string_view words, path_is wanted, bool must_exist
) {
    if (words.empty()) return fail(errc::invalid, "empty; name a path, or remove the line");
    auto path = r.resolve(std::string(words));
    const auto found = look_at(path);
    if (found == wanted || (found == path_is::missing && !must_exist)) return path;
    const std::string kind = wanted == path_is::folder ? "folder" : "file";
    if (found == path_is::missing) return fail(errc::not_found, "there is no " + kind + " " + path);
    if (found == path_is::unreachable)
        return fail(errc::forbidden, "this process may not look at " + path);
    return fail(errc::invalid, path + " is no " + kind);
}

result<std::string> new_file(settings_reading& r, std::string_view words) {
    return path_for(r, words, path_is::file, false);
}
result<std::string> new_folder(settings_reading& r, std::string_view words) {
    return path_for(r, words, path_is::folder, false);
}
result<std::string> old_folder(settings_reading& r, std::string_view words) {
    return path_for(r, words, path_is::folder, true);
}
// The group may read it: Debian gives keys to the group ssl-cert.
result<std::string> key_file(settings_reading& r, std::string_view words) {
    auto path = old_file(r, words);
    if (path && is_open_to_everybody(*path))
        return fail(errc::forbidden, *path + " is open to everybody; chmod 640 it");
    return path;
}

// Only noted: its file is read once this one is through.
void note_catalogue(settings_reading& r, const yaml_node& node) {
    if (node.text.empty()) return r.wrong(node.at, "empty; name a file, or remove the line");
    r.catalogue = r.resolve(node.text);
}

constexpr std::array rows{
    settings_row{"console", map, "", "", "The web console, and everything else served over HTTP."},
    settings_row{
        "console.listen",
        text,
        "HOST:PORT; an IPv6 host in brackets; port 0: any free one",
        "127.0.0.1:8080",
        "Where to listen. Anything but loopback needs a password.",
        keep<to_listen, STORED_AT(console.listen)>},
    settings_row{
        "console.password",
        secret,
        "one line; only in a file that is its owner's alone",
        "",
        "What the console asks for. Better kept in `console.password_file` or in the environment "
        "variable `SCRIBE_CONSOLE_PASSWORD`.",
        keep_secret<STORED_AT(console.password)>},
    settings_row{
        "console.password_file",
        text,
        "path of a file that is its owner's alone",
        "",
        "The file that holds the password, on one line.",
        keep_secret_file<STORED_AT(console.password)>},
    settings_row{"console.tls", map, "", "", "Serve HTTPS without a proxy in front."},
    settings_row{
        "console.tls.certificate",
        text,
        "path of a PEM file",
        "",
        "The certificate, followed by those that vouch for it.",
        keep<old_file, STORED_AT(console.tls_certificate)>},
    settings_row{
        "console.tls.key",
        text,
        "path of a PEM file not everybody can read",
        "",
        "The certificate's private key.",
        keep<key_file, STORED_AT(console.tls_key)>},
    settings_row{
        "console.public_url",
        text,
        "http:// or https:// address",
        "",
        "How people reach the console; links in chat begin with it. Without it: the listen "
        "address.",
        keep<to_public_url, STORED_AT(console.public_url)>},
    settings_row{
        "console.allowed_origins",
        texts,
        "list of https://HOST or http://HOST:PORT",
        "[]",
        "Web pages elsewhere that may talk to the console. Its own pages always may.",
        keep_each<to_origin, STORED_AT(console.allowed_origins)>},

    settings_row{"store", map, "", "", "Where incidents are kept."},
    settings_row{
        "store.path",
        text,
        "path",
        "",
        "The SQLite file. Without it: scribe.db in the state folder (`$STATE_DIRECTORY`, "
        "`$XDG_STATE_HOME/scribe`, or `~/.local/state/scribe`).",
        keep<new_file, STORED_AT(store.path)>},

    settings_row{"log", map, "", "", "What the bot says about itself, on standard error."},
    settings_row{
        "log.level",
        text,
        "debug, info, warn, error",
        "info",
        "The least that is worth a line.",
        keep<to_log_level, STORED_AT(log.level)>},

    settings_row{
        "alerts",
        maps,
        "list",
        "none",
        "Who sends alerts. Each comes in at `/alerts/NAME`.",
        keep_items<STORED_AT(alerts)>},
    settings_row{
        "alerts[].name",
        text,
        "lower-case word",
        "",
        "The last part of the address it sends to.",
        keep<to_label, STORED_AT(alerts[r.index].name)>,
        true},
    settings_row{
        "alerts[].kind",
        text,
        "alertmanager",
        "alertmanager",
        "What the alerts look like.",
        keep<to_source_kind, STORED_AT(alerts[r.index].kind)>},
    settings_row{
        "alerts[].token",
        secret,
        "one line; only in a file that is its owner's alone",
        "",
        "What it shows: `Authorization: Bearer TOKEN`, or as the password of basic authentication. "
        "Needed when `console.listen` is not loopback.",
        keep_secret<STORED_AT(alerts[r.index].token)>},
    settings_row{
        "alerts[].token_file",
        text,
        "path of a file that is its owner's alone",
        "",
        "The file that holds the token, on one line.",
        keep_secret_file<STORED_AT(alerts[r.index].token)>},

    settings_row{"rca", map, "", "", "The document at the end."},
    settings_row{
        "rca.folder",
        text,
        "path of a folder",
        "",
        "Where RCA files are written, a vault perhaps. Without it: rca in the state folder.",
        keep<new_folder, STORED_AT(rca.folder)>},
    settings_row{
        "rca.templates",
        text,
        "path of a folder that is there",
        "",
        "Templates of your own; one of the same name replaces a built-in one.",
        keep<old_folder, STORED_AT(rca.templates_folder)>},

    settings_row{
        "catalogue",
        text,
        "path of a YAML file",
        "",
        "The services and the teams that answer for them; see below.",
        note_catalogue},
};

}  // namespace

result<std::string> old_file(settings_reading& r, std::string_view words) {
    return path_for(r, words, path_is::file, true);
}

std::span<const settings_row> house_rows() {
    return rows;
}

}  // namespace bot
