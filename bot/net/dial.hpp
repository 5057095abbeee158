// From an address to a connected stream, TLS included. For the files of this room.
#pragma once

#include "bot/net/any_stream.hpp"
#include "bot/net/tls.hpp"
#include "bot/net/url.hpp"

#include <functional>

namespace bot {

// Asked with each address a name led to, before anything is sent there: what the name was
// checked for must hold for the address in use, or a name that changes its mind gets in.
using address_guard = std::function<result<void>(std::string_view address)>;

// Tries the addresses in the resolver's order. Has no deadline of its own: cancel it.
asio::awaitable<result<any_stream>> dial(url where, tls_context tls, address_guard guard);

}  // namespace bot
