#include "tests/contract/store_contract.hpp"

namespace bot::test {

instant at_minute(int minute) {
    using namespace std::chrono;
    return sys_days(2025y / September / 27) + 19h + minutes(minute);
}

record line_of(incident_id log, std::int64_t seq, event what) {
    record line;
    line.log = log;
    line.seq = seq;
    line.at = at_minute(static_cast<int>(seq));
    line.recorded_at = line.at + milliseconds(250);
    line.platform = "console";
    line.channel = "c-ops";
    line.actor = {"U1", "dana"};
    line.message = "m" + std::to_string(seq);
    line.parent = seq % 2 == 0 ? "m1" : "";
    line.what = std::move(what);
    return line;
}

effect post_to(incident_id incident, std::int64_t id, std::string text, std::string collapse) {
    return {
        id, incident, "console", to_incident_room{}, post{std::move(text)}, std::move(collapse)};
}

declared titled(std::string title) {
    declared made;
    made.title = std::move(title);
    return made;
}

alert_notice alert_of(std::string source, std::string name, std::string service) {
    alert_notice made;
    made.source = std::move(source);
    made.name = std::move(name);
    made.service = std::move(service);
    return made;
}

incident_brief brief_for(incident_id id, std::string title, int minute, lifecycle state) {
    incident_brief brief;
    brief.id = id;
    brief.title = std::move(title);
    brief.declared_at = at_minute(minute);
    brief.state = state;
    return brief;
}

void in_batch(store& s, const std::function<void()>& steps) {
    need(s.begin());
    steps();
    need(s.commit());
}

std::int64_t add(store& s, record line) {
    const auto head = need(s.head(line.log)).value_or(chain_head{});
    line.seq = head.seq + 1;
    need(s.append(line, head.hash, salt_of_16));
    return line.seq;
}

std::int64_t say(store& s, incident_id log, std::string text) {
    std::int64_t seq = 0;
    in_batch(s, [&] { seq = add(s, line_of(log, 1, message_posted{std::move(text)})); });
    return seq;
}

std::vector<record> read_all(store& s, incident_id log, store::which kinds, std::int64_t from) {
    std::vector<record> lines;
    need(s.read(log, from, kinds, [&](record&& line) {
        lines.push_back(std::move(line));
        return true;
    }));
    return lines;
}

std::vector<std::int64_t> seqs(const std::vector<record>& lines) {
    std::vector<std::int64_t> made;
    for (const auto& line : lines) made.push_back(line.seq);
    return made;
}

std::string text_of(const record& line) {
    const auto* message = std::get_if<message_posted>(&line.what);
    return message ? message->text : "(no message)";
}

}  // namespace bot::test
