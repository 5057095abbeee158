// `scribe serve`: the house, put together and run until a signal says stop.
#include "bot/net/nursery.hpp"
#include "bot/verbs/house.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"
#include "config/checks.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <csignal>
#include <iostream>

namespace bot {
namespace {

namespace asio = boost::asio;

// A first signal stops politely; a second one at once, and the journal makes that safe.
asio::awaitable<void> stop_on_signal(asio::signal_set& signals, house& running) {
    const auto first = co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
    if (std::get<0>(first)) co_return;
    spdlog::info("stopping: finishing what came in; a second signal ends it at once");
    signals.async_wait([](const boost::system::error_code& ended, int) {
        if (!ended) std::_Exit(130);
    });
    co_await running.stop();
    signals.cancel();
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
    const rca_library templates(config->rca.templates_folder);
    if (const auto mistakes = templates.mistakes(); !mistakes.empty()) {
        for (const auto& one : mistakes) std::cerr << one << '\n';
        return refuse_to_start({errc::invalid, "The templates have mistakes; nothing was started."}
        );
    }

    // A file that may not grow and a reader that went away are errors to be answered, not ends.
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    asio::io_context io(1);
    // Before anything is announced: whoever reads the address may send a signal at once.
    asio::signal_set signals(io, SIGINT, SIGTERM);
    house_parts parts;
    parts.where = *where;
    parts.config = *config;
    parts.clock = system_now;
    parts.random = system_random;
    parts.on_fatal = [](const error& why) {
        spdlog::critical("the record cannot be written, Scribe ends: {}", why.detail);
        std::_Exit(exit_surroundings);
    };
    auto running = house::open(io.get_executor(), std::move(parts));
    if (!running) return refuse_to_start(running.error());
    const auto address = (*running)->listen();
    if (!address) return refuse_to_start(address.error());
    greet(*address, *where, *config);
    nursery tasks(io.get_executor());
    tasks.start("stop on signal", stop_on_signal(signals, **running));
    io.run();
    spdlog::info("stopped; everything that came in is recorded");
    return exit_well;
}

}  // namespace bot
