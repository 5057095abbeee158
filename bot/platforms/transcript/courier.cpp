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
    if (what.copy && !(what.copy->gone && what.copy->ids.empty())) {
        const auto& wanted = std::get<show_copy>(what.what.what);
        const auto id = "copy-" + std::to_string(number_of(what.what.incident)) + "-" +
                        std::to_string(wanted.of);
        auto shown = receipt(what, what.channel);
        if (what.copy->ids.empty()) shown.key = message_key(platform, what.channel, id);
        shown.what = in_copied{
            what.what.incident,
            wanted.of,
            what.copy->as_of,
            id,
            what.copy->parent,
            what.copy->gone};
        done.receipts.push_back(std::move(shown));
    }
    answer(std::move(done));
}

}  // namespace bot::transcript
