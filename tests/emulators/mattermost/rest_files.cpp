// Files go up and come down.
#include "tests/emulators/mattermost/rest.hpp"

#include <array>
#include <utility>

namespace emulator::mattermost {

namespace {

std::string mime_of(std::string_view name) {
    static constexpr std::pair<std::string_view, std::string_view> kinds[] = {
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".gif", "image/gif"},
        {".md", "text/markdown; charset=utf-8"},
        {".txt", "text/plain; charset=utf-8"},
        {".json", "application/json"},
        {".pdf", "application/pdf"},
    };
    for (const auto& [end, type] : kinds)
        if (name.ends_with(end)) return std::string(type);
    return "application/octet-stream";
}

json keep(call& c, const std::string& channel, std::string name, std::string bytes) {
    if (std::cmp_greater(bytes.size(), c.in.policy.max_file))
        refuse(413, "api.file.upload_file.too_large_detailed.app_error");
    file made;
    made.id = c.in.new_id();
    made.user = c.by->id;
    made.channel = channel;
    made.mime = mime_of(name);
    made.name = std::move(name);
    made.bytes = std::move(bytes);
    made.created = to_millis(c.now);
    return c.in.file_json(c.in.files.emplace(made.id, made).first->second);
}

// Multipart with channel_id, files and client_ids; or the bare bytes with a query.
reply upload(call& c) {
    const auto parts = parts_of(c.asked);
    std::string channel = c.asked.query("channel_id");
    json client_ids = json::array(), infos = json::array();
    for (const auto& part : parts) {
        if (part.name == "channel_id") channel = part.bytes;
        if (part.name == "client_ids") client_ids.push_back(part.bytes);
    }
    if (channel.size() != 26)
        refuse(400, "api.file.upload_file.incorrect_number_of_files.app_error");
    c.joined(channel);
    for (const auto& part : parts)
        if (part.name == "files") infos.push_back(keep(c, channel, part.filename, part.bytes));
    if (parts.empty()) {
        const auto name = c.asked.query("filename");
        if (name.empty()) refuse(400, "api.file.upload_file.read_request.app_error");
        infos.push_back(keep(c, channel, name, c.asked.body));
    }
    return said(201, {{"file_infos", infos}, {"client_ids", client_ids}});
}

const file& known(const call& c) {
    const auto found = c.in.files.find(c.at[0]);
    if (found == c.in.files.end()) refuse(404, "app.file_info.get.app_error");
    if (found->second.user != c.by->id) c.joined(found->second.channel);
    return found->second;
}

reply info(call& c) {
    return said(200, c.in.file_json(known(c)));
}

reply download(call& c) {
    const auto& found = known(c);
    return {200, found.bytes, {{"content-type", found.mime}}};
}

reply infos_of_post(call& c) {
    json all = json::array();
    for (const auto& id : c.read_post(c.at[0]).files)
        all.push_back(c.in.file_json(c.in.files.at(id)));
    return said(200, std::move(all));
}

constexpr route rows[] = {
    {"POST", "/files", upload},
    {"GET", "/files/{file}", download},
    {"GET", "/files/{file}/info", info},
    {"GET", "/posts/{post}/files/info", infos_of_post},
};

}  // namespace

std::span<const route> file_routes() {
    return rows;
}

}  // namespace emulator::mattermost
