// What the engine knows of the record without asking the store each time, and the
// handlers' look-ups on top of it. Always equal to the store or empty: after a
// failed batch everything is dropped and loaded again when it is next wanted.
#pragma once

#include "bot/incident/decision.hpp"
#include "bot/ports/store.hpp"

#include <list>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace bot {

class ledger final : public lookups {
public:
    explicit ledger(store& keep, std::size_t capacity = 256) : keep_(keep), capacity_(capacity) {}

    // A store that fails here is remembered (take_fault) and the answer is the empty one. What
    // `find` points to stays until the next trim, append or erasure.
    const incident* find(incident_id id) override;
    std::optional<incident_id> log_of_room(std::string_view platform, std::string_view channel)
        override;
    std::vector<incident_brief> briefs() override;
    std::vector<incident_brief> open_briefs() override;
    std::optional<kept_message> message(
        std::string_view platform, std::string_view channel, std::string_view id
    ) override;
    std::optional<kept_message> message_at(incident_id log, std::int64_t seq) override;
    std::vector<alert_notice> waiting_alerts(std::string_view service) override;
    std::vector<search_hit> search(std::string_view words, std::size_t limit) override;
    incident_id next_incident() override;
    incident_id next_room_log() override;
    std::int64_t messages_since(incident_id id, std::int64_t seq) override;

    // Loads rooms, briefs and numbers when they are not held; does nothing otherwise.
    result<void> refresh();
    void forget_everything();
    std::optional<error> take_fault();

    // When the message was last edited, as its platform told.
    std::optional<instant> edited_at(
        std::string_view platform, std::string_view channel, std::string_view id
    );

    result<chain_head> head(incident_id log);
    // The room opened for an incident on a platform.
    std::optional<std::string> room_of(std::string_view platform, incident_id log);

    // Writes one line at its log's head (its seq is that of the head, plus one) and folds it.
    result<void> append(const record& line, std::string_view salt);
    result<void> erase(incident_id log, std::int64_t seq);
    result<void> bind(const room_binding& room);
    result<void> release(const room_binding& room);
    // Saves the brief of every incident that changed since the last call.
    result<void> save_briefs();
    // Lets go of the incidents longest unused. Between batches only.
    void trim();

private:
    struct entry {
        incident state;
        std::list<incident_id>::iterator place;
    };

    result<incident*> hold(incident_id id);
    result<incident> load(incident_id id);
    result<void> load_numbers();
    void count(incident_id log);
    void renew_briefs();
    void keep_brief(incident_brief brief);
    const std::string& room_key(std::string_view platform, std::string_view channel);
    // Gives the value, or the empty one and remembers why.
    template <class T>
    T value_of(result<T> asked);

    store& keep_;
    std::size_t capacity_;
    bool loaded_ = false;
    std::optional<error> fault_;

    std::unordered_map<incident_id, entry> incidents_;
    std::list<incident_id> recent_;  // last used first
    std::unordered_map<incident_id, chain_head> heads_;
    std::unordered_map<std::string, room_binding> rooms_;  // by platform and channel
    std::map<std::pair<incident_id, std::string>, std::string> room_of_log_;
    std::map<std::pair<instant, incident_id>, incident_brief, std::greater<>> briefs_;
    std::unordered_map<incident_id, instant> declared_at_;
    std::unordered_set<incident_id> stale_briefs_, unsaved_briefs_;
    std::int64_t highest_ = 0, lowest_ = 0;
    std::string scratch_;
};

}  // namespace bot
