// `scribe serve`: the house, put together and run until a signal says stop.
#include "bot/base/text.hpp"
#include "bot/destinations/folder.hpp"
#include "bot/http/alerts.hpp"
#include "bot/http/health.hpp"
#include "bot/net/nursery.hpp"
#include "bot/platforms/console/console.hpp"
#include "bot/platforms/console/views.hpp"
#include "bot/verbs/post_office.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"
#include "config/checks.hpp"
#include "embedded/console_pages.hpp"
#include "handlers/alerts/alerts.hpp"
#include "handlers/commands/commands.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <iostream>

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
    options.write_rca = [folder = where.rca](const rendered_rca& rca) -> result<std::string> {
        auto written = write_to_folder(folder, rca.file_name, rca.text);
        if (!written) return tl::unexpected(written.error());
        return written->path;
    };
    for (const auto& page : embedded::console_pages())
        options.pages.push_back({std::string(page.path), std::string(page.bytes)});
    return options;
}

std::vector<http_route> routes_of(
    asio::any_io_executor executor,
    post_office& office,
    console::console& front,
    const configuration& config,
    const bool& ready
) {
    auto routes = front.routes();
    std::vector<alert_source> sources;
    for (const auto& one : config.alerts)
        sources.push_back(
            {one.name, one.kind, one.token ? std::string(one.token->reveal()) : std::string()}
        );
    const auto read =
        [](const alert_source& from, std::string_view body, std::string_view key, instant at) {
            return alert_inbounds({from.kind, from.name, body, key, at});
        };
    for (auto& route : alert_routes(executor, office, std::move(sources), read))
        routes.push_back(std::move(route));
    for (auto& route : health_routes([&ready] { return ready; }))
        routes.push_back(std::move(route));
    return routes;
}

// A first signal stops politely; a second one at once, and the journal makes that safe.
asio::awaitable<void> stop_on_signal(
    asio::signal_set& signals, http_server& server, post_office& office, bool& ready
) {
    const auto first = co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
    if (std::get<0>(first)) co_return;
    spdlog::info("stopping: finishing what came in; a second signal ends it at once");
    ready = false;
    signals.async_wait([](const boost::system::error_code& ended, int) {
        if (!ended) std::_Exit(130);
    });
    co_await server.stop();
    office.stop();
    signals.cancel();
}

void start_log(const std::string& level) {
    auto log = spdlog::stderr_color_mt("scribe");
    log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
    log->set_level(spdlog::level::from_str(level));
    spdlog::set_default_logger(std::move(log));
}

int refuse_to_start(const error& why) {
    complain(why.detail);
    return why.code == errc::invalid ? exit_input : exit_surroundings;
}

void greet(const std::string& address, const folders& where, const configuration& config) {
    std::cout << "Scribe is here: " << address << "\n"
              << "  record  " << where.database << "\n"
              << "  RCAs    " << where.rca << "\n"
              << "  config  " << (config.file.empty() ? "none, the defaults" : config.file)
              << std::endl;
}

}  // namespace

int serve(const serve_options& how) {
    auto config = read_configuration(how.config);
    if (!config) return exit_input;
    if (how.listen) {
        if (!is_loopback(*how.listen) && !config->console.password)
            return refuse_to_start(
                {errc::invalid,
                 "--listen " + *how.listen +
                     " is not this machine alone: set console.password_file in the configuration "
                     "first."}
            );
        config->console.listen = *how.listen;
    }
    start_log(config->log.level);
    const auto where = folders_of(*config);
    if (!where) return refuse_to_start(where.error());
    auto record = open_record(*where, open_mode::read_write);
    if (!record) return refuse_to_start(record.error());
    auto key = console::load_or_make_key(where->key);
    if (!key) return refuse_to_start(key.error());
    const rca_library templates(config->rca.templates_folder);
    if (const auto mistakes = templates.mistakes(); !mistakes.empty()) {
        for (const auto& one : mistakes) std::cerr << one << '\n';
        return refuse_to_start({errc::invalid, "The templates have mistakes; nothing was started."}
        );
    }

    asio::io_context io(1);
    int code = exit_well;
    bool ready = false;
    auto office = post_office::open(
        io.get_executor(),
        {**record,
         config->incident,
         templates,
         system_now,
         system_random,
         [&](const error& why) {
             spdlog::critical("the record cannot be written, Scribe ends: {}", why.detail);
             std::_Exit(exit_surroundings);
         }}
    );
    if (!office) return refuse_to_start(office.error());
    console::console front(
        io.get_executor(),
        **office,
        options_for_console(*config, *where, std::move(*key), templates)
    );
    (*office)->carry(std::string(console::platform), front.carrier());
    (*office)->watch([&](const change_notice& what) { front.on_change(what); });

    tls_context tls;
    if (!config->console.tls_certificate.empty()) {
        auto made = make_server_tls(config->console.tls_certificate, config->console.tls_key);
        if (!made) return refuse_to_start(made.error());
        tls = std::move(*made);
    }
    http_server_options server_options;
    server_options.decorate = console::console::decorate;
    http_server server(
        io.get_executor(),
        routes_of(io.get_executor(), **office, front, *config, ready),
        front.websockets(),
        std::move(server_options)
    );
    const auto wanted = split_listen(config->console.listen);
    const auto port = server.listen(wanted.host, wanted.port, tls);
    if (!port) return refuse_to_start(port.error());
    (*office)->run();
    ready = true;

    const auto host =
        wanted.host.find(':') == std::string::npos ? wanted.host : "[" + wanted.host + "]";
    greet((tls ? "https://" : "http://") + host + ":" + std::to_string(*port), *where, *config);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    nursery tasks(io.get_executor());
    tasks.start("stop on signal", stop_on_signal(signals, server, **office, ready));
    io.run();
    spdlog::info("stopped; everything that came in is recorded");
    return code;
}

}  // namespace bot
