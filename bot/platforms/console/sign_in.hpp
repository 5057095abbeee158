// Who somebody is: a name, and the console's password where one is configured. The
// cookie is signed, not stored, so a restart signs nobody out.
#pragma once

#include "bot/base/result.hpp"
#include "bot/base/time.hpp"
#include "bot/incident/words.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot::console {

class sign_in {
public:
    // `key`: at least 32 random bytes, kept with the state.
    sign_in(std::string key, std::optional<std::string> password, bool secure);

    bool asks_password() const { return password_.has_value(); }
    result<person> check(std::string_view name, std::string_view password) const;

    // The whole Set-Cookie value: HttpOnly, SameSite=Strict, and Secure with TLS.
    std::string cookie_for(const person& who, instant now) const;
    std::string farewell_cookie() const;
    // The person a Cookie header stands for; nobody when it is forged, too old or absent.
    std::optional<person> who(std::string_view cookie_header, instant now) const;

private:
    std::string_view cookie_name() const;
    std::string signature_of(std::string_view payload) const;

    std::string key_;
    std::optional<std::string> password_;
    bool secure_;
};

// The signing key from its file, made there on first use (mode 0600).
result<std::string> load_or_make_key(const std::string& path);

}  // namespace bot::console
