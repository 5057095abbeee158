// Writes a struct to JSON by the description of its fields.
#pragma once

#include "bot/base/time.hpp"
#include "bot/store/json_fields.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace bot {

enum class moments { as_milliseconds, as_text };

class json_writer {
public:
    explicit json_writer(moments style = moments::as_milliseconds) : style_(style) {}

    template <class T>
    void must(const char* name, const T& member) {
        object_[name] = made_of(member);
    }
    template <class T>
    void may(const char* name, const T& member) {
        if (!is_empty(member)) object_[name] = made_of(member);
    }
    nlohmann::json take() && { return std::move(object_); }

private:
    static bool is_empty(const std::string& s) { return s.empty(); }
    static bool is_empty(bool b) { return !b; }
    static bool is_empty(const instant&) { return false; }
    template <class T>
    static bool is_empty(const std::optional<T>& o) {
        return !o.has_value();
    }
    template <class T>
    static bool is_empty(const std::vector<T>& v) {
        return v.empty();
    }
    static bool is_empty(std::int64_t n) { return n == 0; }
    template <class T>
    static bool is_empty(const T&) {
        return false;
    }

    nlohmann::json made_of(const std::string& s) const { return s; }
    nlohmann::json made_of(bool b) const { return b; }
    nlohmann::json made_of(int n) const { return n; }
    nlohmann::json made_of(std::int64_t n) const { return n; }
    nlohmann::json made_of(const instant& at) const {
        if (style_ == moments::as_text) return format_rfc3339(at);
        return at.time_since_epoch().count();
    }
    nlohmann::json made_of(const std::chrono::sys_days& day) const { return format_date(day); }
    template <an_enum T>
    nlohmann::json made_of(T word) const {
        return name_of(word);
    }
    template <class T>
    nlohmann::json made_of(const std::optional<T>& o) const {
        return o ? made_of(*o) : nlohmann::json();
    }
    template <class T>
    nlohmann::json made_of(const std::vector<T>& list) const {
        auto made = nlohmann::json::array();
        for (const auto& member : list) made.push_back(made_of(member));
        return made;
    }
    nlohmann::json made_of(const std::pair<std::string, std::string>& p) const {
        return nlohmann::json::array({p.first, p.second});
    }
    // The name of the alternative under "is", its fields beside it.
    template <class... T>
    nlohmann::json made_of(const std::variant<T...>& choice) const {
        json_writer writer(style_);
        writer.object_["is"] = alternative_names(choice)[choice.index()];
        std::visit([&](const auto& part) { fields(writer, part); }, choice);
        return std::move(writer).take();
    }
    template <a_struct T>
    nlohmann::json made_of(const T& part) const {
        json_writer writer(style_);
        fields(writer, part);
        return std::move(writer).take();
    }

    moments style_;
    nlohmann::json object_ = nlohmann::json::object();
};

// Bytes that are no UTF-8 become U+FFFD.
template <class T>
std::string to_json_text(const T& part) {
    json_writer writer;
    fields(writer, part);
    return std::move(writer).take().dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace bot
