// `scribe replay`: a transcript through the very same engine, on a store in memory, by
// the transcript's own clock.
#include "bot/base/text.hpp"
#include "bot/destinations/folder.hpp"
#include "bot/engine/engine.hpp"
#include "bot/platforms/transcript/courier.hpp"
#include "bot/platforms/transcript/transcript.hpp"
#include "bot/store/memory/memory_store.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"
#include "handlers/alerts/alerts.hpp"
#include "handlers/handlers.hpp"
#include "templates/rca_library.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <unistd.h>

namespace bot {
namespace {

constexpr std::size_t line_limit = 1024 * 1024;
constexpr std::int64_t lines_between_progress = 2000;

// The same numbers in every run: a replay has no secrets to salt.
void fixed_random(std::span<char> into) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] = static_cast<char>(i * 37 + 11);
}

class player {
public:
    player(const settings& rules, const rca_library& templates)
        : keep_(make_memory_store()), rules_(rules), templates_(templates) {}

    result<void> open() {
        auto made = engine::open(
            {*keep_,
             decide,
             follow_up,
             rules_,
             fixed_random,
             [this](const incident& of, std::string_view name, instant now) {
                 return draw(of, name, now);
             }}
        );
        if (!made) return tl::unexpected(made.error());
        engine_ = std::move(*made);
        return {};
    }

    // One line of the file. Refusals that people would have been told are kept as remarks.
    result<void> play(std::string_view text, const std::string& place, std::int64_t number) {
        auto parsed = transcript::parse_line(text, place, number);
        if (!parsed) return tl::unexpected(parsed.error());
        if (const auto* alert = std::get_if<transcript::alert_line>(&*parsed))
            return play_alert(*alert, place);
        auto& in = std::get<inbound>(*parsed);
        if (in.channel == transcript::incident_channel) {
            if (world_.newest_room().empty())
                return fail(
                    errc::invalid,
                    place +
                        ": 'incident' stands for the channel of the incident declared last, and "
                        "none was declared before"
                );
            const bool keyed_by_message = in.key == message_key(in.platform, in.channel, id_of(in));
            in.channel = world_.newest_room();
            if (keyed_by_message) in.key = message_key(in.platform, in.channel, id_of(in));
        }
        return settle({std::move(in)}, place);
    }

    std::vector<incident_brief> incidents() { return engine_->look().briefs(); }
    const incident* find(incident_id id) { return engine_->look().find(id); }
    result<rca_library::document> document(const incident& of, const std::string& name) {
        return templates_.render(
            of,
            rules_,
            name.empty() ? of.rca_template.value_or(rules_.default_template) : name,
            std::nullopt
        );
    }
    const std::vector<std::string>& remarks() const { return remarks_; }

private:
    static std::string id_of(const inbound& in) {
        if (const auto* said = std::get_if<in_message>(&in.what)) return said->id;
        if (const auto* file = std::get_if<in_file>(&in.what)) return file->id;
        return {};
    }

    result<rendered_rca> draw(const incident& of, std::string_view name, instant now) const {
        auto made = templates_.render(of, rules_, name, now);
        if (!made) return tl::unexpected(made.error());
        return rendered_rca{made->file_name, made->text, made->title};
    }

    result<void> play_alert(const transcript::alert_line& alert, const std::string& place) {
        auto inbounds =
            alert_inbounds({alert.source, alert.source, alert.body, alert.key, alert.at});
        if (!inbounds) return fail(errc::invalid, place + ": " + inbounds.error().detail);
        return settle(std::move(*inbounds), place);
    }

    // The line, the timers that ran out before it, and all that follows from them.
    result<void> settle(std::vector<inbound> first, const std::string& place) {
        const instant now = first.front().at;
        auto due = engine_->due_timers(now);
        std::vector<work_item> items(
            std::make_move_iterator(due.begin()), std::make_move_iterator(due.end())
        );
        const auto timers = items.size();
        items.insert(
            items.end(),
            std::make_move_iterator(first.begin()),
            std::make_move_iterator(first.end())
        );
        while (!items.empty()) {
            const auto done = engine_->process(items, now);
            if (!done) return fail(done.error().code, place + ": " + done.error().detail);
            for (std::size_t i = timers; i < done->size(); ++i)
                if (const auto& reply = (*done)[i].reply; reply && reply->failed)
                    remarks_.push_back(place + ": " + reply->text);
            engine_->take_notice();
            items.clear();
            for (auto& one : engine_->take_deliveries(now)) {
                const auto id = one.what.id;
                world_.deliver(std::move(one), [&](outcome how) {
                    for (auto& receipt : how.receipts) receipt.at = now;
                    items.push_back(settlement{id, std::move(how)});
                });
            }
        }
        return {};
    }

    std::unique_ptr<store> keep_;
    const settings& rules_;
    const rca_library& templates_;
    std::unique_ptr<engine> engine_;
    transcript::quiet_world world_;
    std::vector<std::string> remarks_;
};

class progress {
public:
    progress(const std::string& file, std::size_t bytes)
        : file_(file), bytes_(bytes), shown_(is_terminal(STDERR_FILENO)) {}
    ~progress() {
        if (drawn_) std::cerr << "\r\033[K";
    }
    void at(std::int64_t line, std::size_t byte) {
        if (!shown_ || line % lines_between_progress != 0) return;
        std::cerr << "\r\033[K" << file_ << ": " << line << " lines";
        if (bytes_ > 0) std::cerr << ", " << byte * 100 / bytes_ << " %";
        std::cerr << std::flush;
        drawn_ = true;
    }

private:
    std::string file_;
    std::size_t bytes_;
    bool shown_, drawn_ = false;
};

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
    progress bar(file, unknown ? 0 : static_cast<std::size_t>(size));
    const std::string name = standard ? "standard input" : file;
    std::size_t byte = 0;
    std::int64_t number = 0;
    for (std::string text; std::getline(in, text);) {
        bar.at(++number, byte += text.size() + 1);
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

struct finished {
    const incident* of;
    rca_library::document document;
};

int hand_over(const replay_options& how, const std::vector<finished>& all) {
    if (how.json) {
        auto list = nlohmann::json::array();
        for (const auto& one : all)
            list.push_back({
                {"incident", to_label(one.of->id)},
                {"title", one.document.title},
                {"state", one.of->state == lifecycle::resolved ? "resolved" : "open"},
                {"file", one.document.file_name},
                {"rca", one.document.text},
            });
        std::cout << list.dump(2) << '\n';
        return exit_well;
    }
    bool first = true;
    for (const auto& one : all) {
        if (how.out.empty()) {
            std::cout << (first ? "" : "\n") << one.document.text;
            first = false;
            continue;
        }
        const auto written = write_to_folder(how.out, one.document.file_name, one.document.text);
        if (!written) {
            complain(written.error().detail);
            return exit_surroundings;
        }
        std::cout << written->path << '\n';
    }
    return exit_well;
}

}  // namespace

int replay(const replay_options& how) {
    auto config = read_configuration(how.config);
    if (!config) return exit_input;
    config->incident.console_url.clear();  // no console has what is replayed
    const rca_library templates(config->rca.templates_folder);
    player through(config->incident, templates);
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
    return hand_over(how, all);
}

}  // namespace bot
