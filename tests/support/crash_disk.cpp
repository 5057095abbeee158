#include "tests/support/crash_disk.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bot::test {
namespace {

constexpr int certain = 100;  // percent

void resize(std::string& content, std::int64_t size) {
    content.resize(static_cast<std::size_t>(size));
}

void overwrite(std::string& content, std::int64_t at, std::string_view bytes) {
    const auto place = static_cast<std::size_t>(at);
    if (content.size() < place + bytes.size()) content.resize(place + bytes.size());
    std::ranges::copy(bytes, content.begin() + at);
}

}  // namespace

crash_disk::file crash_disk::find(const std::string& name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? nullptr : found->second.now;
}

crash_disk::file crash_disk::create(const std::string& name) {
    auto& entry = names_[name];
    entry.before.push_back(std::exchange(entry.now, std::make_shared<disk_file>()));
    return entry.now;
}

void crash_disk::remove(const std::string& name) {
    const auto found = names_.find(name);
    if (found == names_.end() || !found->second.now) return;
    found->second.before.push_back(std::exchange(found->second.now, nullptr));
}

void crash_disk::sync_names() {
    for (auto& [name, entry] : names_) entry.before.clear();
}

void crash_disk::write(disk_file& to, std::int64_t at, std::string_view bytes) {
    overwrite(to.now, at, bytes);
    to.unsynced.push_back({at, std::string(bytes)});
}

void crash_disk::cut(disk_file& to, std::int64_t size) {
    resize(to.now, size);
    to.unsynced.push_back({size, {}, true});
}

void crash_disk::sync(disk_file& of) {
    for (const auto& one : of.unsynced) {
        if (one.cuts) {
            resize(of.on_disk, one.at);
        } else {
            overwrite(of.on_disk, one.at, one.bytes);
        }
    }
    of.unsynced.clear();
}

void crash_disk::fail_sync(disk_file& of) {
    keep_some(of);
}

// A gap before it is filled with zeros or with what stood there in another file's life.
void crash_disk::put(std::string& into, std::int64_t at, std::string_view bytes) {
    const auto before = into.size();
    if (before < static_cast<std::size_t>(at) && roll(2) == 0) {
        into.resize(static_cast<std::size_t>(at));
        for (auto n = before; n < into.size(); ++n) into[n] = static_cast<char>(dice_());
    }
    overwrite(into, at, bytes);
}

void crash_disk::keep_some(disk_file& of) {
    static constexpr std::array lucks{0, 10, 50, 90, certain};
    const auto luck = lucks[static_cast<std::size_t>(roll(lucks.size()))];
    const auto whole = lucks[static_cast<std::size_t>(roll(lucks.size()))];
    const auto has_luck = [this](int percent) { return roll(certain) < percent; };
    // In order at times: what a journalling file system leaves.
    if (roll(4) != 0) std::ranges::shuffle(of.unsynced, dice_);
    for (const auto& one : of.unsynced) {
        if (!has_luck(luck)) continue;
        if (one.cuts) {
            if (of.on_disk.size() > static_cast<std::size_t>(one.at)) resize(of.on_disk, one.at);
            continue;
        }
        std::string_view rest = one.bytes;
        for (auto at = one.at; !rest.empty();) {
            const auto left = sector - static_cast<std::size_t>(at) % sector;
            const auto piece = rest.substr(0, left);
            if (has_luck(std::max(whole, 10))) put(of.on_disk, at, piece);
            rest.remove_prefix(piece.size());
            at += static_cast<std::int64_t>(piece.size());
        }
    }
    of.unsynced.clear();
}

void crash_disk::lose_power() {
    for (auto& [name, entry] : names_) {
        entry.before.push_back(std::exchange(entry.now, nullptr));
        const auto which = static_cast<std::size_t>(roll(static_cast<int>(entry.before.size())));
        entry.now = entry.before[which];
        entry.before.clear();
        if (!entry.now) continue;
        keep_some(*entry.now);
        entry.now->now = entry.now->on_disk;
    }
    std::erase_if(names_, [](const auto& each) { return !each.second.now; });
}

}  // namespace bot::test
