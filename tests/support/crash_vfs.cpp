#include "tests/support/crash_vfs.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace bot::test {
namespace {

crash_vfs* current = nullptr;

struct open_file {
    sqlite3_file base{};
    crash_vfs* on = nullptr;
    std::int64_t life = 0;
    std::string name{};
    crash_disk::file content{};
    bool names_itself = false;  // its first sync makes its name durable, as SQLite's own layer does
    std::vector<std::unique_ptr<char[]>> shared{};  // in place of a -shm file
};

open_file& ours(sqlite3_file* file) {
    return *reinterpret_cast<open_file*>(file);
}

}  // namespace

struct crash_vfs_calls {
    using verdict = crash_vfs::verdict;

    static bool is_dead(const open_file& of) { return !of.on->is_alive(of.life); }

    static int close(sqlite3_file* f) {
        ours(f).~open_file();
        return SQLITE_OK;
    }

    static int read(sqlite3_file* f, void* into, int count, sqlite3_int64 at) {
        const auto& of = ours(f);
        if (is_dead(of)) return SQLITE_IOERR_READ;
        const auto size = static_cast<sqlite3_int64>(of.content->now.size());
        const auto there = std::clamp<sqlite3_int64>(size - at, 0, count);
        if (there > 0)
            std::memcpy(into, of.content->now.data() + at, static_cast<std::size_t>(there));
        if (there == count) return SQLITE_OK;
        std::memset(static_cast<char*>(into) + there, 0, static_cast<std::size_t>(count - there));
        return SQLITE_IOERR_SHORT_READ;
    }

    static int write(sqlite3_file* f, const void* bytes, int count, sqlite3_int64 at) {
        auto& of = ours(f);
        if (is_dead(of)) return SQLITE_IOERR_WRITE;
        const auto next = of.on->next_change();
        if (next == verdict::fails) return SQLITE_IOERR_WRITE;
        crash_disk::write(
            *of.content, at, {static_cast<const char*>(bytes), static_cast<std::size_t>(count)}
        );
        return next == verdict::goes_dark ? SQLITE_IOERR_WRITE : SQLITE_OK;
    }

    static int truncate(sqlite3_file* f, sqlite3_int64 size) {
        auto& of = ours(f);
        if (is_dead(of)) return SQLITE_IOERR_TRUNCATE;
        const auto next = of.on->next_change();
        if (next == verdict::fails) return SQLITE_IOERR_TRUNCATE;
        crash_disk::cut(*of.content, size);
        return next == verdict::goes_dark ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
    }

    static int sync(sqlite3_file* f, int) {
        auto& of = ours(f);
        if (is_dead(of)) return SQLITE_IOERR_FSYNC;
        const auto next = of.on->next_change();
        if (next == verdict::fails) of.on->disk_.fail_sync(*of.content);
        if (next != verdict::goes_on) return SQLITE_IOERR_FSYNC;
        const auto lie = of.on->lies_;
        const bool is_wal = of.name.ends_with("-wal");
        if (lie == crash_vfs::lies::always) return SQLITE_OK;
        if (lie == crash_vfs::lies::about_the_wal && is_wal) return SQLITE_OK;
        crash_disk::sync(*of.content);
        if (of.names_itself) of.on->disk_.sync_names();
        of.names_itself = false;
        return SQLITE_OK;
    }

    static int size(sqlite3_file* f, sqlite3_int64* count) {
        if (is_dead(ours(f))) return SQLITE_IOERR_FSTAT;
        *count = static_cast<sqlite3_int64>(ours(f).content->now.size());
        return SQLITE_OK;
    }

    // One connection to a file: nobody to be locked out.
    static int lock(sqlite3_file* f, int) {
        return is_dead(ours(f)) ? SQLITE_IOERR_LOCK : SQLITE_OK;
    }
    static int unlock(sqlite3_file*, int) { return SQLITE_OK; }
    static int check_reserved(sqlite3_file*, int* is_held) {
        *is_held = 0;
        return SQLITE_OK;
    }
    static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    // What SQLite takes a usual disk for.
    static int sector_size(sqlite3_file*) { return 4096; }
    static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

