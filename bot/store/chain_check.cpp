#include "bot/store/chain_check.hpp"

#include "bot/incident/chain.hpp"
#include "bot/store/codec.hpp"

#include <algorithm>

namespace bot {
namespace {

// A log that was damaged as a whole is told in a page, not in a book.
constexpr std::size_t most_faults = 100;

bool all_zero(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return c == '\0'; });
}

// Zeros when it is no digest at all: nothing links to that.
digest to_digest(std::string_view bytes) {
    digest made{};
    if (bytes.size() == made.size()) std::ranges::copy(bytes, made.begin());
    return made;
}

}  // namespace

void chain_check::fault(std::int64_t seq, std::string_view what) {
    if (found_.faults.size() > most_faults) return;
    if (found_.faults.size() == most_faults) {
        found_.faults.emplace_back(log_label(log_) + ": more does not fit; the rest is not listed");
        return;
    }
    found_.faults.push_back(
        log_label(log_) + " record " + std::to_string(seq) + ": " + std::string(what)
    );
}

void chain_check::check_words(const stored_record& line) {
    if (line.erased) {
        ++found_.erased;
        if (!all_zero(line.payload) || !all_zero(line.salt))
            fault(line.head.seq, "it is marked as erased, but its words are there");
        return;
    }
    if (line.salt.size() > 255 || bytes_of(payload_digest(line.salt, line.payload)) != line.digest)
        fault(
            line.head.seq, "its words (or their salt or digest) are not those that were recorded"
        );
}

void chain_check::check_kind(const stored_record& line) {
    const auto index = event_index(line.kind);
    if (!index)
        fault(line.head.seq, "this program does not know its kind");
    else if (line.raw != (*index < raw_event_count))
        fault(line.head.seq, "it is marked as raw or not against its kind");
}

void chain_check::offer(const stored_record& line) {
    ++found_.records;
    const auto seq = line.head.seq;
    if (seq <= last_seq_)
        fault(seq, "a log has no such number");
    else if (seq != last_seq_ + 1)
        fault(
            last_seq_ + 1,
            seq == last_seq_ + 2 ? "it is missing"
                                 : "it and those up to " + std::to_string(seq - 1) + " are missing"
        );
    check_words(line);
    check_kind(line);
    const auto link = chain_link(last_hash_, line.head, line.kind, to_digest(line.digest));
    if (bytes_of(link) != line.hash)
        fault(
            seq, "its head or its link is not what was recorded, or the record before it is gone"
        );
    // From what is stored, not from what was computed: one change is one fault, not a tail of them.
    last_seq_ = seq;
    last_hash_ = to_digest(line.hash);
}

verification chain_check::finish(const std::optional<chain_head>& head) && {
    const chain_head expected = head.value_or(chain_head{});
    if (expected.seq > last_seq_)
        fault(last_seq_ + 1, "it is missing; the log went on to " + std::to_string(expected.seq));
    else if (expected.seq < last_seq_)
        fault(last_seq_, "it was added past the log's end");
    else if (expected.hash != last_hash_)
        fault(last_seq_, "its link is not the one the log ends with");
    return std::move(found_);
}

result<void> check_append(const record& line, const chain_head& head, const digest& previous) {
    if (line.seq == head.seq + 1 && previous == head.hash) return {};
    const std::string what = line.seq == head.seq + 1 ? "another link than its last one"
                                                      : "record " + std::to_string(head.seq + 1);
    return fail(
        errc::conflict,
        "cannot append record " + std::to_string(line.seq) + " to " + log_label(line.log) +
            ": the log expects " + what + ". Somebody else wrote to it; read its head again."
    );
}

}  // namespace bot
