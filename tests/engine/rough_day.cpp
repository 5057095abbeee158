#include "tests/engine/rough_day.hpp"

#include "bot/store/codec.hpp"
#include "bot/store/sqlite/sqlite_store.hpp"

#include <sstream>

namespace bot::test {
namespace {

std::string ask(sqlite3* whom, const std::string& sql) {
    std::string told;
    const auto add = [](void* to, int, char** values, char**) {
        static_cast<std::string*>(to)->append(values[0] ? values[0] : "null").append(";");
        return 0;
    };
    char* problem = nullptr;
    if (sqlite3_exec(whom, sql.c_str(), add, &told, &problem) != SQLITE_OK)
        told.append(problem ? problem : "no reason");
    sqlite3_free(problem);
    return told;
}

// Long words by their length and hash.
std::string words_of(const record& line) {
    constexpr std::size_t long_words = 1'000;
    if (line.erased) return {};
    auto words = encode_payload(line.what);
    if (words.size() < long_words) return words;
    return std::to_string(words.size()) + ' ' + std::to_string(std::hash<std::string>()(words));
}

void describe(std::ostream& out, const record& line) {
    out << number_of(line.log) << '/' << line.seq << ' ' << line.at.time_since_epoch().count()
        << ' ' << line.recorded_at.time_since_epoch().count() << ' ' << line.platform << ' '
        << line.channel << ' ' << line.actor.id << ' ' << line.actor.name << ' ' << line.message
        << ' ' << line.parent << ' ' << line.origin << ' ' << line.erased << ' '
        << name_of(line.what) << ' ' << words_of(line) << '\n';
}

std::string describe(const std::vector<processed>& all) {
    std::ostringstream out;
    for (const auto& one : all)
        out << static_cast<int>(one.is) << ' ' << number_of(one.log) << '/' << one.seq << ' '
            << (one.reply ? one.reply->text : "") << '\n';
    return out.str();
}

// The first line that differs, both ways.
std::string difference(const std::string& live, const std::string& wanted) {
    std::istringstream left(live), right(wanted);
    std::string one, other;
    while (std::getline(left, one) && std::getline(right, other) && one == other) {
    }
    return "'" + one.substr(0, 300) + "' instead of '" + other.substr(0, 300) + "'";
}

}  // namespace

void tally::add(const tally& other) {
    losses += other.losses;
    in_batches += other.in_batches;
    in_tidying += other.in_tidying;
    in_closing += other.in_closing;
    in_opening += other.in_opening;
    kept += other.kept;
    batches += other.batches;
}

rough_day::rough_day(const rough_plan& plan)
    : plan_(plan),
      disk_(plan.seed, plan.tells),
      path_(folder_.file("scribe.db")),
      day_(plan.seed, calm_, plan.how) {
    day_.on_take = [this] {
        if (rough_) static_cast<void>(rough_->take());
    };
}

rough_day::~rough_day() {
    end_process();
}

void rough_day::end_process() {
    rough_.reset();
    keep_.reset();
}

// What a failing disk has to be told as: by name, with what to do, and as the end.
rough_day::trouble rough_day::refusal_of(const error& why) {
    const bool says_where = why.detail.find(path_) != std::string::npos;
    const bool says_what_to_do = why.detail.find("heck ") != std::string::npos;
    if (why.code == errc::internal && says_where && says_what_to_do) return std::nullopt;
    return "told wrongly: " + std::string(name_of(why.code)) + ": " + why.detail;
}

void rough_day::plan_a_loss() {
    if (loses_power_) disk_.lose_power_at(1 + day_.roll(plan_.most_changes));
}

// The program does not close its files when the disk has failed: it ends.
void rough_day::note_failure() {
    if (!disk_.has_failed()) return;
    was_touched_ = true;
    disk_.end_process();
    disk_.fail_at(0);
    if (goes_dark_after_failure_) disk_.power_loss();
}

bool rough_day::lose_what_is_planned() {
    if (!disk_.is_dark()) return false;
    disk_.power_loss();
    ++counted_.losses;
    return true;
}

rough_day::trouble rough_day::start() {
    for (;;) {
        plan_a_loss();
        auto opened = open_sqlite_store(path_, open_mode::read_write);
        // The first question makes the WAL.
        if (opened && (*opened)->logs()) {
            keep_ = std::move(*opened);
            break;
        }
        const auto why = opened ? std::string("it answers nothing") : opened.error().detail;
        if (why.find("heck ") == why.npos && !opened) return "told wrongly: " + why;
        const bool failed = disk_.has_failed();
        note_failure();
        if (opened) opened->reset();
        if (lose_what_is_planned()) {
            ++counted_.in_opening;
        } else if (!failed) {
            return "it does not start: " + why;
        }
    }
    if (plan_.syncs_normally) ask(disk_.connection(), "PRAGMA synchronous = NORMAL");
    if (auto found = damage()) return found;
    rough_.emplace(*keep_);
    rough_->now = calm_.now;
    return std::nullopt;
}

rough_day::trouble rough_day::damage() {
    if (const auto found = ask(disk_.connection(), "PRAGMA integrity_check"); found != "ok;")
        return "the file is damaged: " + found;
    const auto logs = keep_->logs();
    if (!logs) return "the logs cannot be listed: " + logs.error().detail;
    for (const auto log : *logs) {
        const auto found = keep_->verify(log);
        if (!found) return "a log cannot be verified: " + found.error().detail;
        if (!found->faults.empty()) return "the chain is broken: " + found->faults.front();
    }
    return std::nullopt;
}

// Everything there is to know: what the engine does, every record, every key.
std::string rough_day::state(rehearsal& of, store& keep) {
    std::ostringstream out;
    out << dump(*of.run, keep);
    const auto logs = keep.logs();
    if (!logs) return logs.error().detail;
    for (const auto log : *logs) {
        const auto read = keep.read(log, 1, store::which::everything, [&](record&& line) {
            describe(out, line);
            return true;
        });
        if (!read) return read.error().detail;
    }
    for (const auto& key : keys_) {
        const auto entry = keep.journaled(key);
        if (!entry) return entry.error().detail;
        if (*entry)
            out << "key " << key << ' ' << number_of((*entry)->log) << '/' << (*entry)->seq
                << (*entry)->failed << (*entry)->recorded_at.time_since_epoch().count() << '\n';
    }
    return out.str();
}

rough_day::trouble rough_day::compare(std::string_view when) {
    const auto live = state(*rough_, *keep_), wanted = state(calm_, *calm_keep_);
    if (live == wanted) return std::nullopt;
    return std::string(when) + ": " + difference(live, wanted);
}

void rough_day::note_keys(const std::vector<work_item>& items) {
    for (const auto& item : items) {
        if (const auto* in = std::get_if<inbound>(&item)) keys_.insert(in->key);
        if (const auto* end = std::get_if<settlement>(&item))
            for (const auto& receipt : end->how.receipts) keys_.insert(receipt.key);
    }
}

// What the calm day has in its journal was acknowledged on the rough one.
rough_day::trouble rough_day::lost_keys() {
    for (const auto& key : keys_) {
        const auto wanted = calm_keep_->journaled(key);
        const auto there = keep_->journaled(key);
        if (wanted && *wanted && !(there && *there))
            return "lost: acknowledged and not there: " + key;
    }
    return std::nullopt;
}

rough_day::trouble rough_day::start_again(const std::vector<work_item>& items, bool was_acked) {
    note_failure();
    end_process();
    lose_what_is_planned();
    if (auto found = start()) return found;
    if (auto found = lost_keys()) return found;
    if (was_acked) {
        if (auto found = compare("lost: not what was acknowledged")) return found;
    } else if (state(*rough_, *keep_) != state(calm_, *calm_keep_)) {
        calm_.give(items);
        if (auto found = compare("lost: neither as before the batch nor as after it")) return found;
        ++counted_.kept;
    }
    calm_.reopen();
    day_.forget_deliveries();
    return std::nullopt;
}

rough_day::trouble rough_day::one_batch() {
    ++counted_.batches;
    const auto items = day_.draw();
    note_keys(items);
    result<std::vector<processed>> done;
    for (;;) {
        done = rough_->try_once(items);
        if (done) break;
        if (disk_.is_dark()) ++counted_.in_batches;
        if (auto found = refusal_of(done.error())) return found;
        if (auto found = start_again(items, false)) return found;
    }
    if (describe(*done) != describe(calm_.give(items))) return "answered otherwise";
    if (auto tidied = rough_->run->tidy(); !tidied) {
        if (disk_.is_dark()) ++counted_.in_tidying;
        if (auto found = refusal_of(tidied.error())) return found;
        if (auto found = start_again(items, true)) return found;
    }
    day_.pass_time();
    rough_->now = calm_.now;
    return std::nullopt;
}

rough_day::trouble rough_day::close_and_open() {
    end_process();
    if (disk_.is_dark()) ++counted_.in_closing;
    return start_again({}, true);
}

rough_day::trouble rough_day::lose_power() {
    loses_power_ = true;
    if (auto found = start()) return found;
    while (counted_.losses < plan_.losses) {
        if (auto found = day_.roll(20) == 0 ? close_and_open() : one_batch()) return found;
    }
    loses_power_ = false;
    disk_.lose_power_at(0);
    return compare("at the end");
}

rough_day::trouble rough_day::fail_at(std::int64_t nth, int batches, bool power_goes) {
    goes_dark_after_failure_ = power_goes;
    disk_.fail_at(nth);
    if (auto found = start()) return found;
    for (int n = 0; n < batches; ++n) {
        if (auto found = day_.roll(10) == 0 ? close_and_open() : one_batch()) return found;
    }
    return close_and_open();
}

}  // namespace bot::test
