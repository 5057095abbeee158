// The one grammar of all commands: words, quoted values, KEY=VALUE, and the text
// that is left, which keeps its lines. Mentions ("<@U7|Ana Lopez>") are one word and come out by
// their names.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/words.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

class arguments {
public:
    explicit arguments(std::string_view text);

    // The next word, or nothing; a word ends at white space.
    std::optional<std::string> take_word();
    std::optional<std::string> peek_word() const;
    // The next word as somebody's name, with the id when it is a mention.
    std::optional<person> take_person();

    // Takes KEY=VALUE out of the text wherever it stands as a word of its own, and not in another
    // option's quotes. The value may be quoted ("…", '…', “…”, „…“, «…») with \" and \\ inside. A
    // quote that never closes is an error.
    result<std::optional<std::string>> take_option(std::string_view key);
    // The same for a value that may be several words without quotes ("started=10m ago"): as many
    // words as `reads` accepts, four at most; one word when it accepts none.
    result<std::optional<std::string>> take_option(
        std::string_view key, const std::function<bool(std::string_view)>& reads
    );

    result<std::optional<person>> take_person_option(std::string_view key);
    // KEY=VALUE when it is all that is left: `title="…"` holds what would be misread as a title of
    // its own, and inside of a longer text it is text.
    std::optional<std::string> take_lone_option(std::string_view key);

    // All KEY=VALUE words, in order; a word that is none of them is an error naming it.
    result<std::vector<std::pair<std::string, std::string>>> take_pairs();

    // The last word, when it is this one.
    bool take_trailing(std::string_view word);

    // Everything left, trimmed; lines kept.
    std::string text() const;
    bool empty() const;

private:
    using reader = std::function<bool(std::string_view)>;
    std::string_view next_word() const;
    result<std::optional<std::string>> take_value(std::string_view key, const reader& reads);

    std::string rest_;
};

}  // namespace bot
