// The `text` of a message, as Slack derives it from rich_text.
#include "tests/emulators/slack/composer.hpp"

namespace emulator::slack {
namespace {

std::string in_style(std::string text, const json& element) {
    const auto style = element.value("style", json());
    for (const auto& [name, mark] :
         {std::pair{"code", "`"}, {"strike", "~"}, {"italic", "_"}, {"bold", "*"}})
        if (style.is_object() && style.value(name, json()) == true) text = mark + text + mark;
    return text;
}

std::string inline_text(const json& elements) {
    std::string out;
    for (const auto& each : elements) {
        const auto type = each.value("type", "");
        std::string piece;
        if (type == "text") piece = entities(each.value("text", ""));
        if (type == "user") piece = "<@" + each.value("user_id", "") + ">";
        if (type == "usergroup") piece = "<!subteam^" + each.value("usergroup_id", "") + ">";
        if (type == "channel") piece = "<#" + each.value("channel_id", "") + ">";
        if (type == "broadcast") piece = "<!" + each.value("range", "") + ">";
        if (type == "emoji") piece = ":" + each.value("name", "") + ":";
        if (type == "link") {
            const auto label = each.value("text", "");
            piece = "<" + entities(each.value("url", "")) +
                    (label.empty() ? "" : "|" + entities(label)) + ">";
        }
        out += in_style(std::move(piece), each);
    }
    return out;
}

std::string prefixed(const std::string& text, std::string_view prefix) {
    std::string out(prefix);
    for (const char c : text) {
        out += c;
        if (c == '\n') out += prefix;
    }
    return out;
}

std::string list_text(const json& list) {
    std::string out;
    std::size_t number = list.value("offset", std::size_t{0});
    const auto indent = list.value("indent", std::size_t{0});
    for (const auto& each : list.value("elements", json::array())) {
        const auto mark = list.value("style", "") == "ordered" ? std::to_string(++number) + ". "
                          : indent                             ? "◦ "
                                                               : "• ";
        out += (out.empty() ? "" : "\n") + std::string(indent * 4, ' ') + mark +
               inline_text(each.value("elements", json::array()));
    }
    return out;
}

}  // namespace

std::string entities(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

std::string without_entities(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t taken = 1;
        char c = text.front();
        for (const auto& [entity, meant] :
             {std::pair{std::string_view("&lt;"), '<'}, {"&gt;", '>'}, {"&amp;", '&'}})
            if (text.starts_with(entity)) {
                taken = entity.size();
                c = meant;
            }
        out += c;
        text.remove_prefix(taken);
    }
    return out;
}

std::string text_of_rich(const json& block) {
    std::string out;
    for (const auto& each : block.value("elements", json::array())) {
        const auto type = each.value("type", "");
        const auto inner = each.value("elements", json::array());
        std::string piece;
        if (type == "rich_text_list")
            piece = list_text(each);
        else if (type == "rich_text_quote")
            piece = prefixed(inline_text(inner), "&gt; ");
        else if (type == "rich_text_preformatted")
            piece = "```" + inline_text(inner) + "```";
        else
            piece = inline_text(inner);
        if (!out.empty() && !out.ends_with('\n')) out += '\n';
        out += piece;
    }
    return out;
}

}  // namespace emulator::slack
