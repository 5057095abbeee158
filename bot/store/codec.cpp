#include "bot/store/codec.hpp"

#include "bot/store/event_fields.hpp"
#include "bot/store/json_reader.hpp"
#include "bot/store/json_writer.hpp"

#include <utility>

namespace bot {
namespace {

// The one text of a kind that is kept bare; nullptr for the others.
template <class E>
auto* bare_text(E& e) {
    if constexpr (either<E, unknown_kept>) {
        return &e.raw;
    } else if constexpr (either<E, message_posted> || either<E, message_edited> || either<E, bot_posted> || either<E, command_given>) {
        return &e.text;
    } else {
        return static_cast<std::string*>(nullptr);
    }
}

template <std::size_t... I>
event empty_event(std::size_t index, std::index_sequence<I...>) {
    event made;
    ((index == I ? static_cast<void>(made.emplace<I>()) : void()), ...);
    return made;
}

event empty_event(std::size_t index) {
    return empty_event(index, std::make_index_sequence<std::variant_size_v<event>>());
}

std::string where(const record& line, std::string_view kind) {
    return log_label(line.log) + " record " + std::to_string(line.seq) + " (" + std::string(kind) +
           ")";
}

}  // namespace

std::string encode_payload(const event& what) {
    return std::visit(
        [](const auto& e) -> std::string {
            if (const auto* text = bare_text(e)) return *text;
            return to_json_text(e);
        },
        what
    );
}

result<void> decode_payload(
    record& line, std::string_view kind, std::optional<std::string_view> payload
) {
    const auto index = event_index(kind);
    if (!index)
        return fail(
            errc::internal,
            where(line, kind) +
                ": no kind this program knows. A newer version wrote it; use that version."
        );
    line.what = empty_event(*index);
    line.erased = !payload.has_value();
    if (line.erased) return {};
    const auto problem = std::visit(
        [&](auto& e) -> std::string {
            if (auto* text = bare_text(e)) {
                *text = std::string(*payload);
                return {};
            }
            return from_json_text(*payload, e);
        },
        line.what
    );
    if (problem.empty()) return {};
    return fail(
        errc::internal,
        where(line, kind) + ": the stored payload " + problem +
            ". The file was changed or damaged; run `scribe verify` and restore a backup."
    );
}

bool is_bare_text(std::string_view kind) {
    const auto index = event_index(kind);
    if (!index) return false;
    return std::visit([](auto e) { return bare_text(e) != nullptr; }, empty_event(*index));
}

std::string log_label(incident_id log) {
    if (is_incident(log)) return to_label(log);
    return "room log " + std::to_string(-number_of(log));
}

}  // namespace bot
