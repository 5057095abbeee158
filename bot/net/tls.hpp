// What both ends of TLS need before the first connection: version 1.2 or newer, and for clients
// a chain and host name that are verified. There is no switch to turn that off.
#pragma once

#include "bot/base/result.hpp"

#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace bot {

using tls_context = std::shared_ptr<boost::asio::ssl::context>;

// From PEM files: the certificate with its chain, and its key. Errors name the file.
result<tls_context> make_server_tls(
    const std::string& certificate_file, const std::string& key_file
);

// Trusts the roots of `ca_file` only, or those of the system when it is empty; who trusts the
// system shares one context.
result<tls_context> make_client_tls(const std::string& ca_file = "");

}  // namespace bot
