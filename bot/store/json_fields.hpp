// One description of a struct's fields serves writing and reading: a function
// `fields(archive, struct)` that calls archive.must(name, member) for what has to be
// there and archive.may(name, member) for what may be missing. A variant needs
// `alternative_names(variant)`, an enum `name_of` and a line in the reader.
#pragma once

#include "bot/incident/words.hpp"

#include <type_traits>

namespace bot {

// For overloads that take a struct to write from or to read into.
template <class T, class Plain>
concept either = std::is_same_v<std::remove_const_t<T>, Plain>;

template <class T>
concept a_struct = std::is_class_v<T>;
template <class T>
concept an_enum = std::is_enum_v<T>;
template <class T>
concept fieldless = std::is_class_v<T> && std::is_empty_v<T>;

// Structs that say all they have to say by being there.
template <class A>
void fields(A&, fieldless auto&) {}

template <class A>
void fields(A& archive, either<person> auto& p) {
    archive.must("id", p.id);
    archive.may("name", p.name);
}

}  // namespace bot
