// The table of chat platforms beside the console: a new one is a folder beside this file and a
// row here.
#pragma once

#include "bot/platforms/finding.hpp"
#include "bot/platforms/platform.hpp"
#include "config/configuration.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace bot {

// What any of them may need of the house.
struct platform_parts {
    boost::asio::any_io_executor executor;
    inbox& in;
    const configuration& config;
    rca_writer write_rca;
    std::function<void(std::span<char>)> random;
};

// What looking at one takes.
struct look_at_platform {
    const configuration& config;
    std::function<instant()> clock;
    std::function<void(std::span<char>)> random;
    bool rehearses = false;  // may do things there that people see, to learn more
};

struct platform_row {
    std::string_view name;
    std::string_view to_begin;  // what to set when it is wanted and not on
    bool (*is_on)(const configuration&);
    boost::asio::awaitable<findings> (*examine)(look_at_platform);
    result<std::unique_ptr<chat_platform>> (*make)(const platform_parts&);
};

std::span<const platform_row> platforms();

}  // namespace bot
