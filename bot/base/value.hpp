// The data a template gets: JSON's kinds, with one thing JSON lacks: text that
// came from people carries a mark (`told`), so that it can be escaped for where
// it lands. Maps keep the order of insertion. Copies are cheap: lists and maps
// are shared and never changed after they were handed out.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bot {

class value;
using value_list = std::vector<value>;
using value_map = std::vector<std::pair<std::string, value>>;

struct text_value {
    std::string text;
    bool told = false;  // written by people in chat, or by a machine outside: never trusted
};

class value {
public:
    value() = default;  // none
    value(bool b) : held_(b) {}
    value(int n) : held_(static_cast<std::int64_t>(n)) {}
    value(std::int64_t n) : held_(n) {}
    value(double d) : held_(d) {}
    value(const char* s) : held_(text_value{s, false}) {}
    value(std::string s) : held_(text_value{std::move(s), false}) {}
    value(text_value t) : held_(std::move(t)) {}
    value(value_list l) : held_(std::make_shared<const value_list>(std::move(l))) {}
    value(value_map m) : held_(std::make_shared<const value_map>(std::move(m))) {}

    static value told(std::string s) { return value(text_value{std::move(s), true}); }

    bool is_none() const { return std::holds_alternative<std::monostate>(held_); }
    const bool* as_bool() const { return std::get_if<bool>(&held_); }
    const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&held_); }
    const double* as_real() const { return std::get_if<double>(&held_); }
    const text_value* as_text() const { return std::get_if<text_value>(&held_); }
    const value_list* as_list() const {
        const auto* shared = std::get_if<std::shared_ptr<const value_list>>(&held_);
        return shared ? shared->get() : nullptr;
    }
    const value_map* as_map() const {
        const auto* shared = std::get_if<std::shared_ptr<const value_map>>(&held_);
        return shared ? shared->get() : nullptr;
    }

    // A member of a map by key; nullptr when this is no map or has no such key.
    const value* find(std::string_view key) const {
        const auto* map = as_map();
        if (!map) return nullptr;
        for (const auto& [name, member] : *map)
            if (name == key) return &member;
        return nullptr;
    }

private:
    std::variant<
        std::monostate,
        bool,
        std::int64_t,
        double,
        text_value,
        std::shared_ptr<const value_list>,
        std::shared_ptr<const value_map>>
        held_;
};

}  // namespace bot