    static int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** to) {
        auto& shared = ours(f).shared;
        *to = nullptr;
        if (is_dead(ours(f))) return SQLITE_IOERR_SHMMAP;
        const auto place = static_cast<std::size_t>(region);
        if (place >= shared.size() && !extend) return SQLITE_OK;
        while (place >= shared.size())
            shared.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
        *to = shared[place].get();
        return SQLITE_OK;
    }
    static int shm_lock(sqlite3_file* f, int, int, int flags) {
        const bool takes = (flags & SQLITE_SHM_LOCK) != 0;
        return takes && is_dead(ours(f)) ? SQLITE_IOERR_SHMLOCK : SQLITE_OK;
    }
    static void shm_barrier(sqlite3_file*) {}
    static int shm_unmap(sqlite3_file* f, int) {
        ours(f).shared.clear();
        return SQLITE_OK;
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* f, int flags, int* out) {
        auto& on = *static_cast<crash_vfs*>(vfs->pAppData);
        f->pMethods = nullptr;
        if (on.is_dark_) return SQLITE_IOERR;
        const std::string called = name ? name : "";
        auto content = on.disk_.find(called);
        bool names_itself = false;
        if (!content && (flags & SQLITE_OPEN_MAIN_DB)) {
            // Somebody has made it already and synced its folder, as one has to: see whether.
            int is_there = 0;
            on.real_->xAccess(on.real_, name, SQLITE_ACCESS_READWRITE, &is_there);
            if (is_there) content = on.disk_.create(called);
            if (is_there) on.disk_.sync_names();
        }
        // Its name and our hand: more is a second connection, and there are no locks here.
        if (content && (flags & SQLITE_OPEN_MAIN_DB) && content.use_count() > 2) return SQLITE_BUSY;
        if (!content) {
            if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
            const auto next = on.next_change();
            if (next == verdict::fails) return SQLITE_CANTOPEN;
            content = name ? on.disk_.create(called) : std::make_shared<disk_file>();
            if (next == verdict::goes_dark) return SQLITE_IOERR;
            names_itself = (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
        }
        auto* made = new (f) open_file{{}, &on, on.life_, called, std::move(content), names_itself};
        made->base.pMethods = &methods;
        if (out) *out = flags;
        return SQLITE_OK;
    }

    static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
        auto& on = *static_cast<crash_vfs*>(vfs->pAppData);
        if (on.is_dark_) return SQLITE_IOERR_DELETE;
        if (!on.disk_.find(name)) return SQLITE_IOERR_DELETE_NOENT;
        const auto next = on.next_change();
        if (next == verdict::fails) return SQLITE_IOERR_DELETE;
        on.disk_.remove(name);
        if (next == verdict::goes_dark) return SQLITE_IOERR_DELETE;
        if (sync_folder && on.lies_ != crash_vfs::lies::always) on.disk_.sync_names();
        return SQLITE_OK;
    }

    static int access(sqlite3_vfs* vfs, const char* name, int flags, int* yes) {
        auto& on = *static_cast<crash_vfs*>(vfs->pAppData);
        if (on.is_dark_) return SQLITE_IOERR_ACCESS;
        const auto found = on.disk_.find(name);
        // An empty file counts as none, as SQLite's own layer has it.
        *yes = found && (flags != SQLITE_ACCESS_EXISTS || !found->now.empty());
        return SQLITE_OK;
    }

    static int note(sqlite3* made, char**, const sqlite3_api_routines*) {
        if (current) current->connection_ = made;
        return SQLITE_OK;
    }

    static const sqlite3_io_methods methods;
};

const sqlite3_io_methods crash_vfs_calls::methods{
    2,
    close,
    read,
    write,
    truncate,
    sync,
    size,
    lock,
    unlock,
    check_reserved,
    control,
    sector_size,
    characteristics,
    shm_map,
    shm_lock,
    shm_barrier,
    shm_unmap,
    nullptr,
    nullptr};

namespace {

void (*const on_open)() = reinterpret_cast<void (*)()>(crash_vfs_calls::note);

}  // namespace

crash_vfs::crash_vfs(std::uint64_t seed, lies tells)
    : disk_(seed), lies_(tells), real_(sqlite3_vfs_find(nullptr)), ours_(*real_) {
    current = this;
    ours_.zName = "crash";
    ours_.szOsFile = static_cast<int>(sizeof(open_file));
    ours_.pAppData = this;
    ours_.xOpen = crash_vfs_calls::open;
    ours_.xDelete = crash_vfs_calls::remove;
    ours_.xAccess = crash_vfs_calls::access;
    sqlite3_vfs_register(&ours_, 1);
    sqlite3_auto_extension(on_open);
    // SQLite's own luck: the WAL's salts.
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed | 1), nullptr);
}

crash_vfs::~crash_vfs() {
    sqlite3_cancel_auto_extension(on_open);
    sqlite3_vfs_unregister(&ours_);
    sqlite3_vfs_register(real_, 1);
    current = nullptr;
}

void crash_vfs::lose_power_at(std::int64_t nth) {
    dark_at_ = nth == 0 ? 0 : changes_ + nth;
}

void crash_vfs::fail_at(std::int64_t nth) {
    fails_at_ = nth == 0 ? 0 : changes_ + nth;
    has_failed_ = false;
}

crash_vfs::verdict crash_vfs::next_change() {
    ++changes_;
    if (changes_ == fails_at_) has_failed_ = true;
    if (changes_ == fails_at_) return verdict::fails;
    if (changes_ != dark_at_) return verdict::goes_on;
    is_dark_ = true;
    return verdict::goes_dark;
}

void crash_vfs::power_loss() {
    disk_.lose_power();
    end_process();
}

void crash_vfs::end_process() {
    is_dark_ = false;
    dark_at_ = 0;
    ++life_;
}

}  // namespace bot::test
