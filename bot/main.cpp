// The command line: what each verb takes, and nothing of what it does.
#include "bot/base/text.hpp"
#include "bot/verbs/verbs.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr const char* version = "scribe 0.1.0";
constexpr const char* footer =
    "Exit codes: 0 well, 1 faults found (verify, check, doctor), 2 wrong input or configuration, 3 "
    "something needed is not there.";

int refuse_verb(const CLI::App& app, std::string_view typed) {
    std::vector<std::string> names;
    for (const auto* known : app.get_subcommands({})) names.push_back(known->get_name());
    const std::vector<std::string_view> words(names.begin(), names.end());
    const auto meant = bot::nearest(typed, words);
    std::cerr << "scribe: there is no verb '" << bot::shorten(typed, 40) << "'. ";
    if (!meant.empty()) std::cerr << "Did you mean 'scribe " << meant << "'? ";
    std::cerr << "'scribe --help' lists them.\n";
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Scribe keeps the record of an incident and writes it up.", "scribe"};
    app.require_subcommand(1);
    app.set_version_flag("--version", version);
    app.footer(footer);
    int code = 0;

    bot::serve_options serving;
    auto* serve = app.add_subcommand(
        "serve", "Runs the bot. Without a configuration: the console on http://127.0.0.1:8080"
    );
    serve->add_option("--config", serving.config, "Configuration file (YAML)");
    serve->add_option(
        "--listen", serving.listen, "HOST:PORT of the console, over the configuration's"
    );
    serve->callback([&] { code = bot::serve(serving); });

    bot::replay_options playing;
    auto* replay = app.add_subcommand(
        "replay", "Plays a transcript and prints the RCA of every incident resolved in it"
    );
    replay
        ->add_option(
            "transcript", playing.file, "The transcript (JSON Lines), - for standard input"
        )
        ->required();
    replay->add_option(
        "--template", playing.template_name, "RCA template; default: the configured one"
    );
    replay->add_option("--out", playing.out, "Write the RCAs into this folder instead");
    replay->add_option("--config", playing.config, "Configuration file (YAML)");
    replay->add_flag("--json", playing.json, "Machine-readable");
    replay->add_flag("--drafts", playing.drafts, "Incidents that were not resolved, too");
    replay->callback([&] { code = bot::replay(playing); });

    bot::import_options importing;
    auto* import = app.add_subcommand(
        "import", "Writes the RCA of an incident that was not recorded, from what a chat exported"
    );
    import->require_subcommand(1);
    const auto imports = [&](CLI::App* verb, int (*run)(const bot::import_options&)) {
        verb->add_option("--channel", importing.channel, "The incident's channel: inc-checkout");
        verb->add_option(
            "--title", importing.title, "Default: the channel's topic, purpose or name"
        );
        verb->add_option("--severity", importing.severity, "Default: the configured one");
        verb->add_option("--service", importing.service, "The service that was hit");
        verb->add_option(
            "--from", importing.from, "Nothing before: 2025-09-27, \"2025-09-27 19:03\" (UTC)"
        );
        verb->add_option("--to", importing.to, "Nothing after");
        verb->add_option(
            "--template", importing.template_name, "RCA template; default: the configured one"
        );
        verb->add_option("--out", importing.out, "Write the RCA into this folder instead");
        verb->add_option("--config", importing.config, "Configuration file (YAML)");
        verb->add_flag("--json", importing.json, "Machine-readable");
        verb->callback([&code, &importing, run] { code = run(importing); });
    };
    auto* slack = import->add_subcommand(
        "slack-export", "From a standard Slack export; without --channel: lists its channels"
    );
    slack->add_option("folder", importing.source, "The folder of the unpacked ZIP")->required();
    imports(slack, bot::import_slack_export);
    auto* mattermost = import->add_subcommand(
        "mattermost", "From a Mattermost bulk export; without --channel: lists its channels"
    );
    mattermost->add_option("file", importing.source, "The .jsonl file of the export")->required();
    mattermost->add_option("--team", importing.team, "The channel's team, if there are several");
    imports(mattermost, bot::import_mattermost);

    bot::record_options reading;
    const auto reads_record = [&](CLI::App* verb, bool needs_incident) {
        auto* incident = verb->add_option("incident", reading.incident, "INC-7");
        if (needs_incident) incident->required();
        verb->add_option("--config", reading.config, "Configuration file (YAML)");
    };
    auto* rca = app.add_subcommand("rca", "Prints the RCA of an incident");
    reads_record(rca, true);
    rca->add_option("--template", reading.template_name, "RCA template; default: the incident's");
    rca->add_option("--out", reading.out, "Write it into this folder instead");
    rca->callback([&] { code = bot::write_rca(reading); });
    auto* lint = app.add_subcommand(
        "lint", "Advice on a draft: blame, gaps, actions nobody owns, figures without a source"
    );
    lint->add_option("draft", reading.incident, "A Markdown file, or INC-7")->required();
    lint->add_option("--config", reading.config, "Configuration file (YAML)");
    lint->add_option("--template", reading.template_name, "RCA template; default: the incident's");
    lint->callback([&] { code = bot::lint(reading); });
    auto* exported = app.add_subcommand(
        "export", "Prints everything recorded of an incident, one JSON object a line"
    );
    reads_record(exported, true);
    exported->callback([&] { code = bot::export_record(reading); });
    auto* verify = app.add_subcommand(
        "verify", "Checks the hash chain of one incident, or of the whole record"
    );
    reads_record(verify, false);
    verify->add_flag("--json", reading.json, "Machine-readable");
    verify->callback([&] { code = bot::verify_record(reading); });

    bot::render_options_told rendering;
    auto* render = app.add_subcommand("render", "Renders a template on data from a JSON file");
    render->add_option("template", rendering.template_file, "The template")->required();
    render->add_option("data", rendering.data_file, "An object of variables (JSON)")->required();
    render->callback([&] { code = bot::render_file(rendering); });

    std::string config, page;
    bool json = false;
    auto* check = app.add_subcommand(
        "check", "Checks configuration, catalogue and templates; starts nothing"
    );
    check->add_option("--config,config", config, "Configuration file (YAML)");
    check->add_flag("--json", json, "Machine-readable");
    check->callback([&] { code = bot::check(config, json); });

    auto* doctor = app.add_subcommand(
        "doctor", "Looks at everything Scribe needs: folders, tokens, scopes, clock"
    );
    doctor->add_option("--config,config", config, "Configuration file (YAML)");
    doctor->add_flag("--json", json, "Machine-readable");
    bool rehearses = false;
    doctor->add_flag(
        "--rehearse",
        rehearses,
        "Tries in Slack which events are told: opens two channels and archives them"
    );
    doctor->callback([&] { code = bot::doctor(config, json, rehearses); });

    auto* reference = app.add_subcommand(
        "reference",
        "Prints what is made from the program's tables: a reference page, the Slack manifest"
    );
    reference
        ->add_option("page", page, "commands, settings, rca-variables, slack-manifest, slack-needs")
        ->required();
    reference->callback([&] { code = bot::print_reference(page); });

    // A mistyped verb is named, with the one it was meant to be.
    const std::string_view verb = argc > 1 ? argv[1] : "";
    const auto verbs = app.get_subcommands({});
    const bool known = std::any_of(verbs.begin(), verbs.end(), [&](const CLI::App* one) {
        return one->get_name() == verb;
    });
    if (!verb.empty() && !verb.starts_with('-') && !known) return refuse_verb(app, verb);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        return app.exit(problem) == 0 ? 0 : 2;
    } catch (const std::exception& problem) {
        std::cerr << "scribe: " << problem.what() << '\n';
        return 3;
    }
    return code;
}
