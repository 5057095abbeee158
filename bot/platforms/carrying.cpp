#include "bot/platforms/carrying.hpp"

#include "bot/platforms/awaiting.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

namespace bot {
namespace {

namespace asio = boost::asio;

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

asio::awaitable<void> run(
    std::string_view platform,
    delivery what,
    std::function<asio::awaitable<outcome>(delivery)> how,
    std::shared_ptr<one_answer> answer
) {
    const auto id = what.what.id;
    auto end = not_now(std::string(broke_off));
    try {
        end = co_await how(std::move(what));
    } catch (const boost::system::system_error& broken) {
        if (broken.code() != asio::error::operation_aborted) end.reason = broken.what();
    } catch (const std::exception& thrown) {
        spdlog::error("{}: effect {} ended by an exception: {}", platform, id, thrown.what());
        end.reason = thrown.what();
    }
    (*answer)(std::move(end));
}

}  // namespace

void carry_as_task(
    nursery& tasks,
    std::string_view platform,
    delivery what,
    std::function<void(outcome)> answer,
    std::function<asio::awaitable<outcome>(delivery)> how
) {
    const auto once = std::make_shared<one_answer>(std::move(answer));
    auto name = std::string(platform) + " effect " + std::to_string(what.what.id);
    tasks.start(std::move(name), run(platform, std::move(what), std::move(how), once));
    // A nursery that is stopping drops the task, and nobody else holds the answer any more.
    if (once.use_count() == 1) (*once)(not_now(std::string(broke_off)));
}

outcome refused(std::string reason) {
    return {outcome::verdict::refused, std::move(reason), {}, {}};
}

outcome not_now(std::string reason) {
    return {outcome::verdict::retry, std::move(reason), {}, {}};
}

inbound receipt_of(
    const inbox& in, std::string_view platform, std::int64_t effect, std::string channel
) {
    inbound made;
    made.key = "fx:" + std::to_string(effect);
    made.at = in.now();
    made.platform = platform;
    made.channel = std::move(channel);
    made.who = {"", "scribe"};
    return made;
}

inbound posted_there(
    const inbox& in,
    std::string_view platform,
    const effect& of,
    std::string channel,
    std::string id,
    std::optional<instant> at,
    std::string text
) {
    auto made = receipt_of(in, platform, of.id, std::move(channel));
    made.key = message_key(platform, made.channel, id);
    made.at = at.value_or(made.at);
    made.what = in_posted{of.incident, std::move(id), std::move(text), false};
    return made;
}

inbound noted_down(const inbox& in, std::string_view platform, std::vector<memo> notes) {
    auto made = receipt_of(in, platform, 0, {});
    made.key.clear();
    made.what = in_memo{std::move(notes)};
    return made;
}

asio::awaitable<result<std::vector<std::string>>> recall(
    inbox& in, std::vector<std::string> keys
) {
    using values = result<std::vector<std::string>>;
    const std::function<values(archive&)> look = [keys = std::move(keys)](archive& from) -> values {
        std::vector<std::string> found;
        for (const auto& key : keys) {
            auto value = from.remembered(key);
            if (!value) return tl::unexpected(value.error());
            found.push_back(std::move(*value).value_or(""));
        }
        return found;
    };
    auto told = co_await ask<values>(in, look);
    if (!told) co_return fail(errc::unavailable, "the house is closing");
    co_return std::move(*told);
}

std::string memo_key(
    std::string_view platform, std::string_view of, incident_id incident, std::string_view channel
) {
    std::string key(platform);
    key.append(":").append(of).append(":").append(std::to_string(number_of(incident)));
    return key.append(":").append(channel);
}

}  // namespace bot
