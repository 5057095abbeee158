// Answers for which names are known where: a stack of scopes, each with a parent.
#pragma once

#include "templates/item.hpp"

#include <cstdint>
#include <deque>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

class scope_stack {
public:
    using index = std::uint32_t;
    static constexpr index no_parent = UINT32_MAX;

    // A scope whose names stand before those of its parent. Without one, neither the
    // names around it nor the data are seen.
    void push(index parent) {
        if (depth_ == scopes_.size()) scopes_.emplace_back();
        auto& fresh = scopes_[depth_++];
        fresh.parent = parent;
        fresh.serial = ++last_serial_;
        fresh.names.clear();
        here_ = static_cast<index>(depth_ - 1);
    }
    void push() { push(here_); }

    // Back to the scope that was current before the matching push.
    void pop(index back_to) {
        auto& gone = scopes_[--depth_];
        gone.serial = 0;
        gone.names.clear();
        here_ = back_to;
    }

    index here() const { return here_; }
    std::uint64_t serial() const { return scopes_[here_].serial; }
    bool is_alive(index scope, std::uint64_t serial) const {
        return scope < depth_ && scopes_[scope].serial == serial;
    }

    // `name` must outlive the scope.
    void set(std::string_view name, item worth) {
        for (auto& [known, held] : scopes_[here_].names)
            if (known == name) {
                held = std::move(worth);
                return;
            }
        scopes_[here_].names.emplace_back(name, std::move(worth));
    }

    // The innermost of that name; null when there is none. `sees_data` says whether the
    // search got to the outermost scope, behind which the data stands.
    const item* find(std::string_view name, bool& sees_data) const {
        index at = here_;
        for (;; at = scopes_[at].parent) {
            for (const auto& [known, held] : scopes_[at].names)
                if (known == name) return &held;
            if (scopes_[at].parent == no_parent) break;
        }
        sees_data = at == 0;
        return nullptr;
    }

    template <class Visit>
    void each_name(Visit visit) const {
        for (index at = here_; at != no_parent; at = scopes_[at].parent)
            for (const auto& [known, held] : scopes_[at].names) visit(known);
    }

private:
    struct scope {
        index parent = no_parent;
        std::uint64_t serial = 0;
        std::vector<std::pair<std::string_view, item>> names;  // kept for its room when popped
    };

    std::deque<scope> scopes_;
    std::size_t depth_ = 0;
    index here_ = no_parent;
    std::uint64_t last_serial_ = 0;
};

}  // namespace bot
