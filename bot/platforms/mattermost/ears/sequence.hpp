// Which events of one connection came and which are durable: where to go on when it is lost. Pure.
#pragma once

#include <cstdint>
#include <set>

namespace bot::mattermost {

class sequence {
public:
    enum class place { next, again, after_a_gap };

    // A new connection counts from the beginning; what the last one brought is no longer its own.
    void begin(std::int64_t next);
    place came(std::int64_t seq);
    void recorded(std::int64_t seq);

    std::int64_t expected() const { return expected_; }
    // The first that is not durable: from here on it is told again.
    std::int64_t wanted() const { return open_.empty() ? expected_ : *open_.begin(); }

private:
    std::int64_t expected_ = 0;
    std::set<std::int64_t> open_;  // came, and not durable
};

}  // namespace bot::mattermost
