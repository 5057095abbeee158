#include "bot/store/codec.hpp"
#include "bot/store/documents.hpp"
#include "bot/store/search.hpp"
#include "bot/store/sqlite/sqlite_tables.hpp"

#include <algorithm>
#include <limits>

namespace bot {
namespace {

// All rows of a statement that selects `record_columns`.
result<std::vector<record>> all_records(result<sqlite_statement> asked) {
    if (!asked) return tl::unexpected(std::move(asked).error());
    std::vector<record> made;
    while (true) {
        const auto row = asked->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return made;
        auto line = record_of(*asked);
        if (!line) return tl::unexpected(std::move(line).error());
        made.push_back(*std::move(line));
    }
}

std::string select_records(std::string_view rest) {
    return std::string("SELECT ").append(record_columns).append(" FROM record ").append(rest);
}

}  // namespace

record record_head(const sqlite_statement& row) {
    record made;
    made.log = static_cast<incident_id>(row.number(0));
    made.seq = row.number(1);
    made.at = to_instant(row.number(2));
    made.recorded_at = to_instant(row.number(3));
    made.platform = row.text(4);
    made.channel = row.text(5);
    made.actor = {std::string(row.text(6)), std::string(row.text(7))};
    made.message = row.text(8);
    made.parent = row.text(9);
    made.origin = row.number(10);
    return made;
}

result<record> record_of(const sqlite_statement& row) {
    auto made = record_head(row);
    std::optional<std::string_view> payload;
    if (row.number(12) == 0) payload = row.bytes(13);
    if (auto read = decode_payload(made, row.text(11), payload); !read)
        return tl::unexpected(std::move(read).error());
    return made;
}

result<void> sqlite_store::read(
    incident_id log, std::int64_t from, which kinds, const std::function<bool(record&&)>& each
) {
    static const auto all = select_records("WHERE log = ?1 AND seq >= ?2 ORDER BY seq");
    static const auto folded = select_records(
        "INDEXED BY record_folded WHERE log = ?1 AND seq >= ?2 AND raw = 0 ORDER BY seq"
    );
    auto asked = db_->prepare_with(kinds == which::everything ? all : folded, number_of(log), from);
    if (!asked) return tl::unexpected(std::move(asked).error());
    while (true) {
        const auto row = asked->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return {};
        auto line = record_of(*asked);
        if (!line) return tl::unexpected(std::move(line).error());
        if (!each(*std::move(line))) return {};
    }
}

result<std::vector<record>> sqlite_store::read_back(
    incident_id log, std::int64_t before, std::size_t limit
) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    static const auto sql =
        select_records("WHERE log = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3");
    auto made = all_records(db_->prepare_with(
        sql,
        number_of(log),
        before == 0 ? most : before,
        static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX))
    ));
    if (made) std::ranges::reverse(*made);
    return made;
}

result<std::optional<record>> sqlite_store::read_one(incident_id log, std::int64_t seq) {
    static const auto sql = select_records("WHERE log = ?1 AND seq = ?2");
    auto made = all_records(db_->prepare_with(sql, number_of(log), seq));
    if (!made) return tl::unexpected(std::move(made).error());
    if (made->empty()) return std::nullopt;
    return std::move(made->front());
}

result<std::vector<record>> sqlite_store::read_derived(incident_id log, std::int64_t origin) {
    static const auto sql =
        select_records("WHERE log = ?1 AND origin = ?2 AND origin > 0 ORDER BY seq");
    return all_records(db_->prepare_with(sql, number_of(log), origin));
}

result<std::int64_t> sqlite_store::count_messages(incident_id log, std::int64_t after) {
    auto asked = db_->prepare_with(
        "SELECT count(*) FROM record WHERE log = ?1 AND seq > ?2 AND kind = 'message_posted'",
        number_of(log),
        after
    );
    if (!asked) return tl::unexpected(std::move(asked).error());
    if (const auto row = asked->step(); !row) return tl::unexpected(row.error());
    return asked->number(0);
}

result<std::vector<search_hit>> sqlite_store::search(std::string_view words, std::size_t limit) {
    word_search found(words, limit);
    if (found.is_idle()) return std::vector<search_hit>{};
    const auto known = briefs(false);
    if (!known) return tl::unexpected(known.error());
    for (const auto& brief : *known) found.offer(brief);
    static const auto sql = select_records("WHERE log > 0 AND erased = 0");
    auto asked = db_->prepare(sql);
    if (!asked) return tl::unexpected(std::move(asked).error());
    while (true) {
        const auto row = asked->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return found.take();
        if (!word_search::covers(asked->text(11)) || !found.may_match(asked->bytes(13))) continue;
        auto line = record_of(*asked);
        if (!line) return tl::unexpected(std::move(line).error());
        found.offer(*line);
    }
}

}  // namespace bot
