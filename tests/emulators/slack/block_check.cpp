#include "tests/emulators/slack/block_kit.hpp"
#include "tests/emulators/slack/block_schema.hpp"

#include <algorithm>
#include <set>

namespace emulator::slack {
namespace {

bool is_word_of(std::string_view words, std::string_view one) {
    const auto padded = " " + std::string(words) + " ";
    return padded.find(" " + std::string(one) + " ") != padded.npos;
}

json value_at(const json& from, const char* name) {
    return from.is_object() && from.contains(name) ? from.at(name) : json();
}

struct checker {
    std::vector<std::string> faults;

    void fault(std::string what, const std::string& path) {
        faults.push_back("[ERROR] " + std::move(what) + " [json-pointer:" + path + "]");
    }

    void string(const json& value, std::size_t most, const std::string& path) {
        if (!value.is_string()) return fault("should be a string", path);
        const auto length = length_of(value.get_ref<const std::string&>());
        if (length > most)
            fault("must be no more than " + std::to_string(most) + " characters", path);
    }

    void text(const json& value, std::size_t most, bool only_plain, const std::string& path) {
        if (!value.is_object()) return fault("should be a text object", path);
        const auto type = text_at(value, "type");
        if (type != "plain_text" && (only_plain || type != "mrkdwn"))
            return fault(
                only_plain ? "must be plain_text" : "unsupported text type: " + type, path
            );
        for (const auto& [name, inner] : value.items())
            if (name != "type" && name != "text" &&
                name != (type == "mrkdwn" ? "verbatim" : "emoji"))
                fault("invalid additional property: " + name, path);
        if (!value.contains("text")) return fault("missing required field: text", path);
        if (value["text"] == "") return fault("must be more than 0 characters", path + "/text");
        string(value["text"], most, path + "/text");
    }

    void option(const json& value, const std::string& path) {
        if (!value.is_object()) return fault("should be an option", path);
        if (!value.contains("text") || !value.contains("value"))
            return fault("missing required field: text or value", path);
        text(value["text"], 75, false, path + "/text");
        string(value["value"], 150, path + "/value");
        if (value.contains("description"))
            text(value["description"], 75, false, path + "/description");
    }

    void options(const json& value, std::size_t most, const std::string& path) {
        if (!value.is_array() || value.empty()) return fault("must have at least 1 option", path);
        if (value.size() > most)
            return fault("no more than " + std::to_string(most) + " options allowed", path);
        for (std::size_t i = 0; i < value.size(); ++i)
            option(value[i], path + "/" + std::to_string(i));
    }

    void groups(const json& value, std::size_t most, const std::string& path) {
        if (!value.is_array() || value.empty() || value.size() > most)
            return fault("1 to " + std::to_string(most) + " option groups allowed", path);
        for (std::size_t i = 0; i < value.size(); ++i) {
            const auto at = path + "/" + std::to_string(i);
            text(value_at(value[i], "label"), 75, true, at + "/label");
            options(value_at(value[i], "options"), 100, at + "/options");
        }
    }

    void confirm(const json& value, const std::string& path) {
        if (!value.is_object()) return fault("should be a confirm object", path);
        for (const auto& [name, most] :
             {std::pair{"title", 100}, {"text", 300}, {"confirm", 30}, {"deny", 30}})
            text(value_at(value, name), static_cast<std::size_t>(most), false, path + "/" + name);
    }

    void element(const json& value, std::string_view of, const std::string& path) {
        const auto type = text_at(value, "type");
        if (!is_word_of(of, type)) return fault("unsupported type: " + type, path + "/type");
        if (const auto* row = fields_of_element(type)) all_fields(value, *row, path);
        if (type == "button" && value.contains("style") && value["style"] != "primary" &&
            value["style"] != "danger")
            fault("invalid style", path + "/style");
        if (type == "static_select" && value.contains("options") == value.contains("option_groups"))
            fault("must provide one of options or option_groups", path);
    }

    void elements(
        const json& value, std::size_t most, std::string_view of, const std::string& path
    ) {
        if (!value.is_array() || value.empty()) return fault("must have at least 1 item", path);
        if (value.size() > most)
            fault("no more than " + std::to_string(most) + " items allowed", path);
        std::set<std::string> ids;
        for (std::size_t i = 0; i < value.size(); ++i) {
            element(value[i], of, path + "/" + std::to_string(i));
            const auto id = text_at(value[i], "action_id");
            if (!id.empty() && !ids.insert(id).second)
                fault("action_id \"" + id + "\" already exists", path);
        }
    }

    void texts(const json& value, std::size_t most, const std::string& path) {
        if (!value.is_array() || value.empty() || value.size() > most)
            return fault("1 to " + std::to_string(most) + " items allowed", path);
        for (std::size_t i = 0; i < value.size(); ++i)
            text(value[i], 2000, false, path + "/" + std::to_string(i));
    }

