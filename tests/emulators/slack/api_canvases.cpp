#include "tests/emulators/slack/api.hpp"
#include "tests/emulators/slack/block_kit.hpp"

#include <algorithm>
#include <array>

namespace emulator::slack {
namespace {

std::string_view canvases_on(call& c) {
    return c.in.policy.canvases ? "" : "canvas_disabled_user_team";
}

// {"type":"markdown","markdown":"…"}; none is an empty canvas.
std::string_view good_document(call& c) {
    const auto document = c.tree("document_content");
    if (document.is_null()) return {};
    const bool good = text_at(document, "type") == "markdown" && document.contains("markdown") &&
                      document["markdown"].is_string();
    return good ? "" : "invalid_arguments";
}

canvas& made(call& c, std::string channel) {
    canvas one;
    one.id = c.in.new_id("F");
    one.title = c.text("title");
    one.markdown = text_at(c.tree("document_content"), "markdown");
    one.channel = std::move(channel);
    one.owner = c.in.bot_user;
    return c.in.canvases.emplace(one.id, one).first->second;
}

json create(call& c) {
    return yes({{"canvas_id", made(c, "").id}});
}

json create_in_channel(call& c) {
    if (!c.where->canvas.empty()) return no("channel_canvas_already_exists");
    c.where->canvas = made(c, c.where->id).id;
    return yes({{"canvas_id", c.where->canvas}});
}

std::string_view known_canvas(call& c) {
    return c.in.canvases.contains(c.text("canvas_id")) ? "" : "canvas_not_found";
}

json apply(canvas& to, const json& change) {
    const auto operation = text_at(change, "operation");
    const auto words = change.is_object() && change.contains("document_content")
                           ? text_at(change["document_content"], "markdown")
                           : "";
    if (operation == "replace" && !change.contains("section_id"))
        to.markdown = words;
    else if (operation == "insert_at_end")
        to.markdown += words;
    else if (operation == "insert_at_start")
        to.markdown = words + to.markdown;
    else
        return no("canvas_editing_failed");
    return yes();
}

// One operation in a call.
json edit(call& c) {
    const auto changes = c.tree("changes");
    if (!changes.is_array() || changes.size() != 1) return no("invalid_arguments");
    return apply(c.in.canvases.find(c.text("canvas_id"))->second, changes[0]);
}

}  // namespace

std::vector<method> canvas_methods() {
    return {
        {"canvases.create", tier::two, "canvases:write", "", {canvases_on, good_document}, create},
        {"conversations.canvases.create",
         tier::two,
         "canvases:write",
         "channel_id",
         {canvases_on, seen_channel, joined_channel, good_document},
         create_in_channel},
        {"canvases.edit",
         tier::three,
         "canvases:write",
         "canvas_id changes",
         {canvases_on, known_canvas},
         edit},
    };
}

}  // namespace emulator::slack
