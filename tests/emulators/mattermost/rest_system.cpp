// What the server says about itself.
#include "tests/emulators/mattermost/rest.hpp"

namespace emulator::mattermost {

namespace {

std::string version_of(const core& in) {
    return in.is_current() ? "11.0.0" : "5.37.0";
}

std::string on(bool is) {
    return is ? "true" : "false";
}

reply config(call& c) {
    if (!c.in.is_current() && c.asked.query("format") != "old")
        refuse(501, "api.config.client.old_format.app_error");
    const auto& rules = c.in.policy;
    json all{
        {"Version", version_of(c.in)},
        {"BuildNumber", version_of(c.in)},
        {"SiteURL", rules.site_url},
        {"SiteName", "Mattermost"},
        {"DiagnosticsEnabled", "false"},
    };
    if (c.by)
        all.update({
            {"MaxPostSize", std::to_string(rules.max_post)},
            {"MaxFileSize", std::to_string(rules.max_file)},
            {"EnableReliableWebSockets", on(rules.reliable)},
            {"EnableCommands", "true"},
            {"EnableBotAccountCreation", "false"},
            {"EnableUserAccessTokens", "true"},
        });
    return said(200, std::move(all));
}

reply license(call&) {
    return said(200, {{"IsLicensed", "false"}});
}

reply ping(call& c) {
    return {200, {{"status", "OK"}}, {{"x-version-id", version_of(c.in)}}};
}

constexpr route rows[] = {
    {"GET", "/config/client", config, true},
    {"GET", "/license/client", license, true},
    {"GET", "/system/ping", ping, true},
};

}  // namespace

std::span<const route> system_routes() {
    return rows;
}

}  // namespace emulator::mattermost
