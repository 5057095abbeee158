#include "bot/platforms/slack/ears/frame.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace bot::slack {
namespace {

// A document that one long frame has grown is given back: it takes ten times the frame's size.
constexpr std::size_t usual_frame = 256 * 1024;

using reading = void (*)(frame&, json);

std::string_view as_text(json value) {
    std::string_view text;
    return value.get(text) == simdjson::SUCCESS ? text : std::string_view();
}

int as_count(json value) {
    std::int64_t n = 0;
    if (value.get(n) != simdjson::SUCCESS) return 0;
    return static_cast<int>(std::clamp<std::int64_t>(n, 0, std::numeric_limits<int>::max()));
}

// No connection lives for a year: what says so is nonsense, and must not overflow anything.
std::chrono::seconds as_lifetime(json debug_info) {
    constexpr std::int64_t year = 365 * 86'400;
    const auto told = number(debug_info, "approximate_connection_time");
    return std::chrono::seconds(told > 0 && told <= year ? told : 0);
}

struct field {
    std::string_view key;
    reading read;
};
constexpr field fields[] = {
    {"type", [](frame& to, json value) { to.type = as_text(value); }},
    {"envelope_id", [](frame& to, json value) { to.id = as_text(value); }},
    {"payload", [](frame& to, json value) { to.payload = value; }},
    {"accepts_response_payload",
     [](frame& to, json value) { to.takes_answer = value.is_bool() && value.get_bool().value(); }},
    {"retry_attempt", [](frame& to, json value) { to.retry_attempt = as_count(value); }},
    {"reason", [](frame& to, json value) { to.reason = as_text(value); }},
    {"num_connections", [](frame& to, json value) { to.open = as_count(value); }},
    {"debug_info", [](frame& to, json value) { to.lifetime = as_lifetime(value); }},
};

frame::kind kind_of(const frame& one) {
    if (one.type == "hello") return frame::kind::hello;
    if (one.type == "disconnect") return frame::kind::disconnect;
    return one.id.empty() ? frame::kind::other : frame::kind::envelope;
}

bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

}  // namespace

frame_reader::frame_reader() : null_(*nothing_.parse("null")) {}

frame frame_reader::read(std::string_view text) {
    if (std::exchange(grown_, text.size() > usual_frame)) parsed_ = document();
    frame one;
    one.payload = null_;
    const auto root = parsed_.parse(text);
    simdjson::dom::object members;
    if (!root || root->get(members) != simdjson::SUCCESS) return one;
    for (const auto& [key, value] : members) {
        const auto known = std::ranges::find(fields, key, &field::key);
        if (known != std::end(fields)) known->read(one, value);
    }
    one.is = kind_of(one);
    return one;
}

std::string acknowledgement_of(std::string_view envelope_id, std::string_view payload) {
    std::string text = R"({"envelope_id":)";
    if (std::ranges::none_of(envelope_id, needs_escape)) {
        text.append(1, '"').append(envelope_id).append(1, '"');
    } else {
        text += nlohmann::json(envelope_id)
                    .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
    if (!payload.empty()) text.append(R"(,"payload":)").append(payload);
    return text += '}';
}

}  // namespace bot::slack
