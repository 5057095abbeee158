// The memory store's class: everything it keeps, by table.
#pragma once

#include "bot/ports/store.hpp"
#include "bot/store/memory/memory_log.hpp"
#include "bot/store/memory/undo_log.hpp"

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace bot {

class memory_store final : public store {
public:
    result<void> begin() override;
    result<void> commit() override;
    result<void> tidy() override { return {}; }
    void rollback() override;

    result<std::optional<journal_entry>> journaled(std::string_view key) override;
    result<void> journal(const journal_entry& entry) override;

    result<digest> append(const record& line, const digest& previous, std::string_view salt)
        override;
    result<std::optional<chain_head>> head(incident_id log) override;
    result<void> read(
        incident_id log, std::int64_t from, which kinds, const std::function<bool(record&&)>& each
    ) override;
    result<std::vector<record>> read_back(incident_id log, std::int64_t before, std::size_t limit)
        override;
    result<std::optional<record>> read_one(incident_id log, std::int64_t seq) override;
    result<std::vector<record>> read_derived(incident_id log, std::int64_t origin) override;
    result<std::int64_t> count_messages(incident_id log, std::int64_t after) override;
    result<void> erase(incident_id log, std::int64_t seq) override;
    result<verification> verify(incident_id log) override;

    result<void> save_brief(const incident_brief& brief) override;
    result<std::vector<incident_brief>> briefs(bool open_only) override;
    result<std::vector<search_hit>> search(std::string_view words, std::size_t limit) override;
    result<std::vector<incident_id>> logs() override;

    result<void> bind_room(const room_binding& room) override;
    result<void> release_room(std::string_view platform, std::string_view channel) override;
    result<std::vector<room_binding>> rooms() override;

    result<void> queue(const effect& what) override;
    result<std::vector<waiting_effect>> effects() override;
    result<void> delivered(std::int64_t effect) override;
    result<void> postpone(
        std::int64_t effect, int attempts, instant not_before, std::string_view reason
    ) override;
    result<void> give_up(std::int64_t effect, std::string_view reason) override;
    result<std::int64_t> last_effect() override;

    result<void> set_timer(const waiting_timer& timer) override;
    result<void> cancel_timer(incident_id incident, std::string_view name) override;
    result<std::vector<waiting_timer>> timers() override;

    result<void> remember(std::string_view key, std::string_view value) override;
    result<std::optional<std::string>> remembered(std::string_view key) override;

    result<void> keep_alert(const alert_notice& alert) override;
    result<void> take_alert(const alert_notice& alert) override;
    result<std::vector<alert_notice>> waiting_alerts(std::string_view service) override;

private:
    result<void> may_write() const;
    memory_log* find_log(incident_id log);
    void erase_line(memory_log& in, std::int64_t seq);

    bool in_batch_ = false;
    undo_log undo_;
    std::unordered_map<std::string, journal_entry> journal_;
    std::map<incident_id, memory_log> logs_;
    std::map<incident_id, incident_brief> briefs_;
    std::map<std::pair<std::string, std::string>, room_binding> rooms_;  // platform, channel
    std::map<std::int64_t, waiting_effect> effects_;
    std::int64_t last_effect_ = 0;
    std::map<std::pair<incident_id, std::string>, waiting_timer> timers_;
    std::map<std::string, std::string> memos_;
    std::map<std::tuple<std::string, std::string, std::string>, alert_notice> alerts_;
};

}  // namespace bot