    void rich(const json& value, const std::string& path) {
        if (!value.is_array()) return fault("should be a list", path);
        for (std::size_t i = 0; i < value.size(); ++i) {
            const auto at = path + "/" + std::to_string(i);
            if (text_at(value[i], "type").empty()) {
                fault("missing required field: type", at);
                continue;
            }
            for (const auto& [name, inner] : value[i].items()) {
                const bool number =
                    name == "indent" || name == "offset" || name == "border" || name == "timestamp";
                if (name == "elements")
                    rich(inner, at + "/elements");
                else if (number ? !inner.is_number_unsigned() : name != "style" && name != "unsafe" && !inner.is_string())
                    fault("invalid value of " + name, at);
            }
        }
    }

    void one(const json& value, const field& rule, const std::string& path) {
        switch (rule.what) {
            case holds::string:
                if (rule.needed && value == "")
                    return fault("must be more than 0 characters", path);
                return string(value, rule.most, path);
            case holds::plain:
                return text(value, rule.most, true, path);
            case holds::text:
                return text(value, rule.most, false, path);
            case holds::texts:
                return texts(value, rule.most, path);
            case holds::elements:
                return elements(value, rule.most, rule.of, path);
            case holds::element:
                return element(value, rule.of, path);
            case holds::option:
                return option(value, path);
            case holds::options:
                return options(value, rule.most, path);
            case holds::groups:
                return groups(value, rule.most, path);
            case holds::confirm:
                return confirm(value, path);
            case holds::boolean:
                if (!value.is_boolean()) fault("should be a boolean", path);
                return;
            case holds::number:
                if (!value.is_number()) fault("should be a number", path);
                return;
            case holds::strings:
                if (!value.is_array()) fault("should be a list", path);
                return;
            case holds::rich:
                return rich(value, path);
            case holds::anything:
                return;
        }
    }

    void all_fields(const json& value, const fields& rules, const std::string& path) {
        for (const auto& rule : rules) {
            const auto found = value.find(rule.name);
            if (found != value.end())
                one(*found, rule, path + "/" + std::string(rule.name));
            else if (rule.needed)
                fault("missing required field: " + std::string(rule.name), path);
        }
        for (const auto& [name, inner] : value.items()) {
            const bool known = name == "type" || name == "block_id" ||
                               std::any_of(rules.begin(), rules.end(), [&](const field& rule) {
                                   return rule.name == name;
                               });
            if (!known) fault("invalid additional property: " + name, path);
        }
    }

    void block(const json& value, const std::string& path) {
        const auto type = text_at(value, "type");
        const auto* row = fields_of_block(type);
        if (!row) return fault("unsupported block type: " + type, path);
        all_fields(value, *row, path);
        if (value.contains("block_id")) string(value["block_id"], 255, path + "/block_id");
        if (type == "section" && !value.contains("text") && !value.contains("fields"))
            fault("must provide text or fields", path);
        if (type == "image" && !value.contains("image_url") && !value.contains("slack_file"))
            fault("must provide image_url or slack_file", path);
    }

    void blocks(const json& list, std::size_t most) {
        if (!list.is_array()) return fault("blocks should be a list", "/blocks");
        if (list.size() > most)
            fault("no more than " + std::to_string(most) + " items allowed", "/blocks");
        std::set<std::string> ids;
        std::size_t markdown = 0;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto path = "/blocks/" + std::to_string(i);
            block(list[i], path);
            const auto id = text_at(list[i], "block_id");
            if (!id.empty() && !ids.insert(id).second)
                fault("block_id already exists", path + "/block_id");
            if (text_at(list[i], "type") == "markdown")
                markdown += length_of(text_at(list[i], "text"));
        }
        if (markdown > 12000) fault("markdown of more than 12000 characters", "/blocks");
    }
};

bool has_inputs(const json& blocks) {
    return std::any_of(blocks.begin(), blocks.end(), [](const json& each) {
        return text_at(each, "type") == "input";
    });
}

}  // namespace

std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

bool good_attachments(const json& all) {
    return all.is_array() && std::all_of(all.begin(), all.end(), [](const json& each) {
               return each.is_object() &&
                      (!each.contains("blocks") ||
                       faults_of_blocks(each["blocks"], surface::message).empty());
           });
}

std::vector<std::string> faults_of_blocks(const json& blocks, surface where) {
    checker look;
    look.blocks(blocks, where == surface::message ? 50 : 100);
    return look.faults;
}

std::vector<std::string> faults_of_view(const json& view) {
    checker look;
    const auto type = text_at(view, "type");
    if (type != "modal" && type != "home") {
        look.fault("unsupported type: " + type, "/type");
        return look.faults;
    }
    look.all_fields(view, fields_of_view(type == "home"), "");
    if (!view.contains("blocks")) return look.faults;
    look.blocks(view["blocks"], 100);
    if (type == "modal" && !view.contains("submit") && has_inputs(view["blocks"]))
        look.fault("a modal with input blocks needs submit", "/submit");
    return look.faults;
}

}  // namespace emulator::slack