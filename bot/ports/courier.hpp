// The seam to whatever carries our words into the world. A courier gets one
// delivery of a lane at a time and answers exactly once, at any later moment.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/effect.hpp"
#include "bot/incident/inbound.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bot {

// An RCA as it goes out: rendered when its turn has come.
struct rendered_rca {
    std::string file_name, text, title;
    std::string incident{};  // "INC-7"
};

// A message said in another room, as it is to stand in this one: made when its turn has come.
struct shown_copy {
    std::string text;              // Markdown, with who said it and where
    std::string parent;            // the id here of what it replies to; empty: to nothing here
    std::vector<std::string> ids;  // of what of it stands here by the record, in order
    std::int64_t as_of = 0;        // to be told in the receipt
    bool gone = false;             // nothing of it may be left here
};

struct delivery {
    effect what;
    int attempt = 1;      // above 1: ask the platform first whether it is there already
    std::string channel;  // the platform's id of the room, when it goes to one
    std::optional<rendered_rca> rca{};  // publish_rca only
    std::optional<shown_copy> copy{};   // show_copy only
};

struct outcome {
    enum class verdict { delivered, retry, refused } is = verdict::delivered;
    std::string reason;
    std::chrono::milliseconds after{0};  // retry: not before that long; 0 leaves it to the engine
    std::vector<inbound> receipts;       // recorded in the same transaction that ends the delivery
};

// Writes an RCA where the team keeps them; returns where it stands now.
using rca_writer = std::function<result<std::string>(const rendered_rca&)>;

class courier {
public:
    virtual ~courier() = default;
    virtual void deliver(delivery what, std::function<void(outcome)> answer) = 0;
};

}  // namespace bot
