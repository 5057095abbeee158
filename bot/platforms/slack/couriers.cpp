#include "bot/platforms/slack/couriers.hpp"

#include "bot/platforms/carrying.hpp"
#include "bot/platforms/slack/errands/errand.hpp"

#include <utility>
#include <variant>

namespace bot::slack {
namespace {

asio::awaitable<outcome> carry_any(desk at, delivery what) {
    if (const auto* named = std::get_if<to_channel>(&what.what.where)) {
        const auto found = co_await at.known.find_channel(named->name);
        if (!found) co_return failed(at, "conversations.list", {}, found.error());
        if (!*found)
            co_return refused(
                "Scribe sees no channel #" + named->name +
                "; create it, or invite Scribe when it is private"
            );
        what.channel = **found;
    }
    auto wished = what.what.what;
    auto errand =
        std::visit([&](auto& one) { return carry(at, std::move(what), std::move(one)); }, wished);
    auto end = co_await std::move(errand);
    co_return end;
}

}  // namespace

slack_courier::slack_courier(
    inbox& in,
    web_api& api,
    directory& known,
    const identity& me,
    courier_options options,
    nursery& tasks
)
    : inbox_(in), api_(api), known_(known), me_(me), options_(std::move(options)), tasks_(tasks) {}

void slack_courier::deliver(delivery what, std::function<void(outcome)> answer) {
    const desk at{inbox_, api_, known_, me_, options_, canvas_trouble_};
    carry_as_task(tasks_, platform, std::move(what), std::move(answer), [at](delivery one) {
        return carry_any(at, std::move(one));
    });
}

}  // namespace bot::slack
