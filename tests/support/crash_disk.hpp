// A disk in memory as a power loss sees one. What was synced stays; of the rest any part survives,
// in any order, writes torn at sectors. Names are durable only once their folder was synced.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

// One file's content; its name may be gone while somebody holds it open.
struct disk_file {
    struct change {
        std::int64_t at = 0;
        std::string bytes;
        bool cuts = false;  // the file ends there
    };

    std::string now;      // as the running system sees it
    std::string on_disk;  // what is sure to stay
    std::vector<change> unsynced;
};

class crash_disk {
public:
    static constexpr std::size_t sector = 512;
    using file = std::shared_ptr<disk_file>;

    // The same seed and the same calls leave the same disk.
    explicit crash_disk(std::uint64_t seed) : dice_(seed) {}

    file find(const std::string& name) const;  // null: there is none
    file create(const std::string& name);      // in place of one that is there
    void remove(const std::string& name);
    // Makes creations and deletions durable; all files are in one folder.
    void sync_names();

    static void write(disk_file& to, std::int64_t at, std::string_view bytes);
    static void cut(disk_file& to, std::int64_t size);
    static void sync(disk_file& of);
    // As Linux does it after a failed fsync: what had waited may be on the disk or not, and no
    // later sync tries it again.
    void fail_sync(disk_file& of);

    // Afterwards the files are what the disk holds.
    void lose_power();

private:
    struct name {
        file now;
        std::vector<file> before;  // what it may stand for after a power loss, too
    };

    int roll(int sides) { return static_cast<int>(dice_() % static_cast<unsigned>(sides)); }
    void put(std::string& into, std::int64_t at, std::string_view bytes);
    void keep_some(disk_file& of);

    std::mt19937_64 dice_;
    std::map<std::string, name> names_;
};

}  // namespace bot::test
