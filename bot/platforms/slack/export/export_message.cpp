// One message of an export: what decoding makes of it, and what the export keeps inside of it that
// live comes as events of its own.
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/decode/message_decoding.hpp"
#include "bot/platforms/slack/decode/payload_words.hpp"
#include "bot/platforms/slack/export/export.hpp"

#include <algorithm>
#include <iterator>

namespace bot::slack {
namespace {

const identity nobody;  // whoever wrote in it: none of it is ours

// One message on its way.
struct reading {
    json message;
    std::string_view ts;
    const exported_channel& of;
    setting here;
    std::vector<inbound>& out;
};

std::string key_of(std::string_view kind, const reading& r, std::string_view more = {}) {
    auto key = std::string(kind).append(":slack:").append(r.here.channel).append(":").append(r.ts);
    return more.empty() ? key : key.append(":").append(more);
}

struct coming_row {
    std::string_view subtype;
    bool joined;
};
constexpr coming_row comings[] = {
    {"channel_join", true}, {"group_join", true}, {"channel_leave", false}, {"group_leave", false}};

void add_coming(const reading& r) {
    const auto subtype = text(r.message, "subtype");
    const auto* row = std::find_if(std::begin(comings), std::end(comings), [&](const auto& one) {
        return one.subtype == subtype;
    });
    if (row == std::end(comings)) return;
    auto in = make_inbound(
        r.here,
        key_of(row->joined ? "join" : "leave", r),
        r.here.told_at,
        author_of(r.message, r.here.who)
    );
    in.what = in_membership{row->joined};
    r.out.push_back(std::move(in));
}

void add_reactions(const reading& r) {
    for (const json reaction : items(r.message, "reactions")) {
        const auto emoji = masked_line(text(reaction, "name"));
        for (const json user : items(reaction, "users")) {
            std::string_view id;
            if (emoji.empty() || user.get(id) != simdjson::SUCCESS) continue;
            auto in = make_inbound(
                r.here,
                key_of("r", r, std::string(id).append(":").append(emoji)),
                r.here.told_at,
                person_of(id, "", r.here.who)
            );
            in.what = in_reaction{std::string(r.ts), emoji, true};
            r.out.push_back(std::move(in));
        }
    }
}

// Told by the message itself, by the channel's list, or by both.
void add_pin(const reading& r) {
    const auto listed = r.of.pins.find(r.ts);
    const bool is_listed = listed != r.of.pins.end();
    if (!is_listed && items(r.message, "pinned_to").size() == 0) return;
    auto by = text(r.message, "pinned_info", "pinned_by");
    auto info = member(r.message, "pinned_info");
    const auto told = info ? number(*info, "pinned_ts") : 0;
    auto at = told > 0 ? instant(seconds(told)) : r.here.told_at;
    if (is_listed && by.empty()) by = listed->second.by;
    if (is_listed && told <= 0) at = listed->second.at.value_or(at);
    auto in = make_inbound(r.here, key_of("pin", r), at, person_of(by, "", r.here.who));
    in.what = in_pin{std::string(r.ts), true};
    r.out.push_back(std::move(in));
}

bool is_message(const inbound& in) {
    return std::holds_alternative<in_message>(in.what) || std::holds_alternative<in_file>(in.what);
}

bool is_deletion(const inbound& in) {
    return std::holds_alternative<in_delete>(in.what);
}

// A topic that is set, a channel that is archived: told of the channel, said by nobody.
bool is_about_channel(json message) {
    const auto subtype = text(message, "subtype");
    return subtype.starts_with("channel_") || subtype.starts_with("group_");
}

}  // namespace

exported_message decode_exported(json message, const exported_channel& of, const names& who) {
    const auto ts = text(message, "ts");
    exported_message made{std::string(ts), instant_of(ts).value_or(instant{}), false, {}};
    const reading r{message, ts, of, {of.id, made.at, nobody, who}, made.inbounds};
    // The last words at once: reactions have the message's time, and would mark nothing before it
    // was edited.
    decode_message(message, r.here, made.inbounds);
    add_last_edit(message, r.here, made.inbounds);
    const bool stands = std::any_of(made.inbounds.begin(), made.inbounds.end(), is_message) &&
                        std::none_of(made.inbounds.begin(), made.inbounds.end(), is_deletion);
    if (stands) {
        add_reactions(r);
        add_pin(r);
    }
    add_coming(r);
    made.is_said = stands && !is_about_channel(message);
    return made;
}

}  // namespace bot::slack
