// How many members a plain struct has: so that a test notices a member that was added
// to an event and forgotten where its fields are named.
#pragma once

#include <cstddef>
#include <optional>
#include <type_traits>

namespace bot::test {

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

// Stands for a value of any type but optional; of those it would be ambiguous.
struct any_plain {
    template <class T>
    requires(!is_optional<T>::value) operator T() const;
};
struct any_optional {
    template <class T>
    requires(is_optional<T>::value) operator T() const;
};

template <class T, class... Given>
constexpr std::size_t field_count() {
    if constexpr (requires { T{Given{}..., any_plain{}}; })
        return field_count<T, Given..., any_plain>();
    else if constexpr (requires { T{Given{}..., any_optional{}}; })
        return field_count<T, Given..., any_optional>();
    else
        return sizeof...(Given);
}

}  // namespace bot::test
