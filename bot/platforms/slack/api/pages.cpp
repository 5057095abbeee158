#include "bot/platforms/slack/api/pages.hpp"

namespace bot::slack {
namespace {

constexpr std::size_t page_size = 200;  // what Slack advises

boost::asio::awaitable<bool> at_once(bool go_on) {
    co_return go_on;
}

}  // namespace

boost::asio::awaitable<tl::expected<void, api_failure>> read_pages(
    web_api& api,
    std::string method,
    api_arguments arguments,
    std::function<bool(const api_answer&)> each
) {
    const auto look = [&each](api_answer page) { return at_once(each(page)); };
    auto read = co_await api.pages(std::move(method), std::move(arguments), page_size, look);
    co_return read;
}

}  // namespace bot::slack
