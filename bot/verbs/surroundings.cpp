#include "bot/verbs/surroundings.hpp"

#include "bot/base/plain_line.hpp"
#include "bot/base/redaction.hpp"
#include "bot/destinations/git/publisher.hpp"
#include "bot/store/store_table.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sys/random.h>
#include <unistd.h>

namespace bot {

std::optional<configuration> read_configuration(const std::string& path) {
    auto read = load_configuration(path);
    if (read.mistakes.empty()) {
        auto& console = read.config.console;
        if (read.config.rca.git.is_on())
            read.config.incident.rca_destinations.emplace_back(git::place);
        const auto scheme = console.tls_certificate.empty() ? "http://" : "https://";
        read.config.incident.console_url =
            console.public_url.empty() ? scheme + console.listen : console.public_url;
        return std::move(read.config);
    }
    for (const auto& one : read.mistakes) std::cerr << to_text(one) << '\n';
    complain(
        std::to_string(read.mistakes.size()) +
        (read.mistakes.size() == 1 ? " mistake" : " mistakes") +
        " in the configuration; nothing was started."
    );
    return std::nullopt;
}

result<folders> folders_of(const configuration& config) {
    folders where;
    where.state =
        default_state_folder([](const char* name) -> const char* { return std::getenv(name); });
    where.database = config.store.path;
    if (where.state.empty() && where.database.empty())
        return fail(
            errc::unavailable,
            "There is no folder to keep the record in: HOME is not set. Set store.path in the "
            "configuration, or XDG_STATE_HOME."
        );
    if (where.state.empty())
        where.state = std::filesystem::path(where.database).parent_path().string();
    if (where.database.empty()) where.database = where.state + "/scribe.db";
    // What belongs to the record lies beside it.
    const auto beside = std::filesystem::path(where.database).parent_path().string();
    const auto home = beside.empty() ? std::string(".") : beside;
    where.files = home + "/files";
    where.key = home + "/console.key";
    where.git = home + "/git";
    where.rca = config.rca.folder.empty() ? home + "/rca" : config.rca.folder;
    return where;
}

result<std::unique_ptr<store>> open_record(const folders& where, open_mode mode) {
    return find_store_backend("sqlite")->open(where.database, mode);
}

instant system_now() {
    return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

void system_random(std::span<char> into) {
    for (std::size_t filled = 0; filled < into.size();) {
        const auto got = ::getrandom(into.data() + filled, into.size() - filled, 0);
        if (got > 0)
            filled += static_cast<std::size_t>(got);
        else if (errno != EINTR)
            std::abort();  // a kernel without randomness: nothing can be sealed
    }
}

namespace {

// What is logged may have come from anybody: it stays one line, paints nothing, tells no secret.
class plain_words : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& said, const std::tm&, spdlog::memory_buf_t& into)
        override {
        const auto line = plain_words_of({said.payload.data(), said.payload.size()});
        into.append(line.data(), line.data() + line.size());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<plain_words>();
    }
};

}  // namespace

std::string plain_words_of(std::string_view said) {
    return plain_line(may_hold_secret(said) ? mask_secrets(said).text : std::string(said));
}

void start_log(const std::string& level) {
    auto log = spdlog::stderr_color_mt("scribe");
    auto lines = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    lines->add_flag<plain_words>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %*");
    log->set_formatter(std::move(lines));
    log->set_level(spdlog::level::from_str(level));
    spdlog::set_default_logger(std::move(log));
}

void complain(std::string_view sentence) {
    const bool colour = is_terminal(STDERR_FILENO);
    std::cerr << (colour ? "\033[31mscribe:\033[0m " : "scribe: ") << plain_words_of(sentence)
              << std::endl;
}

bool is_terminal(int descriptor) {
    return ::isatty(descriptor) == 1;
}

}  // namespace bot
