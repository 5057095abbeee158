#include "bot/base/text.hpp"
#include "config/checks.hpp"
#include "config/small_file.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

namespace bot {
namespace {

// Europe/Berlin, Etc/GMT+3, America/Argentina/Buenos_Aires. No dots: no way out of the folder.
bool may_be_zone(std::string_view words) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '+' || c == '/';
    };
    return !words.empty() && words.size() <= 64 && words.front() != '/' && words.back() != '/' &&
           words.find("//") == words.npos && std::all_of(words.begin(), words.end(), fits);
}

bool has_zone(const std::string& zones, std::string_view name) {
    static constexpr std::size_t largest = 64 * 1024;
    const auto file = read_small_file(zones + "/" + std::string(name), largest);
    return file && file->text.starts_with("TZif");
}

std::vector<std::string> names_in(const std::string& zones) {
    namespace fs = std::filesystem;
    std::vector<std::string> names;
    std::error_code ec;
    fs::recursive_directory_iterator at(zones, ec), end;
    for (; !ec && at != end; at.increment(ec)) {
        const auto name = at->path().lexically_relative(zones).generic_string();
        // The same zones twice more: without and with leap seconds.
        if (name == "posix" || name == "right") at.disable_recursion_pending();
        std::error_code unreadable;
        if (at->is_regular_file(unreadable) && name.find('.') == name.npos) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

// For a city alone its zone; "Europe" is no misspelt "Eire".
std::string advice_for(std::string_view words, const std::string& zones) {
    const auto names = names_in(zones);
    if (words.find('/') != words.npos)
        return did_you_mean(words, std::vector<std::string_view>(names.begin(), names.end()));
    for (const auto& name : names)
        if (equal_ignoring_case(name.substr(name.rfind('/') + 1), words))
            return " Did you mean `" + name + "`?";
    return "";
}

}  // namespace

result<std::string> to_zone(std::string_view words, const std::string& zones) {
    if (may_be_zone(words) && has_zone(zones, words)) return std::string(words);
    if (look_at(zones) != path_is::folder)
        return fail(
            errc::unavailable,
            "this machine has no time zones in " + zones + "; install the package tzdata"
        );
    return fail(
        errc::invalid,
        shown(words) + " is no time zone; write as Europe/Berlin." + advice_for(words, zones)
    );
}

}  // namespace bot
