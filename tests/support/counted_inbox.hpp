// The record's inbox, and how much stands in it; it can be made to fail.
#pragma once

#include "bot/ports/inbox.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <variant>

namespace bot::test {

class counted_inbox final : public inbox {
public:
    explicit counted_inbox(inbox& to) : to_(to) {}

    bool submit(inbound what, std::function<void(result<handled>)> done) override {
        if (!std::holds_alternative<in_memo>(what.what)) ++all;
        if (sees) sees(what);
        if (refuses && refuses(what)) {
            done(fail(errc::unavailable, "the record is full."));
            return true;
        }
        most = std::max(most, ++*waiting_);
        const bool has_room = to_.submit(
            std::move(what),
            [waiting = waiting_, done = std::move(done)](result<handled> told) {
                --*waiting;
                done(std::move(told));
            }
        );
        if (!has_room) ++crowded;
        return has_room;
    }
    void when_room(std::function<void()> go_on) override { to_.when_room(std::move(go_on)); }
    void ask(question what) override { to_.ask(std::move(what)); }
    instant now() const override { return to_.now(); }

    std::size_t waiting() const { return *waiting_; }

    std::function<void(const inbound&)> sees;
    std::function<bool(const inbound&)> refuses;
    std::size_t all = 0;      // of what came from outside
    std::size_t most = 0;     // that waited at once
    std::size_t crowded = 0;  // how often it was too much

private:
    inbox& to_;
    // Shared: answers may come when we are gone.
    std::shared_ptr<std::size_t> waiting_ = std::make_shared<std::size_t>(0);
};

}  // namespace bot::test
