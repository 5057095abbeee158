#include "tests/crash/program.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bot::test {

namespace {

constexpr int patience_ms = 30'000;
constexpr int look_again_ms = 2;

int create(const std::string& path) {
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

}  // namespace

std::string scribe() {
    return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "scribe").string();
}

std::string text_of_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

process::process(std::vector<std::string> command, std::string out, std::string err)
    : out_(std::move(out)), err_(std::move(err)) {
    const int out_file = create(out_), err_file = create(err_);
    std::vector<char*> words;
    for (auto& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
        ::dup2(out_file, STDOUT_FILENO);
        ::dup2(err_file, STDERR_FILENO);
        ::execvp(words[0], words.data());
        ::_exit(127);
    }
    ::close(out_file);
    ::close(err_file);
    if (pid_ < 0) throw std::runtime_error(std::string("cannot fork: ") + std::strerror(errno));
    watch_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    if (watch_ < 0) throw std::runtime_error("this kernel has no pidfd_open");
}

process::~process() {
    if (!reaped_) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ::close(watch_);
}

void process::signal(int number) const {
    ::kill(pid_, number);
}

bool process::ended_within(int milliseconds) {
    pollfd watched{watch_, POLLIN, 0};
    return ::poll(&watched, 1, milliseconds) > 0;
}

std::string process::wait_for_output(const std::function<std::string(const std::string&)>& found) {
    for (int waited = 0; waited < patience_ms; waited += look_again_ms) {
        if (auto words = found(text_of_file(out_)); !words.empty()) return words;
        if (ended_within(look_again_ms))
            throw std::runtime_error("it ended instead: " + text_of_file(err_));
    }
    throw std::runtime_error("it said nothing of the kind: " + text_of_file(err_));
}

int process::wait() {
    if (reaped_) return code_;
    if (!ended_within(patience_ms)) throw std::runtime_error("it does not end");
    int status = 0;
    ::waitpid(pid_, &status, 0);
    reaped_ = true;
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return code_;
}

finished process::finish() {
    const int code = wait();
    return {code, text_of_file(out_), text_of_file(err_)};
}

site::site(const std::string& more_settings) {
    config_ = folder_.write(
        "scribe.yaml",
        more_settings + "console:\n  listen: 127.0.0.1:0\nstore:\n  path: scribe.db\n"
    );
}

finished site::run(std::vector<std::string> verb_and_more) {
    verb_and_more.insert(verb_and_more.begin(), scribe());
    verb_and_more.insert(verb_and_more.end(), {"--config", config_});
    const auto base = path("run-" + std::to_string(++runs_));
    process one(std::move(verb_and_more), base + ".out", base + ".err");
    return one.finish();
}

process site::start(std::vector<std::string> before) {
    before.insert(before.end(), {scribe(), "serve", "--config", config_});
    const auto base = path("serve-" + std::to_string(++runs_));
    return process(std::move(before), base + ".out", base + ".err");
}

std::string site::address_of(process& server) {
    return server.wait_for_output([](const std::string& said) -> std::string {
        const std::string before = "http://";
        const auto at = said.find(before);
        const auto end = said.find('\n', at);
        if (at == said.npos || end == said.npos) return {};
        return said.substr(at + before.size(), end - at - before.size());
    });
}

}  // namespace bot::test
