#include "bot/store/memory/memory_store.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/contract/store_contract.hpp"

#include <array>

namespace bot::test {
namespace {

class memory_home final : public store_home {
public:
    store& use() override { return *store_; }
    void reopen() override {}

private:
    std::unique_ptr<store> store_ = make_memory_store();
};

class sqlite_home final : public store_home {
public:
    sqlite_home() { open(); }
    store& use() override { return *store_; }
    void reopen() override {
        store_.reset();
        open();
    }

private:
    void open() {
        store_ = need(open_sqlite_store(folder_.file("scribe.db"), open_mode::read_write));
    }

    fresh_folder folder_;
    std::unique_ptr<store> store_;
};

template <class Home>
std::unique_ptr<store_home> make() {
    return std::make_unique<Home>();
}

// A backend joins here.
const std::array kinds{
    store_kind{"memory", make<memory_home>},
    store_kind{"sqlite", make<sqlite_home>},
};

}  // namespace

std::span<const store_kind> store_kinds() {
    return kinds;
}

}  // namespace bot::test
