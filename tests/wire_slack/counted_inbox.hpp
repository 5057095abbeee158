// The record's inbox, and how much stood in it at once.
#pragma once

#include "bot/ports/inbox.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

namespace bot::test {

class counted_inbox final : public inbox {
public:
    explicit counted_inbox(inbox& to) : to_(to) {}

    bool submit(inbound what, std::function<void(result<handled>)> done) override {
        if (!std::holds_alternative<in_memo>(what.what)) ++all;
        most = std::max(most, ++*waiting_);
        return to_.submit(
            std::move(what),
            [waiting = waiting_, done = std::move(done)](result<handled> told) {
                --*waiting;
                done(std::move(told));
            }
        );
    }
    void when_room(std::function<void()> go_on) override { to_.when_room(std::move(go_on)); }
    void ask(question what) override { to_.ask(std::move(what)); }
    instant now() const override { return to_.now(); }

    std::size_t all = 0;   // of what came from outside
    std::size_t most = 0;  // that waited at once

private:
    inbox& to_;
    // Shared: answers may come when we are gone.
    std::shared_ptr<std::size_t> waiting_ = std::make_shared<std::size_t>(0);
};

}  // namespace bot::test
