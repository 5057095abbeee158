#include "bot/store/search.hpp"

#include "bot/base/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace bot {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// `word` is in lower case already.
bool contains(std::string_view text, std::string_view word) {
    const auto same = [](char a, char b) { return lower(a) == b; };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

struct said {
    std::string text;
    std::string_view who;       // empty: the record's actor
    std::optional<instant> at;  // empty: the record's
};

template <class... F>
struct overloaded : F... {
    using F::operator()...;
};
template <class... F>
overloaded(F...) -> overloaded<F...>;

std::string beside(std::string_view name, std::string_view text) {
    std::string both(name);
    if (!name.empty() && !text.empty()) both += ": ";
    return both.append(text);
}

// The title of `declared` is the brief's, and found there.
said said_in(const event& what) {
    return std::visit(
        overloaded{
            [](const message_posted& e) {
                return said{e.text, {}, {}};
            },
            [](const message_edited& e) {
                return said{e.text, {}, {}};
            },
            [](const severity_changed& e) {
                return said{e.reason, {}, {}};
            },
            [](const milestone_set& e) {
                return said{e.note, {}, e.at};
            },
            [](const row_added& e) {
                return said{e.text, e.by.name, e.at};
            },
            [](const row_reworded& e) {
                return said{e.text, {}, {}};
            },
            [](const impact_told& e) {
                std::string all;
                for (const auto& [name, figure] : e.figures)
                    all.append(all.empty() ? "" : ", ").append(beside(name, figure));
                return said{all, {}, {}};
            },
            [](const section_told& e) {
                return said{e.text, {}, {}};
            },
            [](const section_replaced& e) {
                return said{join(e.texts, "\n"), {}, {}};
            },
            [](const action_added& e) {
                return said{e.text, {}, {}};
            },
            [](const linked& e) {
                return said{beside(e.target, e.text), {}, {}};
            },
            [](const update_posted& e) {
                return said{e.text, {}, {}};
            },
            [](const paged_team& e) {
                return said{beside(e.team, e.text), {}, {}};
            },
            [](const alert_attached& e) {
                return said{beside(e.alert.name, e.alert.summary), e.alert.source, {}};
            },
            [](const resolved& e) {
                return said{e.summary, {}, {}};
            },
            [](const reopened& e) {
                return said{e.reason, {}, {}};
            },
            [](const auto&) { return said{}; },
        },
        what
    );
}

}  // namespace

std::string words_of(const event& what) {
    return said_in(what).text;
}

word_search::word_search(std::string_view words, std::size_t limit) : limit_(limit) {
    std::string word;
    for (const char c : std::string(words) + " ") {
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
            word += lower(c);
        } else if (!word.empty()) {
            words_.push_back(std::exchange(word, {}));
        }
    }
    if (words_.empty()) return;
    first_ = *std::ranges::max_element(words_, {}, &std::string::size);
    first_in_json_ =
        nlohmann::json(first_).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    first_in_json_ = lower_ascii(first_in_json_.substr(1, first_in_json_.size() - 2));
}

bool word_search::covers(std::string_view kind) {
    const auto index = event_index(kind);
    return index && (*index >= raw_event_count || kind == event_name(0) || kind == event_name(1));
}

bool word_search::may_match(std::string_view payload) const {
    return contains(payload, first_) ||
           (first_in_json_ != first_ && contains(payload, first_in_json_));
}

void word_search::offer(const incident_brief& brief) {
    consider({{brief.id, brief.declared_at, brief.lead, brief.title}, 0});
}

void word_search::offer(const record& line) {
    if (line.erased || !is_incident(line.log)) return;
    auto found = said_in(line.what);
    const std::string_view who = found.who.empty() ? std::string_view(line.actor.name) : found.who;
    consider(
        {{line.log, found.at.value_or(line.at), std::string(who), std::move(found.text)}, line.seq}
    );
}

void word_search::consider(candidate found) {
    const auto& text = found.hit.text;
    if (!std::ranges::all_of(words_, [&](const auto& word) { return contains(text, word); }))
        return;
    found_.push_back(std::move(found));
    // A common word must not cost memory: no more is kept than can still be asked for.
    if (found_.size() >= limit_ * 2 + 64) cut();
}

void word_search::cut() {
    const auto newer = [](const candidate& a, const candidate& b) {
        if (a.hit.at != b.hit.at) return a.hit.at > b.hit.at;
        if (a.hit.incident != b.hit.incident) return a.hit.incident > b.hit.incident;
        return a.seq > b.seq;
    };
    std::ranges::sort(found_, newer);
    std::vector<candidate> kept;
    for (auto& found : found_) {
        if (kept.size() == limit_) break;
        const bool told = std::ranges::any_of(kept, [&](const candidate& other) {
            return other.hit.incident == found.hit.incident && other.hit.text == found.hit.text;
        });
        if (!told) kept.push_back(std::move(found));
    }
    found_ = std::move(kept);
}

std::vector<search_hit> word_search::take() {
    cut();
    std::vector<search_hit> hits;
    for (auto& found : found_) hits.push_back(std::move(found.hit));
    found_.clear();
    return hits;
}

}  // namespace bot
