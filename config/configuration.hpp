// What the operator has decided, and how it is read from a file.
#pragma once

#include "bot/incident/settings.hpp"
#include "config/mistake.hpp"
#include "config/secret.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct console_settings {
    std::string listen = "127.0.0.1:8080";     // HOST:PORT, an IPv6 host in brackets
    std::optional<secret> password;            // always there when `listen` is not loopback
    std::string tls_certificate, tls_key;      // PEM files; both or neither
    std::string public_url;                    // no slash at the end; empty: as `listen`
    std::vector<std::string> allowed_origins;  // "https://chat.example.org"
};

// Slack is on when there is a bot token. With an app-level token it calls Slack (Socket Mode),
// with a signing secret Slack calls it.
struct slack_settings {
    std::optional<secret> bot_token, app_token;                     // xoxb-…, xapp-…
    std::optional<secret> signing_secret, previous_signing_secret;  // the second while rotating
    std::string events_path = "/slack/events";
    int connections = 2;
    bool canvas = false;                             // the RCA as the channel's canvas as well
    std::string api_url = "https://slack.com/api/";  // ends with a slash
    std::string ca_file;                             // whose roots to trust; empty: the system's

    bool is_on() const { return bot_token.has_value(); }
};

// Mattermost is on when there is a token. Its socket needs nothing else; slash commands, buttons
// and dialogs need `callback_url`, where the server reaches us.
struct mattermost_settings {
    std::string url;  // ends with a slash
    std::optional<secret> token;
    std::string team;                                      // its name, as in addresses
    std::optional<secret> slash_token, alias_slash_token;  // of /incident, of /inc
    std::string callback_url;                              // no slash at the end
    std::string callback_path = "/mattermost";             // below it: /command, /action, /dialog
    std::string ca_file;  // whose roots to trust; empty: the system's

    bool is_on() const { return token.has_value(); }
};

struct store_settings {
    std::string path;  // SQLite file; empty: scribe.db in the state folder
};

// Alerts come in at /alerts/NAME with the token as bearer or as basic password.
struct alert_source_settings {
    std::string name;
    std::string kind = "alertmanager";
    std::optional<secret> token;
};

// RCAs are committed to a repository when there is a url: on `branch`, or on one of their own that
// a merge request is opened for.
struct git_settings {
    std::string url;  // https, ssh, user@host:path, or a path
    std::string branch = "main";
    std::string folder;  // in the repository; empty: its root
    std::string author_name = "Scribe", author_email = "scribe@localhost";
    std::optional<secret> token;         // for https
    std::string user;                    // beside the token; empty: what the forge wants
    std::string merge_request = "none";  // none, github, gitlab
    std::string api_url;                 // ends with a slash; empty: made from the url
    std::string ca_file;                 // whose roots to trust; empty: the system's

    bool is_on() const { return !url.empty(); }
};

struct rca_settings {
    std::string folder;            // empty: rca in the state folder
    std::string templates_folder;  // empty: the built-in templates only
    git_settings git;
};

struct log_settings {
    std::string level = "info";  // debug, info, warn, error
};

struct configuration {
    settings incident;
    console_settings console;
    slack_settings slack;
    mattermost_settings mattermost;
    store_settings store;
    std::vector<alert_source_settings> alerts;
    rca_settings rca;
    log_settings log;
    std::string file;  // where it came from; empty: from nowhere, all defaults
};

// Paths in it are absolute, or relative to the current folder as the file's own path was.
struct loaded {
    configuration config;           // to be used only when there are no mistakes
    std::vector<mistake> mistakes;  // by place, the catalogue's after the file's own
};

using environment = std::function<const char*(const char* name)>;  // as std::getenv

// What reading depends on besides the text.
struct surroundings {
    environment variable = no_variables;
    std::string zones = "/usr/share/zoneinfo";
    bool others_can_read = false;  // the text came from a file that is not the owner's alone

    static const char* no_variables(const char*) { return nullptr; }
};

// Reads the file and the catalogue it names. An empty path means no file: the defaults, with
// what the environment says.
loaded load_configuration(const std::string& path);
loaded load_configuration(const std::string& path, surroundings around);

// Relative paths in the text are meant from `folder`; `name` is the file in the mistakes.
loaded parse_configuration(
    std::string_view yaml,
    const std::string& name,
    const std::string& folder,
    const surroundings& around = {}
);

// $STATE_DIRECTORY (systemd's), $XDG_STATE_HOME/scribe, ~/.local/state/scribe: the first that
// is set. Empty when none is, not even HOME.
std::string default_state_folder(const environment& variable);

// The reference page of all settings, as Markdown.
std::string settings_reference();

}  // namespace bot
