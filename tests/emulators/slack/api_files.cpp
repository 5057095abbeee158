#include "tests/emulators/slack/api.hpp"
#include "tests/emulators/slack/block_kit.hpp"

#include <algorithm>

namespace emulator::slack {
namespace {

constexpr std::int64_t largest_file = 1'000'000'000;
constexpr std::size_t most_channels = 100;

struct media {
    std::string_view suffix, type;
};
constexpr media media_types[] = {
    {".md", "text/markdown"},
    {".txt", "text/plain"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".json", "application/json"},
    {".pdf", "application/pdf"},
    {".csv", "text/csv"},
};

std::string media_type_of(const std::string& name) {
    for (const auto& each : media_types)
        if (name.ends_with(each.suffix)) return std::string(each.type);
    return "application/octet-stream";
}

json upload_url(call& c) {
    const auto length = c.number("length", -1);
    if (length <= 0) return no("invalid_arguments");
    if (length > largest_file) return no("file_upload_size_restricted");
    file made;
    made.id = c.in.new_id("F");
    made.name = c.text("filename");
    made.mimetype = media_type_of(made.name);
    made.user = c.in.bot_user;
    made.declared = length;
    made.created = c.now;
    const auto ticket = c.in.new_secret("");
    c.in.uploads.emplace(ticket, made.id);
    c.in.files.emplace(made.id, made);
    return yes(
        {{"upload_url", c.in.policy.files_base + "/upload/v1/" + ticket}, {"file_id", made.id}}
    );
}

std::string_view uploaded_files(call& c) {
    auto list = c.tree("files");
    if (!list.is_array() || list.empty()) return "invalid_arguments";
    for (const auto& each : list) {
        const auto found = c.in.files.find(text_at(each, "id"));
        if (found == c.in.files.end() || found->second.user != c.in.bot_user)
            return "file_not_found";
        if (!found->second.uploaded) return "file_not_found";
    }
    c.said["files"] = std::move(list);
    return {};
}

std::vector<std::string> wished_channels(call& c) {
    auto ids = c.list("channels");
    if (c.has("channel_id")) ids.push_back(c.text("channel_id"));
    return ids;
}

std::string_view shareable(call& c) {
    const auto ids = wished_channels(c);
    if (ids.size() > most_channels) return "channels_limit_exceeded";
    for (const auto& id : ids) {
        c.said["channel"] = id;
        if (const auto error = seen_channel(c); !error.empty()) return error;
        if (c.where->archived) return "is_archived";
        if (const auto error = joined_channel(c); !error.empty()) return error;
        if (c.where->read_only) return "posting_to_channel_denied";
    }
    return {};
}

std::string_view comment(call& c) {
    if (c.has("blocks")) return with_content(c);
    c.content.text = c.text("initial_comment");
    return {};
}

json complete(call& c) {
    std::vector<std::string> ids;
    auto shown = json::array();
    for (const auto& each : c.said["files"]) {
        auto& done = c.in.files.at(text_at(each, "id"));
        if (!text_at(each, "title").empty()) done.title = text_at(each, "title");
        ids.push_back(done.id);
    }
    for (const auto& id : wished_channels(c)) {
        auto m = c.content;
        m.user = c.in.bot_user;
        m.bot_id = c.in.bot;
        m.app_id = c.in.app;
        m.thread_ts = c.text("thread_ts");
        auto& in = c.in.channels.at(id);
        if (!c.in.find_message(in, m.thread_ts)) m.thread_ts.clear();
        c.in.share(in, ids, std::move(m), c.now);
    }
    for (const auto& id : ids) shown.push_back(c.in.file_json(c.in.files.at(id)));
    return yes({{"files", std::move(shown)}});
}

// A canvas is a file, too.
std::string_view known_file(call& c) {
    if (c.in.canvases.contains(c.text("file"))) return "";
    const auto found = c.in.files.find(c.text("file"));
    return found == c.in.files.end() || !found->second.uploaded ? "file_not_found" : "";
}

json info(call& c) {
    if (const auto canvas = c.in.canvases.find(c.text("file")); canvas != c.in.canvases.end()) {
        const auto& one = canvas->second;
        return yes(
            {{"file",
              {{"id", one.id},
               {"title", one.title},
               {"user", one.owner},
               {"filetype", "quip"},
               {"mimetype", "application/vnd.slack-docs"}}}}
        );
    }
    return yes({{"file", c.in.file_json(c.in.files.at(c.text("file")))}});
}

json retired(call&) {
    return no("method_deprecated");
}

}  // namespace

std::vector<method> file_methods() {
    return {
        {"files.getUploadURLExternal",
         tier::four,
         "files:write",
         "filename length",
         {},
         upload_url},
        {"files.completeUploadExternal",
         tier::four,
         "files:write",
         "files",
         {uploaded_files, shareable, comment},
         complete},
        {"files.info", tier::four, "files:read", "file", {known_file}, info},
        {"files.upload", tier::two, "files:write", "", {}, retired},
    };
}

reply workspace::upload(std::string_view url, std::string bytes, moment now) {
    core_->pass_time(now);
    const auto ticket = core_->uploads.find(url.substr(url.rfind('/') + 1));
    if (ticket == core_->uploads.end()) return {404, "not found", {}};
    auto& into = core_->files.at(ticket->second);
    if (static_cast<std::int64_t>(bytes.size()) != into.declared)
        return {400, "expected " + std::to_string(into.declared) + " bytes", {}};
    into.bytes = std::move(bytes);
    into.uploaded = true;
    return {200, "OK - " + std::to_string(into.bytes.size()), {}};
}

const file* workspace::download(std::string_view url, std::string_view token_text) const {
    const auto by = core_->tokens.find(token_text);
    if (by == core_->tokens.end() || !by->second.refused.empty() ||
        !by->second.scopes.contains("files:read"))
        return nullptr;
    for (const auto& [id, each] : core_->files)
        if (each.uploaded && url.find(core_->team + "-" + id + "/") != url.npos) return &each;
    return nullptr;
}

bool workspace::takes_ticket(std::string_view ticket) {
    const auto found = core_->socket_tickets.find(ticket);
    if (found == core_->socket_tickets.end()) return false;
    core_->socket_tickets.erase(found);
    return true;
}

}  // namespace emulator::slack
