// What may stand where a secret stands and is none: placeholders, code, prose. Used by the
// redaction sources only.
#pragma once

#include <cstddef>
#include <string_view>

namespace bot::secrets {

struct finding {
    std::string_view match;  // what the pattern matched: a name and its `=`, at times more
    std::string_view secret;
    bool quoted = false;
};

using belief = bool (*)(const finding& found);

// Letters and digits both.
bool mixed(const finding& found);
// Not "***", "$TOKEN", "{{ token }}", "<token>", "[masked: token]", "YOUR_TOKEN".
bool not_a_placeholder(const finding& found);
// Base64 of "user:password".
bool is_user_and_password(const finding& found);
// After `name=` or `name:`. After a colon prose may follow: "password: please rotate it".
bool believable_value(const finding& found);
// After "Authorization: Token "; what is said there as token="…" has a rule of its own.
bool believable_header(const finding& found);
// After "the password is".
bool believable_telling(const finding& found);
// After `--password `, where a sentence may go on: "use --password to set it".
bool believable_argument(const finding& found);

// What is assigned at `at`: the inside of the quotes, or up to what ends a bare word.
struct assigned {
    std::size_t from = 0, to = 0;
    bool quoted = false;
};
assigned value_at(std::string_view text, std::size_t at);

// Where the key whose BEGIN line ends at `from` ends: past its END line; when that is cut off,
// as far as the text reads like a key. npos when nothing there does.
std::size_t key_block_end(std::string_view text, std::size_t from);

// A cookie of that name opens a session.
bool names_a_session(std::string_view cookie);

}  // namespace bot::secrets
