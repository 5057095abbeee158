#include "bot/store/memory/memory_store.hpp"

#include "bot/incident/chain.hpp"
#include "bot/store/chain_check.hpp"
#include "bot/store/codec.hpp"
#include "bot/store/memory/memory_tables.hpp"

#include <algorithm>

namespace bot {
namespace {

result<record> decoded(const memory_line& line) {
    record made = line.head;
    const auto kind = event_name(line.kind);
    auto read = line.head.erased ? decode_payload(made, kind, std::nullopt)
                                 : decode_payload(made, kind, std::string_view(line.payload));
    if (!read) return tl::unexpected(std::move(read).error());
    return made;
}

}  // namespace

std::unique_ptr<store> make_memory_store() {
    return std::make_unique<memory_store>();
}

result<void> memory_store::begin() {
    if (in_batch_)
        return fail(
            errc::internal, "a batch was begun inside another one: commit or roll back first"
        );
    in_batch_ = true;
    return {};
}

result<void> memory_store::commit() {
    if (auto may = may_write(); !may) return may;
    undo_.forget();
    in_batch_ = false;
    return {};
}

void memory_store::rollback() {
    undo_.play();
    in_batch_ = false;
}

result<void> memory_store::may_write() const {
    if (in_batch_) return {};
    return fail(errc::internal, "the store was written to outside of begin and commit");
}

result<std::optional<journal_entry>> memory_store::journaled(std::string_view key) {
    const auto found = journal_.find(std::string(key));
    if (found == journal_.end()) return std::nullopt;
    return found->second;
}

result<void> memory_store::journal(const journal_entry& entry) {
    if (auto may = may_write(); !may) return may;
    const auto [place, is_new] = journal_.try_emplace(entry.key, entry);
    if (!is_new) return fail(errc::conflict, "the key " + entry.key + " is in the journal already");
    undo_.remember([this, key = &place->first] { journal_.erase(std::string(*key)); });
    return {};
}

result<digest> memory_store::append(
    const record& line, const digest& previous, std::string_view salt
) {
    if (auto may = may_write(); !may) return tl::unexpected(std::move(may).error());
    auto& log = logs_[line.log];
    if (auto follows = check_append(line, log.head(), previous); !follows)
        return tl::unexpected(std::move(follows).error());
    memory_line made{line, line.what.index(), encode_payload(line.what), std::string(salt), {}, {}};
    made.head.what = event{};
    made.words = payload_digest(salt, made.payload);
    made.link = chain_link(previous, line, name_of(line.what), made.words);
    const digest link = made.link;
    log.add(std::move(made));
    undo_.remember([&log] { log.remove_last(); });
    return link;
}

memory_log* memory_store::find_log(incident_id log) {
    const auto found = logs_.find(log);
    return found == logs_.end() || found->second.lines().empty() ? nullptr : &found->second;
}

result<std::optional<chain_head>> memory_store::head(incident_id log) {
    const auto* in = find_log(log);
    if (!in) return std::nullopt;
    return in->head();
}

result<void> memory_store::read(
    incident_id log, std::int64_t from, which kinds, const std::function<bool(record&&)>& each
) {
    auto* in = find_log(log);
    if (!in) return {};
    const auto give = [&](std::int64_t seq) -> result<bool> {
        auto line = decoded(*in->find(seq));
        if (!line) return tl::unexpected(std::move(line).error());
        return each(*std::move(line));
    };
    const auto& folded = in->folded();
    auto next = std::ranges::lower_bound(folded, from);
    for (auto seq = std::max<std::int64_t>(from, 1);; ++seq) {
        if (kinds == which::folded) {
            if (next == folded.end()) return {};
            seq = *next++;
        }
        if (!in->find(seq)) return {};
        const auto more = give(seq);
        if (!more) return tl::unexpected(more.error());
        if (!*more) return {};
    }
}

result<std::vector<record>> memory_store::read_back(
    incident_id log, std::int64_t before, std::size_t limit
) {
    std::vector<record> made;
    auto* in = find_log(log);
    if (!in || before < 0) return made;
    const auto last = in->head().seq;
    const auto end = before == 0 ? last + 1 : std::min(before, last + 1);
    const auto count = static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX));
    for (auto seq = std::max<std::int64_t>(end - count, 1); seq < end; ++seq) {
        auto line = decoded(*in->find(seq));
        if (!line) return tl::unexpected(std::move(line).error());
        made.push_back(*std::move(line));
    }
    return made;
}

result<std::optional<record>> memory_store::read_one(incident_id log, std::int64_t seq) {
    auto* in = find_log(log);
    const auto* line = in ? in->find(seq) : nullptr;
    if (!line) return std::nullopt;
    auto made = decoded(*line);
    if (!made) return tl::unexpected(std::move(made).error());
    return *std::move(made);
}

result<std::vector<record>> memory_store::read_derived(incident_id log, std::int64_t origin) {
    std::vector<record> made;
    auto* in = find_log(log);
    if (!in) return made;
    for (const auto seq : in->derived_from(origin)) {
        auto line = decoded(*in->find(seq));
        if (!line) return tl::unexpected(std::move(line).error());
        made.push_back(*std::move(line));
    }
    return made;
}

result<std::int64_t> memory_store::count_messages(incident_id log, std::int64_t after) {
    auto* in = find_log(log);
    std::int64_t count = 0;
    for (auto seq = std::max<std::int64_t>(after, 0) + 1; in; ++seq) {
        const auto* line = in->find(seq);
        if (!line) break;
        if (line->kind == 0) ++count;
    }
    return count;
}

void memory_store::erase_line(memory_log& in, std::int64_t seq) {
    auto& line = *in.find(seq);
    if (line.head.erased) return;
    undo_.remember([&line, payload = std::move(line.payload), salt = std::move(line.salt)] {
        line.payload = payload;
        line.salt = salt;
        line.head.erased = false;
    });
    line.payload.clear();
    line.salt.clear();
    line.head.erased = true;
}

result<void> memory_store::erase(incident_id log, std::int64_t seq) {
    if (auto may = may_write(); !may) return may;
    auto* in = find_log(log);
    if (!in || !in->find(seq))
        return fail(
            errc::not_found, log_label(log) + " has no record " + std::to_string(seq) + " to erase"
        );
    erase_line(*in, seq);
    for (const auto derived : in->derived_from(seq)) erase_line(*in, derived);
    return {};
}

result<verification> memory_store::verify(incident_id log) {
    chain_check check(log);
    auto* in = find_log(log);
    if (!in) return std::move(check).finish(std::nullopt);
    for (const auto& line : in->lines())
        check.offer(
            {line.head,
             event_name(line.kind),
             line.kind < raw_event_count,
             line.head.erased,
             line.payload,
             line.salt,
             bytes_of(line.words),
             bytes_of(line.link)}
        );
    return std::move(check).finish(in->head());
}

}  // namespace bot
