// The real program as a process: started, asked, killed. Every wait is for something and
// ends after half a minute.
#pragma once

#include "tests/config/temp_folder.hpp"

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace bot::test {

// Where the program lies: beside the tests.
std::string scribe();
std::string text_of_file(const std::string& path);

struct finished {
    int code = 0;  // 128 + N when signal N ended it
    std::string out, err;
};

class process {
public:
    // What it says goes to OUT and to ERR.
    process(std::vector<std::string> command, std::string out, std::string err);
    process(const process&) = delete;
    process& operator=(const process&) = delete;
    ~process();  // nobody is left behind

    pid_t id() const { return pid_; }
    void signal(int number) const;
    // The first words of its output that `found` accepts; throws when it ends without.
    std::string wait_for_output(const std::function<std::string(const std::string&)>& found);
    int wait();  // the exit code
    finished finish();

private:
    bool ended_within(int milliseconds);

    pid_t pid_ = -1;
    int watch_ = -1;
    std::string out_, err_;
    bool reaped_ = false;
    int code_ = 0;
};

// A folder with a configuration and a record, and the servers on it.
class site {
public:
    explicit site(const std::string& more_settings = "");

    const std::string& config() const { return config_; }
    std::string path(const std::string& name) const { return folder_.path() + "/" + name; }
    // Runs a verb to its end.
    finished run(std::vector<std::string> verb_and_more);
    process start(std::vector<std::string> before = {});
    // Where a started server is, "127.0.0.1:1234".
    static std::string address_of(process& server);

private:
    temp_folder folder_;
    std::string config_;
    int runs_ = 0;
};

}  // namespace bot::test
