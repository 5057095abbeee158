// One process owns a file: a lock beside it that says who holds it. The system lets go of
// it when the process ends, however it ends.
#pragma once

#include "bot/base/result.hpp"

#include <string>
#include <utility>

namespace bot {

class file_lock {
public:
    // On `path`.lock. Conflict names the holder and what to do.
    static result<file_lock> take(const std::string& path);

    file_lock(file_lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    file_lock& operator=(file_lock&&) = delete;
    ~file_lock();

private:
    explicit file_lock(int fd) : fd_(fd) {}

    int fd_;
};

}  // namespace bot
