#include "bot/net/tls.hpp"

#include <boost/asio/ssl/context.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace bot {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

tls_context make_context(ssl::context::method method) {
    auto made = std::make_shared<ssl::context>(method);
    auto* native = made->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(
        native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE
    );
    // An idle connection gives its 34 kB of record buffers back.
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    return made;
}

auto wrong_file(std::string_view what, const std::string& file, const error_code& ec) {
    return fail(
        errc::invalid,
        "cannot load the " + std::string(what) + " from " + file + ": " + ec.message() +
            "; it must be a readable PEM file"
    );
}

}  // namespace

result<tls_context> make_server_tls(
    const std::string& certificate_file, const std::string& key_file
) {
    auto made = make_context(ssl::context::tls_server);
    error_code ec;
    made->use_certificate_chain_file(certificate_file, ec);
    if (ec) return wrong_file("certificate", certificate_file, ec);
    made->use_private_key_file(key_file, ssl::context::pem, ec);
    if (ec && SSL_CTX_get0_privatekey(made->native_handle()) == nullptr &&
        ERR_GET_REASON(static_cast<unsigned long>(ec.value())) != X509_R_KEY_VALUES_MISMATCH)
        return wrong_file("private key", key_file, ec);
    if (ec || SSL_CTX_check_private_key(made->native_handle()) != 1)
        return fail(
            errc::invalid,
            "the private key in " + key_file + " does not belong to the certificate in " +
                certificate_file + "; give the pair that was made together"
        );
    return made;
}

result<tls_context> make_client_tls(const std::string& ca_file) {
    auto made = make_context(ssl::context::tls_client);
    error_code ec;
    made->set_verify_mode(ssl::verify_peer, ec);
    if (ca_file.empty()) {
        made->set_default_verify_paths(ec);
        if (ec) return wrong_file("trusted roots", "the system's store", ec);
    } else {
        made->load_verify_file(ca_file, ec);
        if (ec) return wrong_file("trusted roots", ca_file, ec);
    }
    return made;
}

}  // namespace bot
