#include "config/secret_source.hpp"

#include "bot/base/text.hpp"
#include "config/checks.hpp"
#include "config/small_file.hpp"

#include <utility>

namespace bot {
namespace {

constexpr std::size_t longest = 4096;

}  // namespace

result<secret> to_secret(std::string_view text) {
    if (text.empty()) return fail(errc::invalid, "the secret is empty");
    if (text.size() > longest) return fail(errc::invalid, "the secret is longer than 4096 bytes");
    if (has_control(text))
        return fail(
            errc::invalid, "the secret holds a line break or control character; it must be one line"
        );
    if (!is_utf8(text)) return fail(errc::invalid, "the secret is not UTF-8");
    return secret(text);
}

static result<void> begins_with(
    const secret& token, std::string_view prefix, std::string_view what, std::string_view where
) {
    if (token.reveal().starts_with(prefix)) return {};
    return fail(
        errc::invalid,
        std::string(what) + " begins with " + std::string(prefix) +
            ", this text does not; Slack shows it under " + std::string(where)
    );
}

result<void> is_bot_token(const secret& token) {
    return begins_with(token, "xoxb-", "a bot token", "OAuth & Permissions");
}

result<void> is_app_token(const secret& token) {
    return begins_with(token, "xapp-", "an app-level token", "Basic Information");
}

result<void> any_secret(const secret&) {
    return {};
}

result<secret> read_secret_file(const std::string& path) {
    auto file = read_small_file(path, longest + 2);
    if (!file) return fail(file.error().code, "the file named here: " + file.error().detail);
    std::string_view text = file->text;
    if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
    result<secret> read =
        fail(errc::forbidden, "the file named here is open to others than its owner; chmod 600 it");
    if (!file->others_can_read) read = to_secret(text);
    wipe(file->text.data(), file->text.size());
    return read;
}

}  // namespace bot
