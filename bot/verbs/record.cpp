// `scribe rca`, `lint`, `export`, `verify`: the record read by somebody beside the server; nothing
// is written to it.
#include "bot/base/text.hpp"
#include "bot/destinations/folder.hpp"
#include "bot/engine/ledger.hpp"
#include "bot/incident/rca_lint.hpp"
#include "bot/incident/rooms.hpp"
#include "bot/store/record_json.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"
#include "templates/rca_library.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace bot {
namespace {

struct opened {
    configuration config;
    std::unique_ptr<store> record;
};

// The exit code when it cannot be opened.
tl::expected<opened, int> open_to_read(const std::string& config_path) {
    auto config = read_configuration(config_path);
    if (!config) return tl::unexpected(int{exit_input});
    const auto where = folders_of(*config);
    auto record = where ? open_record(*where, open_mode::read_only)
                        : result<std::unique_ptr<store>>(tl::unexpected(where.error()));
    if (!record) {
        complain(record.error().detail);
        return tl::unexpected(int{exit_surroundings});
    }
    return opened{std::move(*config), std::move(*record)};
}

std::optional<incident_id> incident_named(const std::string& word) {
    auto id = parse_label(word);
    if (!id) id = parse_label("#" + word);
    if (!id) complain("'" + shorten(word, 40) + "' is not an incident; say it like INC-7.");
    return id;
}

int failed(const error& why) {
    complain(why.detail);
    return why.code == errc::not_found || why.code == errc::invalid ? exit_input
                                                                    : exit_surroundings;
}

result<rca_library::document> document_of(
    const opened& with, incident_id id, const std::string& template_name
) {
    ledger look(*with.record);
    const auto* of = look.find(id);
    if (!of || of->state == lifecycle::none)
        return fail(errc::not_found, "There is no " + to_label(id) + " in this record.");
    const rca_library templates(with.config.rca.templates_folder);
    const auto& rules = with.config.incident;
    return templates.render(*of, rules, template_of(*of, rules, template_name), std::nullopt);
}

}  // namespace

int write_rca(const record_options& how) {
    const auto id = incident_named(how.incident);
    if (!id) return exit_input;
    auto with = open_to_read(how.config);
    if (!with) return with.error();
    const auto document = document_of(*with, *id, how.template_name);
    if (!document) return failed(document.error());
    if (how.out.empty()) {
        std::cout << document->text;
        return exit_well;
    }
    const auto written =
        write_to_folder(how.out, document->file_name, document->text, document->incident);
    if (!written) return failed(written.error());
    std::cout << written->path << '\n';
    if (written->conflicts > 0)
        complain(
            std::to_string(written->conflicts) +
            " places were changed by people and in the record; both stand there. Look for "
            "'Changed here and in the record'."
        );
    return exit_well;
}

int lint(const record_options& how) {
    std::string text, name = how.incident;
    std::error_code problem;
    if (std::filesystem::is_regular_file(how.incident, problem)) {
        std::ifstream in(how.incident, std::ios::binary);
        text.assign(std::istreambuf_iterator<char>(in), {});
    } else {
        const auto id = incident_named(how.incident);
        if (!id) {
            complain("There is no file of that name either.");
            return exit_input;
        }
        auto with = open_to_read(how.config);
        if (!with) return with.error();
        const auto document = document_of(*with, *id, how.template_name);
        if (!document) return failed(document.error());
        text = document->text;
        name = document->file_name;
    }
    const auto found = lint_rca(text);
    for (const auto& one : found)
        std::cout << name << ':' << one.line << ':' << one.column << ": " << one.rule << ": "
                  << one.text << '\n';
    std::cout << (found.empty()
                      ? "Nothing to advise."
                      : std::to_string(found.size()) +
                            (found.size() == 1 ? " piece of advice." : " pieces of advice."))
              << '\n';
    return exit_well;
}

int export_record(const record_options& how) {
    const auto id = incident_named(how.incident);
    if (!id) return exit_input;
    auto with = open_to_read(how.config);
    if (!with) return with.error();
    bool any = false;
    const auto read = with->record->read(*id, 1, store::which::everything, [&](record&& line) {
        any = true;
        std::cout << to_json(line).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                  << '\n';
        return true;
    });
    if (!read) return failed(read.error());
    if (!any) return failed({errc::not_found, "There is no " + to_label(*id) + " in this record."});
    return exit_well;
}

int verify_record(const record_options& how) {
    std::optional<incident_id> id;
    if (!how.incident.empty() && !(id = incident_named(how.incident))) return exit_input;
    auto with = open_to_read(how.config);
    if (!with) return with.error();
    auto logs = with->record->logs();
    if (!logs) return failed(logs.error());
    if (id) {
        if (std::find(logs->begin(), logs->end(), *id) == logs->end())
            return failed({errc::not_found, "There is no " + to_label(*id) + " in this record."});
        logs = std::vector{*id};
    }
    verification sum;
    for (const auto log : *logs) {
        auto one = with->record->verify(log);
        if (!one) return failed(one.error());
        sum.records += one->records;
        sum.erased += one->erased;
        for (auto& fault : one->faults) sum.faults.push_back(std::move(fault));
    }
    if (how.json) {
        std::cout
            << nlohmann::
                   json{{"logs", logs->size()}, {"records", sum.records}, {"erased", sum.erased}, {"faults", sum.faults}}
                       .dump(2)
            << '\n';
    } else {
        for (const auto& fault : sum.faults) std::cout << fault << '\n';
        std::cout << (sum.faults.empty() ? "The chain holds: " : "The chain is broken: ")
                  << sum.records << " records in " << logs->size()
                  << (logs->size() == 1 ? " log, " : " logs, ") << sum.erased << " erased, "
                  << sum.faults.size() << (sum.faults.size() == 1 ? " fault" : " faults") << ".\n";
    }
    return sum.faults.empty() ? exit_well : exit_faults;
}

}  // namespace bot
