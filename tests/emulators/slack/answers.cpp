// What becomes of the app's answers: in an acknowledgement, or at a response_url.
#include "tests/emulators/slack/block_kit.hpp"
#include "tests/emulators/slack/people.hpp"

namespace emulator::slack {
namespace {

constexpr int most_uses = 5;
constexpr int minutes_alive = 30;

const auto trouble = "We had some trouble connecting. Try again?";

void tell_failure(core& in, const asked& question, const std::string& why, moment now) {
    if (question.kind_is == asked::kind::command) {
        auto& where = in.channels.at(question.channel);
        in.whisper_to(
            where,
            {.ts = "",
             .to = question.user,
             .thread_ts = "",
             .text = in.policy.command + " failed with the error \"" + why + "\""},
            now
        );
    }
    const auto seen = in.views.find(question.view);
    if (question.kind_is == asked::kind::submission && seen != in.views.end())
        seen->second.errors = {{"", trouble}};
}

// --- messages ---

struct told_message {
    std::string text;
    json blocks = json::array(), attachments = json::array();
    std::string error;
};

told_message message_of(core& in, const json& sent) {
    told_message out;
    out.text = sent.is_string() ? sent.get<std::string>() : text_at(sent, "text");
    if (sent.is_object() && sent.contains("blocks")) {
        auto blocks = sent["blocks"];
        if (blocks.is_string()) blocks = json::parse(blocks.get<std::string>(), nullptr, false);
        if (!faults_of_blocks(blocks, surface::message).empty())
            out.error = "invalid_blocks";
        else
            name_blocks(blocks, [&in] { return in.new_secret("").substr(0, 5); });
        out.blocks = std::move(blocks);
    }
    if (sent.is_object() && sent.contains("attachments")) out.attachments = sent["attachments"];
    if (!good_attachments(out.attachments)) out.error = "invalid_attachments";
    if (out.error.empty() && out.text.empty() && out.blocks.empty() && out.attachments.empty())
        out.error = "no_text";
    return out;
}

bool says_true(const json& sent, const char* name) {
    if (!sent.is_object() || !sent.contains(name)) return false;
    return sent[name] == true || sent[name] == "true";
}

// The message a button was on is taken away or made another.
bool replaces(core& in, const response_url& to, const json& sent, told_message& with, moment now) {
    const bool goes = says_true(sent, "delete_original");
    if ((!goes && !says_true(sent, "replace_original")) || to.message_ts.empty()) return false;
    auto& where = in.channels.at(to.channel);
    for (auto each = where.whispers.begin(); each != where.whispers.end(); ++each)
        if (each->ts == to.message_ts) {
            if (goes) return where.whispers.erase(each), true;
            each->text = with.text;
            each->blocks = with.blocks;
            return true;
        }
    auto* m = in.find_message(where, to.message_ts);
    if (!m) return false;
    if (goes) return in.remove(where, to.message_ts, now), true;
    const auto before = *m;
    m->text = with.text;
    m->blocks = with.blocks;
    m->attachments = with.attachments;
    m->edited = {in.bot, whole_second(now)};
    in.changed(where, before, message(*m), now);
    return true;
}

std::string show(core& in, const response_url& to, const json& sent, moment now) {
    auto with = message_of(in, sent);
    if (with.error == "no_text" && says_true(sent, "delete_original")) with.error.clear();
    if (!with.error.empty()) return with.error;
    if (replaces(in, to, sent, with, now)) return {};
    auto& where = in.channels.at(to.channel);
    if (text_at(sent, "response_type") != "in_channel") {
        in.whisper_to(
            where,
            {.ts = "",
             .to = to.user,
             .thread_ts = text_at(sent, "thread_ts"),
             .text = with.text,
             .blocks = with.blocks},
            now
        );
        return {};
    }
    message m;
    m.subtype = "bot_message";
    m.bot_id = in.bot;
    m.text = with.text;
    m.blocks = with.blocks;
    m.attachments = with.attachments;
    if (in.find_message(where, text_at(sent, "thread_ts")))
        m.thread_ts = text_at(sent, "thread_ts");
    in.put(where, std::move(m), now);
    return {};
}

// --- forms ---

bool is_nothing(const json& answer) {
    return answer.is_null() || answer == "" || (answer.is_object() && answer.empty());
}

bool knows_blocks(const view& of, const json& errors) {
    if (!errors.is_object() || errors.empty()) return false;
    for (const auto& [id, sentence] : errors.items()) {
        bool known = sentence.is_string();
        bool there = false;
        for (const auto& block : of.content["blocks"])
            there =
                there || (text_at(block, "block_id") == id && text_at(block, "type") == "input");
        if (!known || !there) return false;
    }
    return true;
}

bool answer_form(core& in, view& of, const json& answer, moment now) {
    const auto action = text_at(answer, "response_action");
    if (is_nothing(answer)) return in.close_view(of, false), true;
    if (action == "clear") return in.close_view(of, true), true;
    if (action == "errors") {
        const auto errors = answer.value("errors", json());
        if (!knows_blocks(of, errors)) return false;
        of.errors = errors;
        return true;
    }
    const auto next = answer.is_object() ? answer.value("view", json()) : json();
    if ((action != "update" && action != "push") || !faults_of_view(next).empty()) return false;
    if (action == "update")
        in.replace_view(of, next, now);
    else
        in.open_view(of.user, next, of.id, now);
    return true;
}

}  // namespace

void workspace::answered(std::int64_t emitted_id, json answer, moment now) {
    auto& in = *core_;
    in.pass_time(now);
    const auto found = in.questions.find(emitted_id);
    if (found == in.questions.end()) return;  // an event, or answered before: the first one counts
    const auto question = found->second;
    in.questions.erase(found);
    if (question.kind_is == asked::kind::command && !is_nothing(answer)) {
        const auto error = show(in, in.response_urls.at(question.url), answer, now);
        if (!error.empty()) tell_failure(in, question, "invalid_command_response", now);
    }
    if (question.kind_is == asked::kind::submission) {
        auto& seen = in.views.at(question.view);
        if (!answer_form(in, seen, answer, now)) seen.errors = {{"", trouble}};
    }
}

void workspace::unanswered(std::int64_t emitted_id, moment now) {
    auto& in = *core_;
    in.pass_time(now);
    const auto found = in.questions.find(emitted_id);
    if (found == in.questions.end()) return;
    const auto question = found->second;
    in.questions.erase(found);
    tell_failure(in, question, "operation_timeout", now);
}

reply workspace::respond(std::string_view url, json message, moment now) {
    auto& in = *core_;
    in.pass_time(now);
    const auto found = in.response_urls.find(url);
    const auto refused = [](int status, std::string_view why) {
        return reply{status, {{"ok", false}, {"error", why}}, {}};
    };
    if (found == in.response_urls.end()) return refused(404, "no_such_url");
    auto& to = found->second;
    if (now - to.issued > in.policy.minute * minutes_alive) return refused(404, "expired_url");
    if (to.uses >= most_uses) return refused(404, "used_url");
    if (!in.channels.contains(to.channel)) return refused(404, "channel_not_found");
    if (!message.is_object()) return refused(400, "invalid_payload");
    const auto error = show(in, to, message, now);
    if (!error.empty()) return refused(400, error);
    ++to.uses;
    return {200, {{"ok", true}}, {}};
}

}  // namespace emulator::slack
