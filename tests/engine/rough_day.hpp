// A random day lived twice: on a store in memory, where nothing goes wrong, and on SQLite on a disk
// that loses power or fails. After each end and new start both have to know the same.
#pragma once

#include "bot/store/memory/memory_store.hpp"
#include "tests/contract/fresh_folder.hpp"
#include "tests/engine/random_day.hpp"
#include "tests/support/crash_vfs.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bot::test {

struct rough_plan {
    unsigned seed = 1;
    crash_vfs::lies tells = crash_vfs::lies::none;
    bool syncs_normally = false;  // synchronous = NORMAL, which the store must never have
    // No mishaps: who was told of one lately is known to one life only. The sectors of a lost batch
    // can complete what an earlier life wrote of the same batch, and that life may have told.
    random_day::temper how{.mishaps = false};
    int most_changes = 60;  // of the disk, from one loss of power to the next
    int losses = 10;
};

// What happened, over as many days as are added up.
struct tally {
    int losses = 0, in_batches = 0, in_tidying = 0, in_closing = 0, in_opening = 0;
    int kept = 0;  // batches that were not acknowledged and are there, whole
    int batches = 0;

    void add(const tally& other);
};

class rough_day {
public:
    explicit rough_day(const rough_plan& plan);
    ~rough_day();

    // Until the power has gone as often as planned, or something is wrong: what, or nothing.
    std::optional<std::string> lose_power();
    // So many batches, the Nth change of the disk failing with EIO. The process ends then, and at
    // times the power goes, too.
    std::optional<std::string> fail_at(std::int64_t nth, int batches, bool power_goes);

    bool was_touched() const { return was_touched_; }
    const tally& counted() const { return counted_; }

private:
    using trouble = std::optional<std::string>;

    void plan_a_loss();
    void note_failure();
    bool lose_what_is_planned();
    trouble start();
    trouble one_batch();
    trouble close_and_open();
    // After an end of the process, `items` being what was given last.
    trouble start_again(const std::vector<work_item>& items, bool was_acked);
    trouble compare(std::string_view when);
    trouble damage();
    trouble lost_keys();
    std::string state(rehearsal& of, store& keep);
    void note_keys(const std::vector<work_item>& items);
    void end_process();
    trouble refusal_of(const error& why);

    rough_plan plan_;
    crash_vfs disk_;
    fresh_folder folder_{folder_in_memory()};  // for the lock; the record is on the disk
    std::string path_;
    std::unique_ptr<store> keep_;
    std::optional<rehearsal> rough_;
    std::unique_ptr<store> calm_keep_ = make_memory_store();
    rehearsal calm_{*calm_keep_};
    random_day day_;
    std::set<std::string> keys_;  // of all that was given
    bool loses_power_ = false, goes_dark_after_failure_ = false, was_touched_ = false;
    tally counted_;
};

}  // namespace bot::test
