#include "bot/platforms/mattermost/ears/frame.hpp"

#include <algorithm>

namespace bot::mattermost {
namespace {

constexpr int unauthorized = 401;
constexpr std::size_t longest_id = 64;

// It goes into an address; Mattermost's own have 26 letters and digits.
bool is_id(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return text.size() <= longest_id && std::ranges::all_of(text, fits);
}

bool is_about_our_token(json reply) {
    const auto error = member(reply, "error");
    if (!error) return false;
    const auto id = text(*error, "id");
    return number(*error, "status_code") == unauthorized ||
           id == "api.context.invalid_token.error" || id == "api.context.session_expired.app_error";
}

}  // namespace

frame frame_reader::read(std::string_view told) {
    frame made;
    const auto root = parsed_.parse(told);
    if (!root) return made;
    made.type = text(*root, "event");
    if (!made.type.empty()) {
        made.is = frame::kind::event;
        made.whole = *root;
        made.seq = number(*root, "seq", -1);
        if (made.type != "hello") return made;
        made.is = frame::kind::hello;
        const auto connection = text(*root, "data", "connection_id");
        if (is_id(connection)) made.connection = connection;
        return made;
    }
    if (!member(*root, "seq_reply") && !member(*root, "error")) return made;
    made.is = frame::kind::reply;
    made.denied = is_about_our_token(*root);
    return made;
}

std::string ping_text(std::int64_t number) {
    return R"({"seq":)" + std::to_string(number) + R"(,"action":"ping"})";
}

}  // namespace bot::mattermost
