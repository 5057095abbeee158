// The table of chat platforms beside the console: a new one is a folder beside this file and a
// row here.
#pragma once

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
    std::function<result<std::string>(const rendered_rca&)> write_rca;
    std::function<void(std::span<char>)> random;
};

struct platform_row {
    std::string_view name;
    bool (*is_on)(const configuration&);
    result<std::unique_ptr<chat_platform>> (*make)(const platform_parts&);
};

std::span<const platform_row> platforms();

}  // namespace bot
