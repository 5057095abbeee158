#include "bot/store/record_json.hpp"

#include "bot/store/event_fields.hpp"
#include "bot/store/json_writer.hpp"

namespace bot {

nlohmann::json to_json(const record& line) {
    json_writer what(moments::as_text);
    std::visit([&](const auto& e) { fields(what, e); }, line.what);
    nlohmann::json made{
        {"log", number_of(line.log)},
        {"seq", line.seq},
        {"at", format_rfc3339(line.at)},
        {"recorded_at", format_rfc3339(line.recorded_at)},
        {"platform", line.platform},
        {"channel", line.channel},
        {"actor", {{"id", line.actor.id}, {"name", line.actor.name}}},
        {"message", line.message},
        {"parent", line.parent},
        {"origin", line.origin},
        {"kind", name_of(line.what)},
        {"erased", line.erased},
    };
    if (!line.erased) made["what"] = std::move(what).take();
    return made;
}

}  // namespace bot
