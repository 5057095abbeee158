#include "tests/emulators/slack/block_kit.hpp"
#include "tests/emulators/slack/core.hpp"

namespace emulator::slack {
namespace {

std::string next_hash(core& in, moment now) {
    return std::to_string(now.time_since_epoch().count() / 1'000'000) + "." +
           in.new_secret("").substr(0, 8);
}

void fill(core& in, view& v, json content, moment now) {
    v.external_id = content.value("external_id", "");
    v.hash = next_hash(in, now);
    v.errors = json::object();
    name_blocks(content["blocks"], [&in] { return in.new_secret("").substr(0, 5); });
    v.content = std::move(content);
}

}  // namespace

view& core::open_view(std::string_view user, json content, std::string_view previous, moment now) {
    view made;
    made.id = new_id("V");
    made.user = user;
    made.home = content.value("type", "") == "home";
    made.previous = previous;
    made.root = previous.empty() ? made.id : views.at(std::string(previous)).root;
    fill(*this, made, std::move(content), now);
    return views.emplace(made.id, made).first->second;
}

void core::replace_view(view& v, json content, moment now) {
    fill(*this, v, std::move(content), now);
}

void core::close_view(view& v, bool whole_stack) {
    for (auto& [id, each] : views)
        if (whole_stack ? each.root == v.root && !each.home : id == v.id) each.open = false;
}

}  // namespace emulator::slack
