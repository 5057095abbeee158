// Checks a log against its hash chain, record by record, and says what does not fit.
#pragma once

#include "bot/ports/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bot {

// A record as it lies in a store, nothing decoded.
struct stored_record {
    record head;  // `what` is not looked at
    std::string_view kind;
    bool raw = false;  // as the store has marked it
    bool erased = false;
    std::string_view payload, salt, digest, hash;
};

class chain_check {
public:
    explicit chain_check(incident_id log) : log_(log) {}

    void offer(const stored_record& line);  // in order of seq
    // `head`: where the store says the log ends. No head and no record is an empty log.
    verification finish(const std::optional<chain_head>& head) &&;

private:
    void fault(std::int64_t seq, std::string_view what);
    void check_words(const stored_record& line);
    void check_kind(const stored_record& line);

    incident_id log_;
    std::int64_t last_seq_ = 0;
    digest last_hash_{};
    verification found_;
};

// Whether `line` is the one that follows `head`: conflict when another seq or link is expected.
result<void> check_append(const record& line, const chain_head& head, const digest& previous);

}  // namespace bot
