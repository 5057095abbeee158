// `scribe replay`: a transcript through the very same engine, on a store in memory, by
// the transcript's own clock.
#include "bot/base/text.hpp"
#include "bot/platforms/transcript/courier.hpp"
#include "bot/verbs/handing_over.hpp"
#include "bot/verbs/player.hpp"
#include "bot/verbs/progress.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace bot {
namespace {

constexpr std::size_t line_limit = 1024 * 1024;
constexpr std::int64_t lines_between_progress = 2000;

std::string how_far(
    const std::string& file, std::int64_t line, std::size_t byte, std::size_t bytes
) {
    auto text = file + ": " + std::to_string(line) + " lines";
    if (bytes > 0) text += ", " + std::to_string(byte * 100 / bytes) + " %";
    return text;
}

result<void> play_file(player& through, const std::string& file) {
    std::ifstream opened;
    const bool standard = file == "-";
    if (!standard) {
        opened.open(file, std::ios::binary);
        if (!opened)
            return fail(
                errc::not_found,
                "Cannot read " + file + ". Give a transcript, or - for standard input."
            );
    }
    std::istream& in = standard ? std::cin : opened;
    std::error_code unknown;
    const auto size = standard ? 0 : std::filesystem::file_size(file, unknown);
    const auto all = unknown ? 0 : static_cast<std::size_t>(size);
    progress bar;
    const std::string name = standard ? "standard input" : file;
    std::size_t byte = 0;
    std::int64_t number = 0;
    for (std::string text; std::getline(in, text);) {
        byte += text.size() + 1;
        if (++number % lines_between_progress == 0) bar.show(how_far(file, number, byte, all));
        const auto place = name + ":" + std::to_string(number);
        if (text.size() > line_limit)
            return fail(
                errc::invalid,
                place + ": the line is longer than " + std::to_string(line_limit) + " bytes"
            );
        if (trim(text).empty()) continue;
        if (auto done = through.play(text, place, number); !done) return done;
    }
    return {};
}

}  // namespace

int replay(const replay_options& how) {
    auto config = read_configuration(how.config);
    if (!config) return exit_input;
    config->incident.console_url.clear();  // no console has what is replayed
    const rca_library templates(config->rca.templates_folder);
    transcript::quiet_world world;
    player through(config->incident, templates, world);
    auto played = through.open();
    if (played) played = play_file(through, how.file);
    if (!played) {
        complain(played.error().detail);
        return exit_input;
    }
    for (const auto& remark : through.remarks()) complain(remark);

    auto briefs = through.incidents();
    std::reverse(briefs.begin(), briefs.end());
    std::vector<finished> all;
    for (const auto& brief : briefs) {
        const auto* of = through.find(brief.id);
        if (!how.drafts && of->state != lifecycle::resolved) {
            complain(
                to_label(of->id) +
                " was not resolved in this transcript; --drafts writes its draft, too."
            );
            continue;
        }
        auto document = through.document(*of, how.template_name);
        if (!document) {
            complain(document.error().detail);
            return exit_input;
        }
        all.push_back({of, std::move(*document)});
    }
    if (briefs.empty()) complain("No incident was declared in " + how.file + ".");
    return hand_over(all, how.out, how.json);
}

}  // namespace bot
