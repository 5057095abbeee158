// Slack's limits of Block Kit as its documentation gives them, apart from the code that keeps
// them. What is wrong, as "path: what"; empty when Slack would take it.
#pragma once

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <vector>

namespace bot::test {

class block_checker {
public:
    using tree = nlohmann::json;

    static std::vector<std::string> faults_in_message(const std::string& blocks) {
        return block_checker().look(blocks, 50, message_blocks());
    }
    // A modal or an App Home.
    static std::vector<std::string> faults_in_view(const std::string& view) {
        block_checker checker;
        const auto root = tree::parse(view, nullptr, false);
        if (!root.is_object()) return {"no JSON object"};
        checker.expect(view.size() <= 250'000, "view", "is too large");
        const auto type = root.value("type", "");
        checker.expect(type == "modal" || type == "home", "type", "is " + type);
        if (type == "modal") checker.look_at_modal(root);
        return checker.look(root.value("blocks", tree()).dump(), 100, view_blocks());
    }

private:
    using kinds = std::set<std::string>;
    static kinds message_blocks() { return {"header", "section", "context", "actions", "divider"}; }
    static kinds view_blocks() {
        auto all = message_blocks();
        all.insert("input");
        return all;
    }

    std::vector<std::string> look(const std::string& json, std::size_t most, const kinds& allowed) {
        const auto blocks = tree::parse(json, nullptr, false);
        if (!blocks.is_array()) return {"blocks: no JSON array"};
        expect(!blocks.empty() && blocks.size() <= most, "blocks", "are too many or none");
        std::set<std::string> ids;
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            const auto& block = blocks[i];
            const auto at = "blocks[" + std::to_string(i) + "]";
            const auto type = block.value("type", "");
            expect(allowed.contains(type), at, "is a " + type);
            const auto id = block.value("block_id", "");
            expect(id.size() <= 255, at, "has too long an id");
            expect(id.empty() || ids.insert(id).second, at, "has another's id");
            look_at(block, type, at);
        }
        return faults_;
    }

    void look_at_modal(const tree& view) {
        plain(view.value("title", tree()), 24, "title");
        if (view.contains("submit")) plain(view["submit"], 24, "submit");
        plain(view.value("close", tree()), 24, "close");
        expect(
            view.value("private_metadata", "").size() <= 3000, "private_metadata", "is too long"
        );
        expect(view.value("callback_id", "").size() <= 255, "callback_id", "is too long");
        bool has_input = false;
        for (const auto& block : view.value("blocks", tree::array()))
            has_input |= block.value("type", "") == "input";
        expect(!has_input || view.contains("submit"), "submit", "is missing");
    }

    void look_at(const tree& block, const std::string& type, const std::string& at) {
        if (type == "header") plain(block.value("text", tree()), 150, at);
        if (type == "section") section(block, at);
        if (type == "context")
            elements(block, 10, at, [&](const tree& one, const std::string& in) {
                words(one, 3000, in);
            });
        if (type == "actions")
            elements(block, 25, at, [&](const tree& one, const std::string& in) {
                button(one, in);
            });
        if (type == "input") {
            plain(block.value("label", tree()), 2000, at + ".label");
            if (block.contains("hint")) plain(block["hint"], 2000, at + ".hint");
            input(block.value("element", tree::object()), at + ".element");
        }
    }

    void section(const tree& block, const std::string& at) {
        expect(block.contains("text") || block.contains("fields"), at, "says nothing");
        if (block.contains("text")) words(block["text"], 3000, at);
        if (block.contains("fields")) {
            const auto& fields = block["fields"];
            expect(!fields.empty() && fields.size() <= 10, at, "has too many fields or none");
            for (const auto& field : fields) words(field, 2000, at);
        }
        if (block.contains("accessory")) button(block["accessory"], at + ".accessory");
    }

    template <class Each>
    void elements(const tree& block, std::size_t most, const std::string& at, Each each) {
        const auto list = block.value("elements", tree::array());
        expect(!list.empty() && list.size() <= most, at, "has too many elements or none");
        for (std::size_t i = 0; i < list.size(); ++i)
            each(list[i], at + "[" + std::to_string(i) + "]");
        std::set<std::string> ids;
        for (const auto& one : list)
            if (one.contains("action_id"))
                expect(ids.insert(one["action_id"]).second, at, "has an action_id twice");
    }

    void button(const tree& one, const std::string& at) {
        expect(one.value("type", "") == "button", at, "is no button");
        plain(one.value("text", tree()), 75, at);
        const auto value = one.value("value", "");
        expect(value.size() <= 2000, at, "has too long a value");
        expect(one.value("action_id", "").size() <= 255, at, "has too long an action_id");
        const auto style = one.value("style", "primary");
        expect(style == "primary" || style == "danger", at, "has the style " + style);
    }

    void input(const tree& one, const std::string& at) {
        const auto type = one.value("type", "");
        if (type == "plain_text_input") {
            const auto most = one.value("max_length", 3000U);
            expect(most >= 1 && most <= 3000, at, "allows too much");
            expect(one.value("initial_value", "").size() <= most, at, "begins too long");
        } else if (type == "static_select") {
            select(one, at);
        } else if (type == "checkboxes") {
            options(one.value("options", tree()), 10, at);
            if (one.contains("initial_options")) options(one["initial_options"], 10, at);
        } else {
            expect(type == "users_select", at, "is a " + type);
            expect(
                !one.contains("initial_user") || !one["initial_user"].empty(), at, "has no user"
            );
        }
    }

    void select(const tree& one, const std::string& at) {
        tree all = one.value("options", tree::array());
        if (one.contains("options")) {
            options(all, 100, at);
        } else {
            const auto groups = one.value("option_groups", tree::array());
            expect(!groups.empty() && groups.size() <= 100, at, "has too many groups or none");
            for (const auto& group : groups) {
                plain(group.value("label", tree()), 75, at);
                options(group.value("options", tree()), 100, at);
                for (const auto& each : group["options"]) all.push_back(each);
            }
        }
        if (!one.contains("initial_option")) return;
        const auto& initial = one["initial_option"];
        expect(std::find(all.begin(), all.end(), initial) != all.end(), at, "begins elsewhere");
    }

    void options(const tree& list, std::size_t most, const std::string& at) {
        expect(list.is_array() && !list.empty() && list.size() <= most, at, "has odd options");
        for (const auto& one : list) {
            plain(one.value("text", tree()), 75, at);
            const auto value = one.value("value", "");
            expect(!value.empty() && value.size() <= 75, at, "has an odd option value");
        }
    }

    void plain(const tree& text, std::size_t most, const std::string& at) {
        expect(text.is_object() && text.value("type", "") == "plain_text", at, "is no plain text");
        words(text, most, at);
    }
    void words(const tree& text, std::size_t most, const std::string& at) {
        const auto said = text.is_object() ? text.value("text", "") : "";
        expect(!said.empty() && said.find_first_not_of(" \t\n\r") != said.npos, at, "says nothing");
        expect(said.size() <= most, at, "is too long: " + std::to_string(said.size()));
        if (!text.is_object() || text.value("type", "") != "mrkdwn") return;
        expect(said.find("<!") == said.npos && said.find("<@") == said.npos, at, "mentions");
    }

    void expect(bool good, const std::string& at, const std::string& what) {
        if (!good) faults_.push_back(at + ": " + what);
    }

    std::vector<std::string> faults_;
};

}  // namespace bot::test
