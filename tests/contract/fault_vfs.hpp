// A disk that fails when told to: SQLite's own file layer with faults in front of it.
#pragma once

#include <string>
#include <string_view>

namespace bot::test {

// From its making to its end every file SQLite opens goes through it.
class fault_vfs {
public:
    fault_vfs();
    fault_vfs(const fault_vfs&) = delete;
    fault_vfs& operator=(const fault_vfs&) = delete;
    ~fault_vfs();

    // From now on what is written to (or synced of) files that end so fails with this SQLite code.
    static void fail_writes(std::string_view ending, int code);
    static void fail_syncs(std::string_view ending, int code);
    static void heal();
    static int syncs();  // that reached the disk
};

}  // namespace bot::test
