#include "bot/net/http_client.hpp"
#include "bot/net/http_server.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/ssl/context.hpp>
#include <catch2/catch.hpp>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

namespace {

using namespace bot;
using namespace bot::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

class told_by_environment {
public:
    // Without a value it is not set, whatever the machine has there.
    explicit told_by_environment(const char* name, std::optional<std::string> value = {})
        : name_(name) {
        if (const char* set = std::getenv(name)) before_ = set;
        tell(value);
    }
    ~told_by_environment() { tell(before_); }
    told_by_environment(const told_by_environment&) = delete;
    told_by_environment& operator=(const told_by_environment&) = delete;

private:
    void tell(const std::optional<std::string>& value) {
        if (value)
            ::setenv(name_, value->c_str(), 1);
        else
            ::unsetenv(name_);
    }

    const char* name_;
    std::optional<std::string> before_;
};

std::string name_in_a_folder(const std::string& root) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
        std::fopen(root.c_str(), "r"), std::fclose
    );
    REQUIRE(file);
    const std::unique_ptr<X509, void (*)(X509*)> read(
        PEM_read_X509(file.get(), nullptr, nullptr, nullptr), X509_free
    );
    REQUIRE(read);
    char name[16];
    std::snprintf(name, sizeof name, "%08lx.0", X509_subject_name_hash(read.get()));
    return name;
}

// A folder of its own with this root in it, filed as c_rehash files it.
std::string folder_with(const std::string& root, const std::string& name) {
    const auto folder = made_certificates().folder + "/" + name;
    fs::create_directories(folder);
    const auto place = fs::path(folder) / name_in_a_folder(root);
    if (!fs::exists(place)) fs::create_symlink(root, place);
    return folder;
}

int roots_in(const tls_context& tls) {
    const auto* all = SSL_CTX_get_cert_store(tls->native_handle());
    return sk_X509_OBJECT_num(X509_STORE_get0_objects(all));
}

// What a client that trusts the system gets from a server whose certificate `ca` signed.
http_result ask_a_server(tls_context tls) {
    loop world;
    http_server server(world.executor(), small_routes(), {});
    const auto& files = made_certificates();
    const auto own = make_server_tls(files.server_cert, files.server_key);
    REQUIRE(own);
    const auto port = server.listen("127.0.0.1", 0, *own).value();
    http_result answer = tl::unexpected(http_failure{});
    world.run([&]() -> asio::awaitable<void> {
        http_client_options options;
        options.tls = std::move(tls);
        http_client client(std::move(options));
        const auto url = "https://localhost:" + std::to_string(port) + "/";
        answer = co_await client.request("GET", url, {}, "", 5s);
        co_await server.stop();
    });
    return answer;
}

}  // namespace

TEST_CASE("of the roots in the system's folder only the one in need is read", "[net]") {
    const told_by_environment no_bundle("SSL_CERT_FILE");
    const auto folder = folder_with(made_certificates().ca, "known");
    const told_by_environment where("SSL_CERT_DIR", folder);
    const auto tls = make_client_tls().value();
    CHECK(roots_in(tls) == 0);

    const auto answer = ask_a_server(tls);

    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(roots_in(tls) == 1);
}

TEST_CASE("a root that is not in the system's folder is not trusted", "[net]") {
    const told_by_environment no_bundle("SSL_CERT_FILE");
    const auto folder = folder_with(made_certificates().stranger_cert, "strange");
    const told_by_environment where("SSL_CERT_DIR", folder);

    const auto answer = ask_a_server(make_client_tls().value());

    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::refused);
}

TEST_CASE("a bundle the environment names is trusted, whatever the folder holds", "[net]") {
    const auto folder = folder_with(made_certificates().stranger_cert, "strange");
    const told_by_environment where("SSL_CERT_DIR", folder);
    const told_by_environment bundle("SSL_CERT_FILE", made_certificates().ca);

    const auto answer = ask_a_server(make_client_tls().value());

    REQUIRE(answer);
    CHECK(answer->status == 200);
}

TEST_CASE("a folder without filed roots leaves the bundle", "[net]") {
    const told_by_environment no_bundle("SSL_CERT_FILE");
    const auto folder = made_certificates().folder + "/unfiled";
    fs::create_directories(folder);
    const told_by_environment where("SSL_CERT_DIR", folder);
    const auto bundle = std::string(X509_get_default_cert_file());
    const auto tls = make_client_tls().value();
    CHECK((roots_in(tls) > 0) == fs::exists(bundle));
}

TEST_CASE("who trusts the system shares its roots, and who comes later gets them anew", "[net]") {
    const told_by_environment no_bundle("SSL_CERT_FILE");
    auto first = make_client_tls().value();
    CHECK(make_client_tls().value() == first);
    CHECK(make_client_tls(made_certificates().ca).value() != first);

    const told_by_environment where(
        "SSL_CERT_DIR", folder_with(made_certificates().ca, "known")
    );
    first.reset();
    CHECK(ask_a_server(make_client_tls().value()));
}
