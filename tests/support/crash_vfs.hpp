// SQLite on a crash_disk: the power goes at a chosen change, or a change fails.
#pragma once

#include "tests/support/crash_disk.hpp"

#include <sqlite3.h>

namespace bot::test {

// From its making to its end every file SQLite opens is on this disk. One connection to a file at
// a time. One such disk at a time.
class crash_vfs {
public:
    // A disk that says it synced and did not.
    enum class lies { none, about_the_wal, always };

    explicit crash_vfs(std::uint64_t seed, lies tells = lies::none);
    crash_vfs(const crash_vfs&) = delete;
    crash_vfs& operator=(const crash_vfs&) = delete;
    ~crash_vfs();

    // Changes are what leaves a trace: creations, writes, truncations, syncs, deletions. The power
    // goes in the midst of the Nth from now: it and every call after it fail until the loss is
    // carried out. 0: not at all.
    void lose_power_at(std::int64_t nth);
    // The Nth change from now fails (EIO) and those after it work. 0: none.
    void fail_at(std::int64_t nth);
    bool is_dark() const { return is_dark_; }        // the power has gone
    bool has_failed() const { return has_failed_; }  // the change that had to fail was reached
    std::int64_t changes() const { return changes_; }

    // Handles that are still open are dead after both: an end of the machine, and one of the
    // process alone, after which the disk is as it was left.
    void power_loss();
    void end_process();
    // Somebody beside SQLite has deleted it.
    void forget(const std::string& path) { disk_.remove(path); }

    // The one opened last: for settings a store does not offer, and for questions about its file.
    sqlite3* connection() const { return connection_; }

private:
    friend struct crash_vfs_calls;
    enum class verdict { goes_on, fails, goes_dark };

    verdict next_change();
    bool is_alive(std::int64_t life) const { return !is_dark_ && life == life_; }

    crash_disk disk_;
    lies lies_;
    std::int64_t changes_ = 0, dark_at_ = 0, fails_at_ = 0;
    std::int64_t life_ = 0;  // handles of an earlier one are dead
    bool is_dark_ = false, has_failed_ = false;
    sqlite3* connection_ = nullptr;
    sqlite3_vfs* real_;
    sqlite3_vfs ours_;
};

}  // namespace bot::test
