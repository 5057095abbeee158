#include "bot/engine/copying.hpp"

#include "bot/incident/copy.hpp"

#include <algorithm>

namespace bot {
namespace {

constexpr int deepest_thread = 8;

// What of it stands in the room of this delivery.
struct standing_copy {
    std::vector<std::string> ids;
    std::int64_t as_of = 0;    // of the part that is furthest behind
    bool was_removed = false;  // stood there, and somebody took it away
};

standing_copy copy_in(const kept_message& said, const delivery& out) {
    standing_copy found;
    for (const auto& copy : said.copies) {
        if (copy.where.platform != out.what.platform || copy.where.channel != out.channel) continue;
        if (copy.gone) {
            found.was_removed = true;
            continue;
        }
        found.as_of = found.ids.empty() ? copy.as_of : std::min(found.as_of, copy.as_of);
        found.ids.push_back(copy.where.id);
    }
    return found;
}

// The id in the delivery's room of the message the thread hangs on.
std::string thread_in(ledger& look, const kept_message& reply, const delivery& out) {
    std::optional<kept_message> root;
    auto parent = message_spot{reply.platform, reply.channel, reply.parent};
    for (int depth = 0; !parent.id.empty() && depth < deepest_thread; ++depth) {
        auto above = look.message(parent.platform, parent.channel, parent.id);
        if (!above) break;
        parent = {above->platform, above->channel, above->parent};
        root = std::move(above);
    }
    if (!root || root->log != reply.log || (root->deleted && !reply.deleted)) return {};
    if (root->platform == out.what.platform && root->channel == out.channel) return root->id;
    const auto there = copy_in(*root, out);
    return there.ids.empty() ? std::string() : there.ids.front();
}

}  // namespace

std::optional<shown_copy> copy_for(ledger& look, const delivery& out, const settings& rules) {
    const auto& wanted = std::get<show_copy>(out.what.what);
    const auto said = look.message_at(out.what.incident, wanted.of);
    const auto* of = look.find(out.what.incident);
    if (!said || !of) return std::nullopt;
    const auto there = copy_in(*said, out);
    shown_copy made;
    made.ids = there.ids;
    made.as_of = said->as_of;
    made.parent = thread_in(look, *said, out);
    if (said->deleted) {
        // Nothing that is known stands there. An attempt nobody knows the end of may have left
        // something all the same; only the platform can tell.
        const bool may_be_there = !there.was_removed && (out.attempt > 1 || wanted.gone);
        if (there.ids.empty() && !may_be_there) return std::nullopt;
        made.gone = true;
        return made;
    }
    if (!of->room_at(out.what.platform, out.channel)) return std::nullopt;
    const bool is_up_to_date = !there.ids.empty() && there.as_of >= said->as_of;
    if (is_up_to_date || (there.ids.empty() && there.was_removed)) return std::nullopt;
    made.text = copy_text(*said, *of, {out.what.platform, out.channel, {}}, rules);
    return made;
}

}  // namespace bot
