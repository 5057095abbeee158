// Names by id, the least used forgotten first. Pure.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace bot {

class name_cache {
public:
    explicit name_cache(std::size_t limit) : limit_(limit) {}

    const std::string* find(std::string_view id);  // valid until the next put
    void put(std::string_view id, std::string_view name);
    std::size_t size() const { return by_use_.size(); }

private:
    struct entry {
        std::string id, name;
    };
    std::size_t limit_;
    std::list<entry> by_use_;                                                 // the latest first
    std::unordered_map<std::string_view, std::list<entry>::iterator> by_id_;  // keys: in by_use_
};

// Ids by what people write, any case; a name that two of them have is nobody's.
class id_index {
public:
    std::optional<std::string> find(std::string_view name) const;
    void put(std::string_view name, std::string_view id);
    // What one is called from now on.
    void move(std::string_view from, std::string_view to, std::string_view id);
    void clear() { ids_.clear(); }

private:
    std::unordered_map<std::string, std::string> ids_;  // "": several
};

}  // namespace bot
