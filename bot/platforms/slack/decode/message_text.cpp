// What a whole message says: its words, and those of the blocks and attachments of programs.
#include "bot/base/escape.hpp"
#include "bot/platforms/said_once.hpp"
#include "bot/platforms/slack/text/document.hpp"
#include "bot/platforms/slack/text/mrkdwn.hpp"
#include "bot/platforms/slack/text/rich_text.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace bot::slack {
namespace {

struct reading {
    const names& who;
    document_writer& into;
};
using block_reader = void (*)(json block, const reading& with);

void read_text_object(json object, const reading& with) {
    const auto said = text(object, "text");
    if (text(object, "type") == "mrkdwn") return read_mrkdwn(said, with.who, with.into);
    runs words;
    words.words(plain_words(said));
    with.into.text(words);
}

void read_header(json block, const reading& with) {
    runs words;
    words.words(plain_words(text(block, "text", "text")), style::bold);
    with.into.text(words);
}

void read_section(json block, const reading& with) {
    if (const auto said = member(block, "text")) read_text_object(*said, with);
    runs lines;
    for (json field : items(block, "fields")) {
        if (!lines.empty()) lines.line_end();
        read_mrkdwn(text(field, "text"), with.who, lines);
    }
    with.into.text(lines);
}

void read_context(json block, const reading& with) {
    runs line;
    for (json element : items(block, "elements")) {
        const auto said = text(element, "text");
        if (said.empty()) continue;
        if (!line.empty()) line.words(" ");
        read_mrkdwn(said, with.who, line);
    }
    with.into.text(line);
}

void read_image(json block, const reading& with) {
    const auto title = text(block, "title", "text");
    runs words;
    words.words(plain_words(title.empty() ? text(block, "alt_text") : title));
    with.into.text(words);
}

void read_video(json block, const reading& with) {
    runs words;
    words.link(text(block, "title_url"), plain_words(text(block, "title", "text")));
    with.into.text(words);
}

void read_markdown(json block, const reading& with) {
    with.into.markdown(section_markdown(text(block, "text")));
}

void read_table(json block, const reading& with) {
    runs rows;
    for (simdjson::dom::element row : items(block, "rows")) {
        simdjson::dom::array cells;
        if (row.get(cells) != simdjson::SUCCESS) continue;
        if (!rows.empty()) rows.line_end();
        bool begins = true;
        for (json cell : cells) {
            document_writer content;
            text(cell, "type") == "rich_text" ? read_rich_text(cell, with.who, content)
                                              : read_text_object(cell, {with.who, content});
            rows.words(begins ? "" : " | ");
            rows.words(plain_of_markdown(content.done()));
            begins = false;
        }
    }
    with.into.text(rows);
}

void read_rich(json block, const reading& with) {
    read_rich_text(block, with.who, with.into);
}

void read_nothing(json, const reading&) {}

void read_unknown(json block, const reading& with) {
    const auto said = text(block, "text");
    runs words;
    words.words(plain_words(said.empty() ? text(block, "fallback") : said));
    with.into.text(words);
}

struct block_row {
    std::string_view type;
    block_reader read;
};
constexpr std::array<block_row, 10> block_readers{{
    {"rich_text", read_rich},
    {"section", read_section},
    {"header", read_header},
    {"context", read_context},
    {"markdown", read_markdown},
    {"table", read_table},
    {"image", read_image},
    {"video", read_video},
    {"actions", read_nothing},
    {"divider", read_nothing},
}};

std::string markdown_of_block(json block, const names& who) {
    document_writer made;
    const auto type = text(block, "type");
    const auto known =
        std::find_if(block_readers.begin(), block_readers.end(), [&](const auto& row) {
            return row.type == type;
        });
    (known == block_readers.end() ? read_unknown : known->read)(block, {who, made});
    return made.done();
}

// A preview Slack made of a link that was said; a message that was passed on is none.
bool is_preview(json attachment) {
    const bool of_link =
        !text(attachment, "from_url").empty() || !text(attachment, "original_url").empty();
    return of_link && !flag(attachment, "is_share") && !flag(attachment, "is_msg_unfurl");
}

void add_mrkdwn(std::string_view said, const names& who, said_once& into) {
    into.add(markdown_of_text(said, who));
}

void add_title(json attachment, said_once& into) {
    const auto title = plain_words(text(attachment, "title"));
    const auto link = text(attachment, "title_link");
    runs words;
    link.empty() ? words.words(title, style::bold) : words.link(link, title);
    into.add(words.markdown());
}

void add_fields(json attachment, const names& who, said_once& into) {
    runs lines;
    for (json field : items(attachment, "fields")) {
        const auto title = plain_words(text(field, "title"));
        if (!lines.empty()) lines.line_end();
        lines.words(title.empty() ? title : title + ":", style::bold);
        lines.words(title.empty() ? "" : " ");
        read_mrkdwn(text(field, "value"), who, lines);
    }
    into.add(lines.markdown());
}

void add_attachment(json attachment, const names& who, said_once& into) {
    said_once mine;
    add_mrkdwn(text(attachment, "pretext"), who, mine);
    add_title(attachment, mine);
    add_mrkdwn(text(attachment, "text"), who, mine);
    add_fields(attachment, who, mine);
    for (json block : items(attachment, "blocks")) mine.add(markdown_of_block(block, who));
    if (mine.empty()) add_mrkdwn(text(attachment, "fallback"), who, mine);
    into.add(mine.done());
}

}  // namespace

std::string markdown_of_text(std::string_view mrkdwn, const names& who) {
    document_writer made;
    read_mrkdwn(mrkdwn, who, made);
    return made.done();
}

std::string markdown_of_message(json message, const names& who) {
    document_writer written;
    said_once all;
    bool is_rich = false;
    for (json block : items(message, "blocks")) {
        if (text(block, "type") != "rich_text") continue;
        is_rich = true;
        read_rich_text(block, who, written);
    }
    if (!is_rich) read_mrkdwn(text(message, "text"), who, written);
    auto said = written.done();
    const bool alone =
        items(message, "attachments").size() == 0 &&
        (is_rich ? items(message, "blocks").size() == 1 : items(message, "blocks").size() == 0);
    if (alone) return said;
    all.add(std::move(said));
    for (json block : items(message, "blocks"))
        if (text(block, "type") != "rich_text") all.add(markdown_of_block(block, who));
    for (json attachment : items(message, "attachments"))
        if (!is_preview(attachment)) add_attachment(attachment, who, all);
    return all.done();
}

std::string escape_mrkdwn(std::string_view said) {
    std::string safe;
    safe.reserve(said.size() + said.size() / 16);
    for (const char c : said) {
        if (c == '&') {
            safe += "&amp;";
        } else if (c == '<') {
            safe += "&lt;";
        } else if (c == '>') {
            safe += "&gt;";
        } else {
            safe += c;
        }
    }
    return safe;
}

}  // namespace bot::slack
