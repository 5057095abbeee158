#include "tests/contract/fault_vfs.hpp"

#include <sqlite3.h>

#include <memory>

namespace bot::test {
namespace {

struct faults {
    std::string write_ending, sync_ending;
    int write_code = SQLITE_OK, sync_code = SQLITE_OK;
    int syncs = 0;
};

faults& current() {
    static faults ours;
    return ours;
}

sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs our_vfs;

// The real file lies right behind it.
struct our_file {
    sqlite3_file base;
    const char* name;
};

sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<our_file*>(file) + 1);
}

bool is_named(sqlite3_file* file, const std::string& ending) {
    const auto* name = reinterpret_cast<our_file*>(file)->name;
    return !ending.empty() && name && std::string_view(name).ends_with(ending);
}

int write(sqlite3_file* f, const void* bytes, int count, sqlite3_int64 at) {
    if (current().write_code != SQLITE_OK && is_named(f, current().write_ending))
        return current().write_code;
    return real(f)->pMethods->xWrite(real(f), bytes, count, at);
}

int sync(sqlite3_file* f, int flags) {
    if (current().sync_code != SQLITE_OK && is_named(f, current().sync_ending))
        return current().sync_code;
    ++current().syncs;
    return real(f)->pMethods->xSync(real(f), flags);
}

// Every other call goes on to the real file as it is.
template <auto Method, class... Arguments>
auto pass(sqlite3_file* f, Arguments... arguments) {
    return (real(f)->pMethods->*Method)(real(f), arguments...);
}

using methods = sqlite3_io_methods;
const methods our_methods{
    3,
    pass<&methods::xClose>,
    pass<&methods::xRead, void*, int, sqlite3_int64>,
    write,
    pass<&methods::xTruncate, sqlite3_int64>,
    sync,
    pass<&methods::xFileSize, sqlite3_int64*>,
    pass<&methods::xLock, int>,
    pass<&methods::xUnlock, int>,
    pass<&methods::xCheckReservedLock, int*>,
    pass<&methods::xFileControl, int, void*>,
    pass<&methods::xSectorSize>,
    pass<&methods::xDeviceCharacteristics>,
    pass<&methods::xShmMap, int, int, int, void volatile**>,
    pass<&methods::xShmLock, int, int, int>,
    pass<&methods::xShmBarrier>,
    pass<&methods::xShmUnmap, int>,
    pass<&methods::xFetch, sqlite3_int64, int, void**>,
    pass<&methods::xUnfetch, sqlite3_int64, void*>};

int open(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* out_flags) {
    auto* ours = reinterpret_cast<our_file*>(f);
    ours->base.pMethods = nullptr;
    ours->name = name;
    const int code = real_vfs->xOpen(real_vfs, name, real(f), flags, out_flags);
    if (real(f)->pMethods) ours->base.pMethods = &our_methods;
    return code;
}

}  // namespace

fault_vfs::fault_vfs() {
    real_vfs = sqlite3_vfs_find(nullptr);
    our_vfs = *real_vfs;
    our_vfs.zName = "faults";
    our_vfs.szOsFile = static_cast<int>(sizeof(our_file)) + real_vfs->szOsFile;
    our_vfs.xOpen = open;
    heal();
    sqlite3_vfs_register(&our_vfs, 1);
}

fault_vfs::~fault_vfs() {
    sqlite3_vfs_unregister(&our_vfs);
    sqlite3_vfs_register(real_vfs, 1);
    heal();
}

void fault_vfs::fail_writes(std::string_view ending, int code) {
    current().write_ending = ending;
    current().write_code = code;
}

void fault_vfs::fail_syncs(std::string_view ending, int code) {
    current().sync_ending = ending;
    current().sync_code = code;
}

void fault_vfs::heal() {
    current() = {};
}

int fault_vfs::syncs() {
    return current().syncs;
}

}  // namespace bot::test
