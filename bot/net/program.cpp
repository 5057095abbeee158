#include "bot/net/program.hpp"

#include "bot/base/descriptor.hpp"
#include "bot/net/deadline.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace bot {
namespace {

namespace asio = boost::asio;

constexpr int secret_descriptor = 3;
constexpr std::size_t longest_secret = 4096;  // fits any pipe, so writing never waits

tl::unexpected<error> failed(const std::string& doing) {
    return fail(errc::unavailable, "cannot " + doing + ": " + std::strerror(errno));
}

bool write_all(int to, std::string_view text) {
    while (!text.empty()) {
        const auto put = ::write(to, text.data(), text.size());
        if (put < 0 && errno != EINTR) return false;
        if (put > 0) text.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

// What goes in and comes out lies in memory: then there is nothing to be read and written while
// it runs, and nothing can wait for each other.
result<descriptor> memory_file(std::string_view text = {}) {
    descriptor file(::memfd_create("scribe", MFD_CLOEXEC));
    if (file.get() < 0 || !write_all(file.get(), text) || ::lseek(file.get(), 0, SEEK_SET) != 0)
        return failed("hold what a program reads and writes");
    return file;
}

std::string read_all(int from) {
    std::string text;
    char block[16384];
    ::lseek(from, 0, SEEK_SET);
    for (;;) {
        const auto got = ::read(from, block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        text.append(block, static_cast<std::size_t>(got));
    }
}

result<descriptor> pipe_with(std::string_view secret) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return failed("make a pipe");
    descriptor read_end(ends[0]);
    const descriptor write_end(ends[1]);
    if (!write_all(write_end.get(), secret)) return failed("fill a pipe");
    return read_end;
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

struct spawn_actions {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    spawn_actions() {
        posix_spawn_file_actions_init(&files);
        posix_spawnattr_init(&how);
    }
    spawn_actions(const spawn_actions&) = delete;
    spawn_actions& operator=(const spawn_actions&) = delete;
    ~spawn_actions() {
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&how);
    }
};

// Ended with everything it started, and reaped, unless it has ended. Asked first: what a program
// leaves half done (locks) only it can take away.
class child {
public:
    explicit child(pid_t process) : process_(process) {}
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child() {
        if (process_ < 0) return;
        ask_to_end();
        for (int i = 0; i < 20 && !has_ended(); ++i) ::usleep(10'000);
        ::kill(-process_, SIGKILL);
        reap();
    }
    void ask_to_end() const { ::kill(-process_, SIGTERM); }

    // By its number: glibc 2.36 declares pidfd_open() without saying that it is C.
    descriptor open() const {
        return descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process_, 0)));
    }
    int reap() {
        int status = 0;
        pid_t ended = -1;
        while ((ended = ::waitpid(process_, &status, 0)) < 0 && errno == EINTR) {
        }
        // What it left behind is not to go on alone.
        ::kill(-std::exchange(process_, -1), SIGKILL);
        if (ended < 0) return 255;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

private:
    bool has_ended() const {
        siginfo_t told{};
        const auto id = static_cast<id_t>(process_);
        return ::waitid(P_PID, id, &told, WEXITED | WNOHANG | WNOWAIT) != 0 || told.si_pid != 0;
    }

    pid_t process_;
};

struct channels {
    descriptor input, output, errors, secret;
};

result<pid_t> spawn(const program_run& what, channels& with) {
    spawn_actions actions;
    // A group of its own, and no signal blocked or ignored that we block or ignore.
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setpgroup(&actions.how, 0);
    posix_spawnattr_setsigmask(&actions.how, &none);
    posix_spawnattr_setsigdefault(&actions.how, &all);
    posix_spawnattr_setflags(
        &actions.how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    );
    posix_spawn_file_actions_adddup2(&actions.files, with.input.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions.files, with.output.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions.files, with.errors.get(), STDERR_FILENO);
    int first_closed = secret_descriptor;
    if (with.secret.get() >= 0)
        posix_spawn_file_actions_adddup2(&actions.files, with.secret.get(), first_closed++);
    posix_spawn_file_actions_addclosefrom_np(&actions.files, first_closed);

    pid_t process = -1;
    auto arguments = pointers_to(what.command), variables = pointers_to(what.environment);
    const int why = ::posix_spawnp(
        &process, arguments[0], &actions.files, &actions.how, arguments.data(), variables.data()
    );
    if (why == ENOENT)
        return fail(
            errc::not_found,
            "there is no program `" + what.command[0] + "` on this machine; install it"
        );
    errno = why;
    if (why != 0) return failed("start " + what.command[0]);
    return process;
}

asio::awaitable<result<int>> end_of(child& process) {
    auto watched = process.open();
    if (watched.get() < 0) co_return failed("watch a program");
    asio::posix::stream_descriptor handle(co_await asio::this_coro::executor, watched.release());
    co_await handle.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
    co_return process.reap();
}

}  // namespace

asio::awaitable<result<program_end>> run_program(program_run what) {
    if (what.secret.size() > longest_secret)
        co_return fail(errc::invalid, "a secret of more than 4096 bytes");
    channels with;
    for (auto* one : {&with.output, &with.errors, &with.input}) {
        auto file = memory_file(one == &with.input ? what.input : std::string());
        if (!file) co_return tl::unexpected(file.error());
        *one = std::move(*file);
    }
    if (!what.secret.empty()) {
        auto filled = pipe_with(what.secret);
        if (!filled) co_return tl::unexpected(filled.error());
        with.secret = std::move(*filled);
    }
    const auto started = spawn(what, with);
    if (!started) co_return tl::unexpected(started.error());
    child process(*started);
    with.secret = descriptor();
    const auto status = co_await within(what.limit, what.command[0], end_of(process));
    if (!status && status.error().code == errc::timed_out) {
        process.ask_to_end();
        co_await within(std::chrono::seconds(2), what.command[0], end_of(process));
    }
    if (!status) co_return tl::unexpected(status.error());
    co_return program_end{*status, read_all(with.output.get()), read_all(with.errors.get())};
}

}  // namespace bot
