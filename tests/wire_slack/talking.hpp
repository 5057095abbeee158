// How people of a Slack workspace talk in one of its channels.
#pragma once

#include "tests/support/talk.hpp"
#include "tests/wire_slack/world.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace bot::test {

class people final : public speech {
public:
    people(world& in, std::string room) : in_(in), room_(std::move(room)) {
        in_.joins("ben", room_);
        in_.joins("dana", room_);
    }

    std::string says(std::string_view who, std::string_view text) override {
        return in_.says(who, room_, text);
    }
    std::string replies(
        std::string_view who, std::string_view root, std::string_view text, bool to_all
    ) override {
        return in_.space.replies(who, room_, root, text, in_.moment(), to_all);
    }
    void edits(std::string_view who, std::string_view id, std::string_view text) override {
        in_.space.edits(who, room_, id, text, in_.moment());
    }
    void deletes(std::string_view who, std::string_view id) override {
        in_.space.deletes(who, room_, id, in_.moment());
    }
    bool threads_go_with_roots() const override { return false; }
    void reacts(std::string_view who, std::string_view id, std::string_view emoji) override {
        in_.space.reacts(who, room_, id, emoji, in_.moment());
    }
    void unreacts(std::string_view who, std::string_view id, std::string_view emoji) override {
        in_.space.unreacts(who, room_, id, emoji, in_.moment());
    }
    void pins(std::string_view who, std::string_view id) override {
        in_.space.pins(who, room_, id, in_.moment());
    }
    void unpins(std::string_view who, std::string_view id) override {
        in_.space.unpins(who, room_, id, in_.moment());
    }
    void pass(std::chrono::milliseconds span) override { in_.advance(span); }
    // Two sockets keep no order; who changes their mind takes longer than an ack.
    void until_heard() override {
        if (!in_.is_cut_off()) in_.until_acked();
    }

private:
    world& in_;
    std::string room_;
};

}  // namespace bot::test
