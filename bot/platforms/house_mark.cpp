#include "bot/platforms/house_mark.hpp"

#include "bot/base/digest.hpp"
#include "bot/net/rest.hpp"
#include "bot/platforms/awaiting.hpp"

#include <spdlog/spdlog.h>

namespace bot {
namespace {

namespace asio = boost::asio;

constexpr auto record_pause = std::chrono::seconds(1);

constexpr std::size_t mark_bytes = 8;

asio::awaitable<result<std::string>> note(inbox& in, std::string key, std::string made) {
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
    return find_or_draw(in, std::move(platform) + ":house", mark_bytes, random);
}

asio::awaitable<std::string> find_or_draw(
    inbox& in,
    std::string key,
    std::size_t bytes,
    const std::function<void(std::span<char>)>& random
) {
    using found = result<std::optional<std::string>>;
    const std::function<found(archive&)> question = [key](archive& from) {
        return from.remembered(key);
    };
    for (;;) {
        auto kept = co_await ask(in, question);
        if (kept && *kept && **kept) co_return ***kept;
        if (kept && *kept) {
            std::string drawn(bytes, '\0');
            random(drawn);
            auto made = co_await note(in, key, to_hex(drawn));
            if (made) co_return *made;
            spdlog::warn("{}: {}", key, made.error().detail);
        }
        co_await rest(record_pause);
    }
}

}  // namespace bot
