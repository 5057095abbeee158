#include "bot/platforms/house_mark.hpp"

#include "bot/base/digest.hpp"
#include "bot/net/rest.hpp"
#include "bot/platforms/awaiting.hpp"

#include <spdlog/spdlog.h>

#include <array>

namespace bot {
namespace {

namespace asio = boost::asio;

constexpr auto record_pause = std::chrono::seconds(1);

asio::awaitable<result<std::string>> make_mark(inbox& in, std::string key, std::string made) {
    std::vector<inbound> notes(1);
    notes.front().what = in_memo{{{std::move(key), made}}};
    const auto done = co_await submit_all(in, std::move(notes));
    if (!done) co_return tl::unexpected(done.error());
    co_return made;
}

}  // namespace

asio::awaitable<std::string> find_house_mark(
    inbox& in, std::string platform, const std::function<void(std::span<char>)>& random
) {
    using found = result<std::optional<std::string>>;
    const auto key = platform + ":house";
    const std::function<found(archive&)> question = [key](archive& from) {
        return from.remembered(key);
    };
    for (;;) {
        auto kept = co_await ask(in, question);
        if (kept && *kept && **kept) co_return ***kept;
        if (kept && *kept) {
            std::array<char, 8> bytes{};
            random(bytes);
            auto drawn = to_hex(std::string_view(bytes.data(), bytes.size()));
            auto made = co_await make_mark(in, key, std::move(drawn));
            if (made) co_return *made;
            spdlog::warn("{}: {}", platform, made.error().detail);
        }
        co_await rest(record_pause);
    }
}

}  // namespace bot
