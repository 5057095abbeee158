// Posting to an address that somebody else gave us (a response_url): where it may lead, and what
// may be said about it.
#pragma once

#include "bot/net/http_client.hpp"
#include "bot/net/url.hpp"

namespace bot {

bool is_same_origin(const url& a, const url& b);
// Why there was no answer. The path of such an address is all that it takes to speak: it is left
// out. Unavailable when it never got there, timed_out when it may have.
error without_path(const http_failure& why, const url& where);

}  // namespace bot
