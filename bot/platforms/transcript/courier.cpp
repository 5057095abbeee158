#include "bot/platforms/transcript/courier.hpp"

#include "bot/platforms/transcript/transcript.hpp"

namespace bot::transcript {
namespace {

inbound receipt(const delivery& what, std::string channel) {
    inbound in;
    in.key = "fx:" + std::to_string(what.what.id);
    in.platform = platform;
    in.channel = std::move(channel);
    in.who = {"", "scribe"};
    return in;
}

}  // namespace

void quiet_world::deliver(delivery what, std::function<void(outcome)> answer) {
    outcome done;
    if (const auto* wished = std::get_if<open_room>(&what.what.what)) {
        auto opened = receipt(what, wished->name);
        opened.what = in_room_opened{what.what.incident, wished->name, wished->name};
        done.receipts.push_back(std::move(opened));
    }
    answer(std::move(done));
}

}  // namespace bot::transcript
