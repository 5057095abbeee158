// What a function returns when a user or a peer can make it fail. A broken
// invariant of our own is an assertion, never one of these.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace bot {

enum class errc {
    invalid,      // the input is wrong; the same input will be wrong again
    not_found,    // what was named does not exist
    conflict,     // it exists already, or somebody else holds it
    forbidden,    // the actor may not
    unavailable,  // not now; the same call may work later
    refused,      // the other side said no, for good
    timed_out,
    internal,  // ours
};

// The sentence says what was attempted, where, and what to do; it is shown to
// people as it is, so no secret may be in it.
struct error {
    errc code = errc::internal;
    std::string detail;
};

template <class T>
using result = tl::expected<T, error>;

[[nodiscard]] inline tl::unexpected<error> fail(errc code, std::string detail) {
    return tl::unexpected<error>(error{code, std::move(detail)});
}

[[nodiscard]] constexpr std::string_view name_of(errc code) {
    switch (code) {
        case errc::invalid: return "invalid";
        case errc::not_found: return "not_found";
        case errc::conflict: return "conflict";
        case errc::forbidden: return "forbidden";
        case errc::unavailable: return "unavailable";
        case errc::refused: return "refused";
        case errc::timed_out: return "timed_out";
        case errc::internal: return "internal";
    }
    return "internal";
}

}  // namespace bot
