// Blocks as a person reads them.
#include "tests/emulators/slack/block_kit.hpp"
#include "tests/emulators/slack/composer.hpp"

namespace emulator::slack {
namespace {

void line(std::string& into, const std::string& one) {
    if (!one.empty()) into += (into.empty() ? "" : "\n") + one;
}

struct reader {
    const token_reader& token;

    std::string mrkdwn(std::string_view text) const {
        std::string out;
        while (!text.empty()) {
            const auto open = std::min(text.find('<'), text.size());
            out += without_entities(text.substr(0, open));
            text.remove_prefix(open);
            const auto close = text.find('>');
            if (text.empty()) break;
            if (close == text.npos) return out + without_entities(text);
            out += token(text.substr(1, close - 1));
            text.remove_prefix(close + 1);
        }
        return out;
    }

    std::string text_object(const json& from) const {
        const auto text = text_at(from, "text");
        return text_at(from, "type") == "mrkdwn" ? mrkdwn(text) : without_entities(text);
    }

    std::string text_in(const json& from, const char* name) const {
        return from.is_object() && from.contains(name) ? text_object(from[name]) : "";
    }

    std::string element(const json& each) const {
        const auto type = text_at(each, "type");
        if (type == "button") return "[" + text_in(each, "text") + "]";
        if (type == "mrkdwn" || type == "plain_text") return text_object(each);
        if (type == "image") return text_at(each, "alt_text");
        return "[" + text_in(each, "placeholder") + "]";
    }

    std::string elements(const json& block) const {
        std::string all;
        for (const auto& each : block.value("elements", json::array()))
            all += (all.empty() ? "" : " ") + element(each);
        return all;
    }

    std::string section(const json& block) const {
        auto all = text_in(block, "text");
        for (const auto& each : block.value("fields", json::array())) line(all, text_object(each));
        if (block.contains("accessory")) all += " " + element(block["accessory"]);
        return all;
    }

    std::string block(const json& one) const {
        const auto type = text_at(one, "type");
        if (type == "rich_text") return mrkdwn(text_of_rich(one));
        if (type == "section") return section(one);
        if (type == "header") return text_in(one, "text");
        if (type == "markdown") return text_at(one, "text");
        if (type == "divider") return "---";
        if (type == "input")
            return text_in(one, "label") + ": " + element(one.value("element", json()));
        if (type == "image") return text_at(one, "alt_text");
        return elements(one);
    }
};

}  // namespace

std::string text_at(const json& from, const char* name) {
    if (!from.is_object()) return {};
    const auto found = from.find(name);
    return found != from.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string reading_of(const json& blocks, const token_reader& read) {
    std::string all;
    for (const auto& each : blocks) line(all, reader{read}.block(each));
    return all;
}

std::string reading_of_message(
    std::string_view text, const json& blocks, const json& attachments, const token_reader& read
) {
    const reader as{read};
    auto all = blocks.empty() ? as.mrkdwn(text) : reading_of(blocks, read);
    for (const auto& each : attachments) {
        for (const char* name : {"pretext", "title", "text"})
            line(all, as.mrkdwn(text_at(each, name)));
        if (each.contains("blocks")) line(all, reading_of(each["blocks"], read));
        if (!each.contains("title") && !each.contains("text") && !each.contains("blocks"))
            line(all, as.mrkdwn(text_at(each, "fallback")));
    }
    return all;
}

void name_blocks(json& blocks, const std::function<std::string()>& next) {
    for (auto& each : blocks)
        if (text_at(each, "block_id").empty()) each["block_id"] = next();
}

namespace {

template <class matches>
found_element first_element(const json& blocks, const matches& is_it) {
    for (const auto& block : blocks) {
        if (text_at(block, "type") == "actions")
            for (const auto& each : block["elements"])
                if (is_it(each)) return {&block, &each};
        for (const char* name : {"accessory", "element"})
            if (block.contains(name) && is_it(block[name])) return {&block, &block[name]};
    }
    return {};
}

}  // namespace

found_element find_element(const json& blocks, std::string_view action_or_label) {
    const auto by_id = first_element(blocks, [&](const json& each) {
        return text_at(each, "action_id") == action_or_label;
    });
    if (by_id.element) return by_id;
    return first_element(blocks, [&](const json& each) {
        return each.contains("text") && text_at(each["text"], "text") == action_or_label;
    });
}

}  // namespace emulator::slack
