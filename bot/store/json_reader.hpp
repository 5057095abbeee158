// Reads a struct from JSON by the description of its fields. Trusts nothing it reads.
#pragma once

#include "bot/base/time.hpp"
#include "bot/store/json_fields.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace bot {

class json_reader {
public:
    explicit json_reader(const nlohmann::json& object) : object_(object) {
        if (!object_.is_object()) problem_ = "is no JSON object";
    }

    template <class T>
    void must(const char* name, T& member) {
        if (!get(name, member) && problem_.empty())
            problem_ = std::string("lacks \"").append(name).append("\"");
    }
    template <class T>
    void may(const char* name, T& member) {
        get(name, member);
    }
    // Empty when everything that was asked for was there and of its type.
    const std::string& problem() const { return problem_; }

private:
    template <class T>
    bool get(const char* name, T& member) {
        if (!problem_.empty()) return true;
        const auto found = object_.find(name);
        if (found == object_.end() || found->is_null()) return false;
        std::string inner;
        if (!into(*found, member, inner))
            problem_ = std::string("has a wrong \"").append(name).append("\"").append(inner);
        return true;
    }

    static bool into(const nlohmann::json& j, std::string& s, std::string&) {
        if (!j.is_string()) return false;
        s = j.get_ref<const std::string&>();
        return true;
    }
    static bool into(const nlohmann::json& j, bool& b, std::string&) {
        if (!j.is_boolean()) return false;
        b = j.get<bool>();
        return true;
    }
    static bool into(const nlohmann::json& j, std::int64_t& n, std::string&) {
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (!j.is_number_integer()) return false;
        if (j.is_number_unsigned() && j.get<std::uint64_t>() > most) return false;
        n = j.get<std::int64_t>();
        return true;
    }
    static bool into(const nlohmann::json& j, int& n, std::string& inner) {
        std::int64_t wide = 0;
        if (!into(j, wide, inner) || !std::in_range<int>(wide)) return false;
        n = static_cast<int>(wide);
        return true;
    }
    static bool into(const nlohmann::json& j, instant& at, std::string& inner) {
        std::int64_t count = 0;
        if (!into(j, count, inner)) return false;
        at = instant(milliseconds(count));
        return true;
    }
    static bool into(const nlohmann::json& j, std::chrono::sys_days& day, std::string&) {
        if (!j.is_string()) return false;
        const auto read = parse_date(j.get_ref<const std::string&>());
        if (read) day = *read;
        return read.has_value();
    }
    static bool into(const nlohmann::json& j, milestone& m, std::string&) {
        return named(j, m, milestone_named);
    }
    static bool into(const nlohmann::json& j, source& s, std::string&) {
        return named(j, s, source_named);
    }
    static bool into(const nlohmann::json& j, row_kind& k, std::string&) {
        return named(j, k, row_kind_named);
    }
    static bool into(const nlohmann::json& j, section& s, std::string&) {
        return named(j, s, section_named);
    }
    template <class T>
    static bool named(
        const nlohmann::json& j, T& word, std::optional<T> (*find)(std::string_view)
    ) {
        if (!j.is_string()) return false;
        const auto found = find(j.get_ref<const std::string&>());
        if (found) word = *found;
        return found.has_value();
    }
    template <class T>
    static bool into(const nlohmann::json& j, std::optional<T>& o, std::string& inner) {
        return into(j, o.emplace(), inner);
    }
    template <class T>
    static bool into(const nlohmann::json& j, std::vector<T>& list, std::string& inner) {
        if (!j.is_array()) return false;
        list.clear();
        for (const auto& member : j)
            if (!into(member, list.emplace_back(), inner)) return false;
        return true;
    }
    static bool into(
        const nlohmann::json& j, std::pair<std::string, std::string>& p, std::string& inner
    ) {
        return j.is_array() && j.size() == 2 && into(j[0], p.first, inner) &&
               into(j[1], p.second, inner);
    }
    template <class... T>
    static bool into(const nlohmann::json& j, std::variant<T...>& choice, std::string& inner) {
        if (!j.is_object() || !j.contains("is") || !j["is"].is_string()) return false;
        const std::string_view wanted = j["is"].template get_ref<const std::string&>();
        std::size_t index = 0;
        const bool found =
            ((wanted == alternative_names(choice)[index++] &&
              (static_cast<void>(choice.template emplace<T>()), true)) ||
             ...);
        return found && std::visit([&](auto& part) { return into(j, part, inner); }, choice);
    }
    template <a_struct T>
    static bool into(const nlohmann::json& j, T& part, std::string& inner) {
        json_reader reader(j);
        fields(reader, part);
        if (reader.problem().empty()) return true;
        inner = ", which " + reader.problem();
        return false;
    }

    const nlohmann::json& object_;
    std::string problem_;
};

// What is wrong with the text ("is no JSON", "lacks \"row\""), empty when nothing is.
template <class T>
std::string from_json_text(std::string_view text, T& part) {
    // The library sets no limit to the depth, and we write four levels at most.
    constexpr int deepest = 8;
    bool too_deep = false;
    const auto read = nlohmann::json::parse(
        text,
        [&](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
            too_deep = too_deep || depth > deepest;
            return depth <= deepest;
        },
        false
    );
    if (read.is_discarded() || too_deep) return "is no JSON";
    json_reader reader(read);
    fields(reader, part);
    return reader.problem();
}

}  // namespace bot
