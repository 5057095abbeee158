// A store that fails when its turn comes: the Nth call of all that can fail.
#pragma once

#include "bot/ports/store.hpp"

namespace bot::test {

class failing_store final : public store {
public:
    enum class way {
        plainly,         // the call does nothing and fails
        after_the_fact,  // a commit that is done and reported as failed; others fail plainly
    };

    explicit failing_store(store& under) : under_(under) {}

    void fail_at(std::int64_t nth, way how = way::plainly, errc code = errc::unavailable) {
        calls_ = 0;
        fails_at_ = nth;
        how_ = how;
        code_ = code;
    }
    // While it is out, every call fails.
    void be_out(bool out) { is_out_ = out; }
    std::int64_t calls() const { return calls_; }
    bool has_failed() const { return fails_at_ != 0 && calls_ >= fails_at_; }
    std::int64_t commits = 0;
    std::string refuses;  // a message of these words can never be recorded

    result<void> begin() override {
        return pass([&] { return under_.begin(); });
    }
    result<void> commit() override {
        if (turn()) {
            if (how_ == way::after_the_fact && !is_out_) (void)under_.commit();
            return tl::unexpected(trouble());
        }
        ++commits;
        return under_.commit();
    }
    void rollback() override { under_.rollback(); }
    result<void> tidy() override { return under_.tidy(); }

    result<std::optional<journal_entry>> journaled(std::string_view key) override {
        return pass([&] { return under_.journaled(key); });
    }
    result<void> journal(const journal_entry& entry) override {
        return pass([&] { return under_.journal(entry); });
    }
    result<digest> append(const record& line, const digest& previous, std::string_view salt)
        override {
        const auto* said = std::get_if<message_posted>(&line.what);
        if (said && !refuses.empty() && said->text == refuses)
            return fail(errc::invalid, "that cannot be written down");
        return pass([&] { return under_.append(line, previous, salt); });
    }
    result<std::optional<chain_head>> head(incident_id log) override {
        return pass([&] { return under_.head(log); });
    }
    result<void> read(
        incident_id log, std::int64_t from, which kinds, const std::function<bool(record&&)>& each
    ) override {
        return pass([&] { return under_.read(log, from, kinds, each); });
    }
    result<std::vector<record>> read_back(incident_id log, std::int64_t before, std::size_t limit)
        override {
        return pass([&] { return under_.read_back(log, before, limit); });
    }
    result<std::optional<record>> read_one(incident_id log, std::int64_t seq) override {
        return pass([&] { return under_.read_one(log, seq); });
    }
    result<std::vector<record>> read_derived(incident_id log, std::int64_t origin) override {
        return pass([&] { return under_.read_derived(log, origin); });
    }
    result<std::int64_t> count_messages(incident_id log, std::int64_t after) override {
        return pass([&] { return under_.count_messages(log, after); });
    }
    result<void> erase(incident_id log, std::int64_t seq) override {
        return pass([&] { return under_.erase(log, seq); });
    }
    result<verification> verify(incident_id log) override { return under_.verify(log); }

    result<void> save_brief(const incident_brief& brief) override {
        return pass([&] { return under_.save_brief(brief); });
    }
    result<std::vector<incident_brief>> briefs(bool open_only) override {
        return pass([&] { return under_.briefs(open_only); });
    }
    result<std::vector<search_hit>> search(std::string_view words, std::size_t limit) override {
        return pass([&] { return under_.search(words, limit); });
    }
    result<std::vector<incident_id>> logs() override {
        return pass([&] { return under_.logs(); });
    }
    result<void> bind_room(const room_binding& room) override {
        return pass([&] { return under_.bind_room(room); });
    }
    result<void> release_room(std::string_view platform, std::string_view channel) override {
        return pass([&] { return under_.release_room(platform, channel); });
    }
    result<std::vector<room_binding>> rooms() override {
        return pass([&] { return under_.rooms(); });
    }
    result<void> queue(const effect& what) override {
        return pass([&] { return under_.queue(what); });
    }
    result<std::vector<waiting_effect>> effects() override {
        return pass([&] { return under_.effects(); });
    }
    result<void> delivered(std::int64_t effect) override {
        return pass([&] { return under_.delivered(effect); });
    }
    result<void> postpone(
        std::int64_t effect, int attempts, instant not_before, std::string_view reason
    ) override {
        return pass([&] { return under_.postpone(effect, attempts, not_before, reason); });
    }
    result<void> give_up(std::int64_t effect, std::string_view reason) override {
        return pass([&] { return under_.give_up(effect, reason); });
    }
    result<std::int64_t> last_effect() override {
        return pass([&] { return under_.last_effect(); });
    }
    result<void> set_timer(const waiting_timer& timer) override {
        return pass([&] { return under_.set_timer(timer); });
    }
    result<void> cancel_timer(incident_id incident, std::string_view name) override {
        return pass([&] { return under_.cancel_timer(incident, name); });
    }
    result<std::vector<waiting_timer>> timers() override {
        return pass([&] { return under_.timers(); });
    }
    result<void> remember(std::string_view key, std::string_view value) override {
        return pass([&] { return under_.remember(key, value); });
    }
    result<std::optional<std::string>> remembered(std::string_view key) override {
        return pass([&] { return under_.remembered(key); });
    }
    result<void> keep_alert(const alert_notice& alert) override {
        return pass([&] { return under_.keep_alert(alert); });
    }
    result<void> take_alert(const alert_notice& alert) override {
        return pass([&] { return under_.take_alert(alert); });
    }
    result<std::vector<alert_notice>> waiting_alerts(std::string_view service) override {
        return pass([&] { return under_.waiting_alerts(service); });
    }

private:
    bool turn() { return ++calls_ == fails_at_ || is_out_; }
    error trouble() const { return {code_, "the disk is full"}; }

    template <class Call>
    auto pass(Call call) -> decltype(call()) {
        if (turn()) return tl::unexpected(trouble());
        return call();
    }

    store& under_;
    std::int64_t calls_ = 0, fails_at_ = 0;
    way how_ = way::plainly;
    errc code_ = errc::unavailable;
    bool is_out_ = false;
};

}  // namespace bot::test
