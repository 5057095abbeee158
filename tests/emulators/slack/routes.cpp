#include "tests/emulators/slack/routes.hpp"

namespace emulator::slack {

namespace {

constexpr std::string_view api = "/api/";
constexpr std::string_view sign_in_page =
    "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body></body></html>";

reply call(const http_message& asked, workspace& space, moment now) {
    auto arguments = arguments_of(asked);
    auto token = asked.bearer();
    if (token.empty()) token = arguments.value("token", "");
    return space.api(subject_of(asked), token, std::move(arguments), now);
}

// The document says this of one method only, and no client of Slack's calls any other by GET.
bool must_be_posted(const http_message& asked) {
    return subject_of(asked) == "apps.connections.open" && asked.method() != "POST";
}

reply call_api(const http_message& asked, workspace& space, moment now) {
    if (must_be_posted(asked)) return {200, {{"ok", false}, {"error", "insecure_request"}}, {}};
    return call(asked, space, now);
}

reply upload(const http_message& asked, workspace& space, moment now) {
    return space.upload(space.policy().files_base + asked.target(), uploaded_bytes(asked), now);
}

reply respond(const http_message& asked, workspace& space, moment now) {
    return space.respond(space.policy().hooks_base + asked.target(), arguments_of(asked), now);
}

// A stranger gets the page to sign in, with 200, as from the real one.
reply download(const http_message& asked, workspace& space, moment) {
    const auto* found = space.download(space.policy().files_base + asked.target(), asked.bearer());
    if (!found)
        return {200, std::string(sign_in_page), {{"content-type", "text/html; charset=utf-8"}}};
    return {200, found->bytes, {{"content-type", found->mimetype}}};
}

struct row {
    std::string_view begins;
    reply (*answer)(const http_message& asked, workspace& space, moment now);
};
constexpr row rows[] = {
    {api, call_api},
    {"/upload/", upload},
    {"/files-pri/", download},
    {"/commands/", respond},
    {"/actions/", respond},
    {"/app/", respond},
};

}  // namespace

std::string subject_of(const http_message& asked) {
    auto path = asked.path();
    return path.starts_with(api) ? path.substr(api.size()) : path;
}

reply answer(const http_message& asked, workspace& space, moment now) {
    const auto path = asked.path();
    for (const auto& [begins, of] : rows)
        if (path.starts_with(begins)) return of(asked, space, now);
    return {404, "there is nothing at " + path, {}};
}

}  // namespace emulator::slack
