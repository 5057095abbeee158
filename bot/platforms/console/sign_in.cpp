#include "bot/platforms/console/sign_in.hpp"

#include "bot/base/digest.hpp"
#include "bot/net/cookies.hpp"
#include "bot/net/signature.hpp"
#include "bot/net/url.hpp"
#include "bot/platforms/console/request.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bot::console {
namespace {

constexpr std::chrono::days absolute_expiry{30};
constexpr std::size_t key_size = 32;

}  // namespace

sign_in::sign_in(std::string key, std::optional<std::string> password, bool secure)
    : key_(std::move(key)), password_(std::move(password)), secure_(secure) {}

result<person> sign_in::check(std::string_view name, std::string_view password) const {
    // The password first: whoever lacks it learns nothing about names.
    if (password_ && !equal_constant_time(password, *password_))
        return fail(errc::forbidden, "That is not the console's password.");
    auto checked = checked_person_name(name);
    if (!checked) return tl::unexpected(checked.error());
    return person{*checked, *checked};
}

std::string_view sign_in::cookie_name() const {
    return secure_ ? "__Host-scribe" : "scribe";
}

std::string sign_in::signature_of(std::string_view payload) const {
    // A changed password signs everybody out.
    const auto secret = password_.value_or("");
    return to_hex(hmac_sha256(key_, {"console-cookie-1\n", secret, "\n", payload}));
}

std::string sign_in::cookie_for(const person& who, instant now) const {
    const auto payload =
        percent_encode(who.name) + "|" + std::to_string(now.time_since_epoch().count());
    return std::string(cookie_name()) + "=" + payload + "|" + signature_of(payload) +
           "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" +
           std::to_string(std::chrono::seconds(absolute_expiry).count()) +
           (secure_ ? "; Secure" : "");
}

std::string sign_in::farewell_cookie() const {
    return std::string(cookie_name()) + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0" +
           (secure_ ? "; Secure" : "");
}

std::optional<person> sign_in::who(std::string_view cookie_header, instant now) const {
    const auto cookies = parse_cookies(cookie_header);
    const auto* cookie = find_cookie(cookies, cookie_name());
    if (!cookie) return std::nullopt;
    const auto last = cookie->rfind('|');
    if (last == std::string::npos) return std::nullopt;
    const auto payload = std::string_view(*cookie).substr(0, last);
    if (!equal_constant_time(std::string_view(*cookie).substr(last + 1), signature_of(payload)))
        return std::nullopt;
    const auto bar = payload.find('|');
    if (bar == payload.npos) return std::nullopt;
    std::int64_t issued = 0;
    const auto digits = payload.substr(bar + 1);
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), issued);
    if (problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    if (now - instant(milliseconds(issued)) > absolute_expiry) return std::nullopt;
    const auto name = percent_decode(payload.substr(0, bar));
    if (!name || !checked_person_name(*name)) return std::nullopt;
    return person{*name, *name};
}

result<std::string> load_or_make_key(const std::string& path) {
    const auto failed = [&](const char* doing) {
        return fail(
            errc::unavailable,
            std::string("Cannot ") + doing + " the console's key " + path + ": " +
                std::strerror(errno) + "."
        );
    };
    std::string key(key_size, '\0');
    int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file >= 0) {
        const auto got = ::read(file, key.data(), key.size());
        ::close(file);
        if (got == static_cast<ssize_t>(key_size)) return key;
    } else if (errno != ENOENT) {
        return failed("read");
    }
    if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key_size))
        return failed("make");
    file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return failed("write");
    const bool written = ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key_size) &&
                         ::fsync(file) == 0;
    ::close(file);
    if (!written) return failed("write");
    return key;
}

}  // namespace bot::console
