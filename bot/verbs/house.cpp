#include "bot/verbs/house.hpp"

#include "bot/destinations/folder.hpp"
#include "bot/http/alerts.hpp"
#include "bot/http/health.hpp"
#include "bot/platforms/console/views.hpp"
#include "bot/platforms/platforms.hpp"
#include "embedded/console_pages.hpp"
#include "handlers/alerts/alerts.hpp"
#include "handlers/commands/commands.hpp"

#include <spdlog/spdlog.h>

namespace bot {
namespace {

namespace asio = boost::asio;

struct address_and_port {
    std::string host;
    std::uint16_t port = 0;
};

address_and_port split_listen(const std::string& listen) {
    const auto colon = listen.rfind(':');
    auto host = listen.substr(0, colon);
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    return {host, static_cast<std::uint16_t>(std::stoi(listen.substr(colon + 1)))};
}

rca_writer rca_writer_for(const folders& where) {
    return [folder = where.rca](const rendered_rca& rca) -> result<std::string> {
        auto written = write_to_folder(folder, rca.file_name, rca.text, rca.incident);
        if (!written) return tl::unexpected(written.error());
        if (written->conflicts > 0)
            spdlog::warn(
                "{}: {} places were changed by people and in the record; both stand there",
                written->path,
                written->conflicts
            );
        return written->path;
    };
}

console::console_options options_for_console(
    const configuration& config, const folders& where, std::string key, const rca_library& templates
) {
    console::console_options options;
    options.key = std::move(key);
    if (config.console.password) options.password = std::string(config.console.password->reveal());
    options.tls = !config.console.tls_certificate.empty();
    options.public_url = config.console.public_url;
    options.allowed_origins = config.console.allowed_origins;
    options.files_folder = where.files;
    for (const auto& row : commands())
        options.commands.push_back(
            {std::string(row.word),
             std::string(row.usage),
             std::string(row.summary),
             std::string(row.group)}
        );
    options.templates = templates.names();
    if (!config.incident.broadcast_channel.empty())
        options.rooms.insert(config.incident.broadcast_channel);
    options.incident_rooms = config.incident.channel_prefix + "-";
    options.write_rca = rca_writer_for(where);
    for (const auto& page : embedded::console_pages())
        options.pages.push_back({std::string(page.path), std::string(page.bytes)});
    return options;
}

}  // namespace

house::house(asio::any_io_executor executor, house_parts parts)
    : executor_(std::move(executor)),
      parts_(std::move(parts)),
      templates_(parts_.config.rca.templates_folder) {}

result<std::unique_ptr<house>> house::open(asio::any_io_executor executor, house_parts parts) {
    std::unique_ptr<house> made(new house(std::move(executor), std::move(parts)));
    if (auto furnished = made->furnish(); !furnished) return tl::unexpected(furnished.error());
    return made;
}

result<void> house::furnish() {
    const auto& config = parts_.config;
    auto record = open_record(parts_.where, open_mode::read_write);
    if (!record) return tl::unexpected(record.error());
    record_ = std::move(*record);
    auto key = console::load_or_make_key(parts_.where.key);
    if (!key) return tl::unexpected(key.error());
    auto office = post_office::open(
        executor_,
        {*record_, config.incident, templates_, parts_.clock, parts_.random, parts_.on_fatal}
    );
    if (!office) return tl::unexpected(office.error());
    office_ = std::move(*office);
    front_ = std::make_unique<console::console>(
        executor_, *office_, options_for_console(config, parts_.where, std::move(*key), templates_)
    );
    office_->carry(std::string(console::platform), front_->carrier());
    office_->watch([this](const change_notice& what) { front_->on_change(what); });
    for (const auto& row : platforms()) {
        if (!row.is_on(config)) continue;
        auto made =
            row.make({executor_, *office_, config, rca_writer_for(parts_.where), parts_.random});
        if (!made) return tl::unexpected(made.error());
        office_->carry(std::string(row.name), (*made)->carrier());
        platforms_.push_back(std::move(*made));
    }
    if (config.rca.git.is_on()) {
        auto made = git::publisher::make(executor_, config.rca.git, parts_.where.git);
        if (!made) return tl::unexpected(made.error());
        git_ = std::move(*made);
        office_->carry(std::string(git::place), *git_);
    }
    office_->watch([this](const change_notice& what) {
        for (const auto& one : platforms_) one->on_change(what);
    });
    if (!config.console.tls_certificate.empty()) {
        auto tls = make_server_tls(config.console.tls_certificate, config.console.tls_key);
        if (!tls) return tl::unexpected(tls.error());
        tls_ = std::move(*tls);
    }
    parts_.server.decorate = console::console::decorate;
    server_ =
        std::make_unique<http_server>(executor_, routes(), front_->websockets(), parts_.server);
    return {};
}

std::vector<http_route> house::routes() {
    auto all = front_->routes();
    std::vector<alert_source> sources;
    for (const auto& one : parts_.config.alerts)
        sources.push_back(
            {one.name, one.kind, one.token ? std::string(one.token->reveal()) : std::string()}
        );
    const auto read =
        [](const alert_source& from, std::string_view body, std::string_view key, instant at) {
            return alert_inbounds({from.kind, from.name, body, key, at});
        };
    for (auto& route : alert_routes(executor_, *office_, std::move(sources), read))
        all.push_back(std::move(route));
    for (const auto& one : platforms_)
        for (auto& route : one->routes()) all.push_back(std::move(route));
    for (auto& route : health_routes([this] { return ready_; })) all.push_back(std::move(route));
    return all;
}

result<std::string> house::listen() {
    const auto wanted = split_listen(parts_.config.console.listen);
    const auto port = server_->listen(wanted.host, wanted.port, tls_);
    if (!port) return tl::unexpected(port.error());
    office_->run();
    for (const auto& one : platforms_) one->start();
    ready_ = true;
    const auto host =
        wanted.host.find(':') == std::string::npos ? wanted.host : "[" + wanted.host + "]";
    return (tls_ ? "https://" : "http://") + host + ":" + std::to_string(*port);
}

asio::awaitable<void> house::stop() {
    ready_ = false;
    co_await server_->stop();
    for (const auto& one : platforms_) co_await one->stop();
    if (git_) co_await git_->stop();
    office_->stop();
}

}  // namespace bot
