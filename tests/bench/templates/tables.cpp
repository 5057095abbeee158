// A table of N rows with escaped cells: by a template, and by hand. What is asked for comes as
// arguments, what was measured goes out as one line of JSON.
//   bench_tables ROWS ROUNDS
#include "bot/base/escape.hpp"
#include "templates/template.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <malloc.h>
#include <new>
#include <string>
#include <vector>

namespace {

// What is in use now, and the most there was.
std::size_t in_use = 0, most = 0;

void* taken(std::size_t bytes) {
    auto* at = std::malloc(bytes);
    if (!at) throw std::bad_alloc();
    in_use += malloc_usable_size(at);
    most = std::max(most, in_use);
    return at;
}

}  // namespace

void* operator new(std::size_t bytes) {
    return taken(bytes);
}
void* operator new[](std::size_t bytes) {
    return taken(bytes);
}
void operator delete(void* at) noexcept {
    in_use -= at ? malloc_usable_size(at) : 0;
    std::free(at);
}
void operator delete[](void* at) noexcept {
    operator delete(at);
}
void operator delete(void* at, std::size_t) noexcept {
    operator delete(at);
}
void operator delete[](void* at, std::size_t) noexcept {
    operator delete(at);
}

namespace {

using namespace bot;

// The same rows as tables.py makes.
struct row {
    std::string time, text, who;
};

std::vector<row> rows_of(int count) {
    static constexpr std::array<const char*, 5> said{
        "restarting the pods of checkout, one zone after the other",
        "hit rate < 40% & falling, see the graph of the last hour",
        "p99 is \"fine\" again",
        "it's the cache: <nothing> is evicted",
        "rolled back to the release before, waiting for the queue to drain"};
    std::vector<row> rows;
    for (int i = 0; i < count; ++i) {
        std::array<char, 8> time{};
        std::snprintf(time.data(), time.size(), "%02d:%02d", i / 60 % 24, i % 60);
        rows.push_back({time.data(), said[static_cast<std::size_t>(i) % said.size()], "dana"});
    }
    return rows;
}

value data_of(const std::vector<row>& rows) {
    value_list list;
    for (const auto& one : rows)
        list.emplace_back(value_map{
            {"time", value(one.time)}, {"text", value(one.text)}, {"who", value(one.who)}});
    return value(value_map{{"rows", value(std::move(list))}});
}

void add_html(std::string& to, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&':
                to += "&amp;";
                break;
            case '<':
                to += "&lt;";
                break;
            case '>':
                to += "&gt;";
                break;
            case '"':
                to += "&#34;";
                break;
            case '\'':
                to += "&#39;";
                break;
            default:
                to += c;
        }
    }
}

std::string by_hand(const std::vector<row>& rows, bool as_cell) {
    std::string text = "| Time | Event | Who |\n|------|-------|-----|\n";
    for (const auto& one : rows) {
        text += "| ";
        text += one.time;
        text += " | ";
        if (as_cell)
            text += escape_cell(one.text);
        else
            add_html(text, one.text);
        text += " | ";
        if (as_cell)
            text += escape_cell(one.who);
        else
            add_html(text, one.who);
        text += " |\n";
    }
    return text;
}

template <class Work>
double median_ms(int rounds, Work work) {
    std::vector<double> took;
    for (int i = 0; i < rounds; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        took.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                .count()
        );
    }
    std::sort(took.begin(), took.end());
    return took[took.size() / 2];
}

std::string rendered(const text_template& how, const value& with) {
    render_options limits;
    limits.output_bytes = std::size_t{64} << 20U;
    limits.steps = 100'000'000;
    limits.time = std::chrono::minutes(1);
    auto text = how.render(with, limits);
    if (!text) {
        std::fprintf(stderr, "%s\n", text.error().detail.c_str());
        std::exit(1);
    }
    return std::move(*text);
}

}  // namespace

int main(int count, char** given) {
    if (count != 3) return 2;
    const auto rows = rows_of(std::atoi(given[1]));
    const auto rounds = std::atoi(given[2]);
    const auto with = data_of(rows);
    std::string line = "{\"rows\": " + std::to_string(rows.size());
    for (const bool as_cell : {false, true}) {
        const std::string filter = as_cell ? "cell" : "e";
        const auto how = text_template::parse(
            "table.md",
            "| Time | Event | Who |\n|------|-------|-----|\n{% for row in rows -%}\n| {{ row.time "
            "}} | {{ row.text "
            "| " +
                filter + " }} | {{ row.who | " + filter + " }} |\n{% endfor %}"
        );
        std::string text = rendered(*how, with);
        if (text != by_hand(rows, as_cell)) {
            std::fprintf(stderr, "%s: the two tables differ\n", filter.c_str());
            return 1;
        }
        const auto bytes = text.size();
        text = {};
        const auto before = in_use;
        most = in_use;
        text = rendered(*how, with);
        const auto peak = most - before;
        text = {};
        const auto template_ms = median_ms(rounds, [&] { rendered(*how, with); });
        const auto floor_ms = median_ms(rounds, [&] { by_hand(rows, as_cell); });
        line += ", \"" + filter + "\": {\"bytes\": " + std::to_string(bytes) +
                ", \"peak_bytes\": " + std::to_string(peak) +
                ", \"scribe_ms\": " + std::to_string(template_ms) +
                ", \"floor_ms\": " + std::to_string(floor_ms) + "}";
    }
    std::printf("%s}\n", line.c_str());
}
