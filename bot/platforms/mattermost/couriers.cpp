#include "bot/platforms/mattermost/couriers.hpp"

#include "bot/platforms/carrying.hpp"
#include "bot/platforms/mattermost/errands/errand.hpp"

#include <utility>
#include <variant>

namespace bot::mattermost {
namespace {

asio::awaitable<outcome> carry_any(desk at, delivery what) {
    if (const auto* named = std::get_if<to_channel>(&what.what.where)) {
        const auto found = co_await at.known.find_channel(named->name);
        if (!found) co_return failed(at, "find ~" + named->name, {}, found.error());
        if (!*found)
            co_return refused(
                "Scribe sees no channel ~" + named->name +
                " in its team; create it, or invite Scribe when it is private"
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

mattermost_courier::mattermost_courier(
    inbox& in,
    rest_api& api,
    directory& known,
    const identity& me,
    const seal& by,
    courier_options options,
    nursery& tasks
)
    : inbox_(in),
      api_(api),
      known_(known),
      me_(me),
      seal_(by),
      options_(std::move(options)),
      tasks_(tasks) {}

void mattermost_courier::deliver(delivery what, std::function<void(outcome)> answer) {
    const desk at{inbox_, api_, known_, me_, seal_, options_};
    carry_as_task(tasks_, platform, std::move(what), std::move(answer), [at](delivery one) {
        return carry_any(at, std::move(one));
    });
}

}  // namespace bot::mattermost
