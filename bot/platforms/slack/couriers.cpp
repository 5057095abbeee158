#include "bot/platforms/slack/couriers.hpp"

#include "bot/platforms/slack/errands/errand.hpp"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>
#include <variant>

namespace bot::slack {
namespace {

constexpr std::string_view broke_off = "Scribe is stopping; it goes on after the next start";

// The one answer a delivery gets.
class one_answer {
public:
    explicit one_answer(std::function<void(outcome)> answer) : answer_(std::move(answer)) {}
    void operator()(outcome how) {
        if (const auto give = std::exchange(answer_, nullptr)) give(std::move(how));
    }

private:
    std::function<void(outcome)> answer_;
};

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

asio::awaitable<void> run(desk at, delivery what, std::shared_ptr<one_answer> answer) {
    const auto id = what.what.id;
    auto end = not_now(std::string(broke_off));
    try {
        end = co_await carry_any(at, std::move(what));
    } catch (const boost::system::system_error& broken) {
        if (broken.code() != asio::error::operation_aborted) end.reason = broken.what();
    } catch (const std::exception& thrown) {
        spdlog::error("slack: effect {} ended by an exception: {}", id, thrown.what());
        end.reason = thrown.what();
    }
    (*answer)(std::move(end));
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
    const auto once = std::make_shared<one_answer>(std::move(answer));
    const desk at{inbox_, api_, known_, me_, options_, canvas_trouble_};
    auto name = "slack effect " + std::to_string(what.what.id);
    tasks_.start(std::move(name), run(at, std::move(what), once));
    // A nursery that is stopping drops the task, and nobody else holds the answer any more.
    if (once.use_count() == 1) (*once)(not_now(std::string(broke_off)));
}

}  // namespace bot::slack
