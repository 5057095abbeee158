#include "bot/platforms/given_address.hpp"

#include "bot/base/text.hpp"

#include <utility>

namespace bot {

bool is_same_origin(const url& a, const url& b) {
    return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

error without_path(const http_failure& why, const url& where) {
    const auto host = where.scheme + "://" + where.authority();
    auto detail = replace_all(why.detail, where.shown(), host);
    return {why.may_have_acted ? errc::timed_out : errc::unavailable, std::move(detail)};
}

}  // namespace bot
