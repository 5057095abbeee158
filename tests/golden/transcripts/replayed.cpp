#include "tests/golden/transcripts/replayed.hpp"

#include "tests/places.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>

namespace bot::test {
namespace {

std::string in_quotes(std::string_view word) {
    std::string made = "'";
    for (const char c : word) {
        if (c == '\'') {
            made += "'\\''";
        } else {
            made += c;
        }
    }
    return made + "'";
}

}  // namespace

replayed run(
    const std::string& folder, const std::vector<std::string>& arguments, const surroundings& in
) {
    const fresh_folder aside;
    const auto complaints = aside.path() + "/stderr";
    auto line = "cd " + in_quotes(folder) + " && exec env -i HOME=" + in_quotes(aside.path()) +
                " TZ=" + in_quotes(in.zone) + " LC_ALL=" + in_quotes(in.locale) + " " +
                in_quotes(SCRIBE_PROGRAM);
    for (const auto& one : arguments) line += " " + in_quotes(one);
    line += " 2>" + in_quotes(complaints);
    auto* pipe = ::popen(line.c_str(), "r");
    if (!pipe) throw std::runtime_error("cannot run " + line);
    replayed done;
    char block[65536];
    for (std::size_t got; (got = std::fread(block, 1, sizeof block, pipe)) > 0;)
        done.out.append(block, got);
    const int status = ::pclose(pipe);
    done.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    done.complaints = text_of_file(complaints);
    return done;
}

replayed replay(
    const std::string& folder,
    std::string_view file,
    std::string_view config,
    const surroundings& in
) {
    std::vector<std::string> arguments{"replay", std::string(file)};
    if (!config.empty()) arguments.insert(arguments.end(), {"--config", std::string(config)});
    return run(folder, arguments, in);
}

fresh_folder::fresh_folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "scribe-replay-XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
        throw std::runtime_error("cannot make a folder like " + pattern);
    path_ = pattern;
}

fresh_folder::~fresh_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string text_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_text(const std::string& path, std::string_view text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace bot::test
