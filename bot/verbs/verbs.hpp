// The program's verbs. Each takes what the command line said and returns the exit code.
#pragma once

#include <optional>
#include <string>

namespace bot {

// The same for all verbs; documented in docs/program.md.
enum exit_code : int {
    exit_well = 0,
    exit_faults = 1,        // the verb worked and found something wrong (verify, check, doctor)
    exit_input = 2,         // the command line, a file or a configuration is wrong
    exit_surroundings = 3,  // something needed is not there: a port, a folder, a lock
};

struct serve_options {
    std::string config;
    std::optional<std::string> listen;  // over the configuration's
};
int serve(const serve_options& how);

struct replay_options {
    std::string file, template_name, out, config;
    bool json = false, drafts = false;
};
int replay(const replay_options& how);

struct import_options {
    std::string source, channel;                     // no channel: the channels there are
    std::string team;                                // of several in one export
    std::string title, severity, service, from, to;  // empty: as the export suggests
    std::string template_name, out, config;
    bool json = false;
};
int import_slack_export(const import_options& how);
int import_mattermost(const import_options& how);

struct record_options {
    std::string config, incident, template_name, out;
    bool json = false;
};
int write_rca(const record_options& how);
// Advice on a draft: of a file, or of what would be written of an incident.
int lint(const record_options& how);
int export_record(const record_options& how);
int verify_record(const record_options& how);

struct render_options_told {
    std::string template_file, data_file;
};
int render_file(const render_options_told& how);

int check(const std::string& config, bool json);

// Looks at everything that has to be there, tokens and scopes of the chat platforms included.
// `rehearses`: in Slack, in two channels that are archived again.
int doctor(const std::string& config, bool json, bool rehearses);

// docs/reference pages, printed from the tables: commands, settings, rca-variables,
// slack-manifest, slack-needs.
int print_reference(const std::string& page);

}  // namespace bot
