// Proof that a button or a dialog is ours: anybody may aim one at our address, and Mattermost signs
// nothing. What travels through it is sealed with a key only this installation has.
#pragma once

#include "config/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot::mattermost {

// What it was made for is part of the seal: a button's is no dialog's, one channel's no other's.
struct sealed_for {
    std::string_view purpose;  // "button", "dialog"
    std::string_view channel;
    std::string_view person;  // empty: anybody in that channel
};

class seal {
public:
    explicit seal(const secret& key) : key_(key) {}

    // Words with their seal behind them, fit for JSON and for `state` (8 k).
    std::string close(const sealed_for& whom, std::string_view words) const;
    // The words; nothing when they were not sealed by us for this. Takes the same time for any
    // wrong seal.
    std::optional<std::string> open(const sealed_for& whom, std::string_view closed) const;

private:
    const secret& key_;  // outlives it
};

}  // namespace bot::mattermost
