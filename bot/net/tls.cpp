#include "bot/net/tls.hpp"

#include <boost/asio/ssl/context.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>

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

// "4a6481c9.0": a root under the digest of its name, where a look-up finds it.
bool is_filed_root(std::string_view name) {
    constexpr std::size_t digits = 8;
    return name.size() > digits + 1 && name[digits] == '.' &&
           name.find_first_not_of("0123456789abcdef") == digits &&
           name.find_first_not_of("0123456789", digits + 1) == name.npos;
}

bool has_filed_roots(const char* folder) {
    namespace fs = std::filesystem;
    std::error_code unreadable;
    fs::directory_iterator at(folder, unreadable);
    for (; !unreadable && at != fs::directory_iterator(); at.increment(unreadable))
        if (is_filed_root(at->path().filename().native())) return true;
    return false;
}

// The bundle puts a hundred and forty roots into memory to use one; from a folder only the one
// that is asked for is read. Whoever names a bundle means it.
bool trust_system(ssl::context& made) {
    auto* native = made.native_handle();
    const char* told = std::getenv(X509_get_default_cert_dir_env());
    const bool by_folder = !std::getenv(X509_get_default_cert_file_env()) &&
                           has_filed_roots(told ? told : X509_get_default_cert_dir());
    return by_folder ? SSL_CTX_set_default_verify_dir(native) == 1
                     : SSL_CTX_set_default_verify_paths(native) == 1;
}

// One for all who use it at a time: each would keep roots of its own. Whoever comes when nobody
// has it any more gets what the system trusts by then.
result<tls_context> system_tls() {
    static std::mutex one_at_a_time;
    static std::weak_ptr<ssl::context> in_use;
    const std::lock_guard lock(one_at_a_time);
    if (auto held = in_use.lock()) return held;
    auto made = make_context(ssl::context::tls_client);
    error_code ec;
    made->set_verify_mode(ssl::verify_peer, ec);
    if (!trust_system(*made))
        return fail(errc::invalid, "cannot load the roots this system trusts; give a CA file");
    in_use = made;
    return made;
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
    if (ca_file.empty()) return system_tls();
    auto made = make_context(ssl::context::tls_client);
    error_code ec;
    made->set_verify_mode(ssl::verify_peer, ec);
    made->load_verify_file(ca_file, ec);
    if (ec) return wrong_file("trusted roots", ca_file, ec);
    return made;
}

}  // namespace bot
