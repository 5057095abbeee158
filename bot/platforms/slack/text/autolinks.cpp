#include "bot/platforms/slack/text/autolinks.hpp"

#include "bot/base/markdown_scan.hpp"

#include <algorithm>

namespace bot::slack {
namespace {

using namespace markdown;

// The last two parts of a host have no underscore.
bool is_host(std::string_view host) {
    const auto last = host.rfind('.');
    const auto before = last == host.npos || last == 0 ? host.npos : host.rfind('.', last - 1);
    return host.substr(before == host.npos ? 0 : before + 1).find('_') == host.npos;
}

bool is_host_char(char c) {
    return is_alnum(c) || c == '-' || c == '.' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// "&amp;" at the end is no part of it.
std::size_t without_entity(std::string_view url) {
    auto name = url.size() - 1;
    while (name > 0 && is_alpha(url[name - 1])) --name;
    return name > 0 && name + 1 < url.size() && url[name - 1] == '&' ? name - 1 : url.size() - 1;
}

// Neither is what ends the sentence round it.
std::string_view without_tail(std::string_view url) {
    while (!url.empty()) {
        const char c = url.back();
        if (c == ';') {
            url = url.substr(0, without_entity(url));
        } else if (c == ')') {
            if (std::count(url.begin(), url.end(), ')') <= std::count(url.begin(), url.end(), '('))
                break;
            url.remove_suffix(1);
        } else if (std::string_view("?!.,:*_~'\"").find(c) != std::string_view::npos) {
            url.remove_suffix(1);
        } else {
            break;
        }
    }
    return url;
}

}  // namespace

address autolink_at(std::string_view text, std::size_t at) {
    const auto whole = text.substr(at, url_length(text, at));
    if (whole.empty()) return {};
    const auto scheme = whole.find_first_of(":.");
    const auto from = whole[scheme] == ':' ? scheme + 3 : 0;
    auto end = from;
    while (end < whole.size() && is_host_char(whole[end])) ++end;
    if (!is_host(whole.substr(from, end - from))) return {};
    const auto url = without_tail(whole);
    if (url.size() <= from) return {};
    const bool marked = whole.find_first_of("*_~&", url.size()) != whole.npos ||
                        char_at(text, at + whole.size()) == '<';
    return {whole.size(), marked ? scheme : 0};
}

}  // namespace bot::slack
