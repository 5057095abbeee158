// A record as one file of its own: copied while it is in use, and looked through from end to end.
#pragma once

#include "bot/base/result.hpp"
#include "bot/base/time.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

using progress_note = std::function<void(std::string_view)>;  // "copying, 45 %"

struct record_contents {
    std::int64_t incidents = 0, records = 0, bytes = 0;
    std::int64_t waiting = 0;                         // to go out
    std::int64_t last_incident = 0, last_effect = 0;  // the highest numbers given
    std::optional<instant> newest;                    // when its last record was written
};

struct inspection {
    record_contents holds;
    std::vector<std::string> uploads;  // SHA-256 of each file people shared in the console
    std::vector<std::string> faults;   // empty when all of it fits together
};

// Of a record that may be in use, and of whichever version up to our own.
result<record_contents> contents_of_record(const std::string& path);

// A copy on its way: in TO.part, and gone with this object unless it is put in place.
class record_copy {
public:
    // As of one moment, of a record that may be in use, of whichever version up to our own. What an
    // earlier copy to the same place has left is taken away.
    static result<record_copy> make(
        const std::string& record, const std::string& to, const progress_note& tell
    );
    record_copy(record_copy&& other) noexcept
        : to_(std::move(other.to_)), is_ours_(std::exchange(other.is_ours_, false)) {}
    record_copy& operator=(record_copy&&) = delete;
    ~record_copy();

    std::string part() const { return to_ + ".part"; }
    // Every page, every link of every chain.
    result<inspection> inspect(const progress_note& tell) const;
    // Durable, under its name. conflict: there is something of that name, and it is not replaced.
    result<void> put_in_place(bool replaces);

private:
    explicit record_copy(std::string to) : to_(std::move(to)) {}

    std::string to_;
    bool is_ours_ = false;
};

// Every name a half-made copy may have.
std::vector<std::string> names_of_half_made(const std::string& to);

}  // namespace bot
