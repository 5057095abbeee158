#include "bot/verbs/post_office.hpp"

#include "bot/base/failpoint.hpp"
#include "handlers/handlers.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

namespace bot {
namespace {

constexpr std::size_t most_gathered = 256;
constexpr int patience = 3;

rendered_rca handed_out(rca_library::document&& made) {
    return {
        std::move(made.file_name),
        std::move(made.text),
        std::move(made.title),
        std::move(made.incident)};
}

// Answers questions on the engine's thread.
class open_archive final : public archive {
public:
    open_archive(engine& run, const office_parts& parts) : engine_(run), parts_(parts) {}

    lookups& look() override { return engine_.look(); }
    const settings& rules() override { return parts_.rules; }
    instant now() override { return parts_.clock(); }
    std::vector<room_binding> rooms() override {
        return parts_.keep.rooms().value_or(std::vector<room_binding>());
    }
    result<std::vector<record>> read_back(incident_id log, std::int64_t before, std::size_t limit)
        override {
        return parts_.keep.read_back(log, before, limit);
    }
    result<std::optional<record>> read_one(incident_id log, std::int64_t seq) override {
        return parts_.keep.read_one(log, seq);
    }
    result<std::optional<std::string>> remembered(std::string_view key) override {
        return parts_.keep.remembered(key);
    }
    result<rendered_rca> render(const incident& of, std::string_view template_name) override {
        auto made = parts_.templates.render(of, parts_.rules, template_name, std::nullopt);
        if (!made) return tl::unexpected(made.error());
        return handed_out(std::move(*made));
    }

private:
    engine& engine_;
    const office_parts& parts_;
};

handled as_handled(processed&& done) {
    handled told;
    told.duplicate = done.is == processed::verdict::duplicate;
    told.reply = std::move(done.reply);
    told.log = done.log;
    told.seq = done.seq;
    told.room = std::move(done.room);
    if (done.is == processed::verdict::failed && !told.reply)
        told.reply = answer{
            "Scribe could not handle that. What you wrote is kept; the log of the host says why.",
            true,
            true};
    return told;
}

std::function<void(std::chrono::steady_clock::time_point, std::function<void()>)> turns_of(
    boost::asio::any_io_executor executor
) {
    return [executor](std::chrono::steady_clock::time_point at, std::function<void()> job) {
        auto timer = std::make_shared<boost::asio::steady_timer>(executor, at);
        timer->async_wait([timer, job = std::move(job)](boost::system::error_code ended) {
            if (!ended) job();
        });
    };
}

}  // namespace

post_office::post_office(boost::asio::any_io_executor executor, office_parts parts)
    : executor_(std::move(executor)), parts_(std::move(parts)) {}

result<std::unique_ptr<post_office>> post_office::open(
    boost::asio::any_io_executor executor, office_parts parts
) {
    std::unique_ptr<post_office> made(new post_office(std::move(executor), std::move(parts)));
    auto& p = made->parts_;
    auto run = engine::open({
        p.keep,
        decide,
        follow_up,
        p.rules,
        p.random,
        [&p](const incident& of, std::string_view name, instant) -> result<rendered_rca> {
            // Drawn again on another day it must not change: the day it was asked for is in the
            // record.
            auto document = p.templates.render(of, p.rules, name, std::nullopt);
            if (!document) return tl::unexpected(document.error());
            return handed_out(std::move(*document));
        },
    });
    if (!run) return tl::unexpected(run.error());
    made->engine_ = std::move(*run);
    return made;
}

void post_office::run() {
    thread_parts parts;
    parts.clock = parts_.clock;
    parts.post_back = [executor = executor_](std::function<void()> job) {
        boost::asio::post(executor, std::move(job));
    };
    parts.on_commit = [this](commit_notice notice) {
        boost::asio::post(
            executor_,
            [this,
             told =
                 change_notice{
                     std::move(notice.lines),
                     std::move(notice.changed),
                     std::move(notice.rooms),
                     std::move(notice.let_go)}] {
                for (const auto& watcher : watchers_) watcher(told);
            }
        );
    };
    parts.on_deliveries = [this](std::vector<delivery> what) {
        boost::asio::post(executor_, [this, list = std::move(what)]() mutable {
            carry_out(std::move(list));
        });
    };
    parts.on_fatal = [this](error why) {
        boost::asio::post(executor_, [this, why = std::move(why)] { parts_.on_fatal(why); });
    };
    if (parts_.is_one_thread) parts.turn_at = turns_of(executor_);
    thread_ = std::make_unique<engine_thread>(std::move(engine_), std::move(parts));
}

void post_office::stop() {
    if (!thread_) return;
    hand_over();
    thread_->stop();
}

bool post_office::submit(inbound what, std::function<void(result<handled>)> done) {
    gathered_.push_back({std::move(what), [then = std::move(done)](result<processed> made) {
                             if (!made) return then(tl::unexpected(made.error()));
                             SCRIBE_FAILPOINT("before-ack");
                             then(as_handled(std::move(*made)));
                             SCRIBE_FAILPOINT("after-ack");
                         }});
    if (gathered_.size() >= most_gathered) {
        hand_over();
    } else if (!gathering_) {
        gathering_ = true;
        gather(gathered_.size(), 0);
    }
    return waiting_.empty();
}

// As long as the loop's turns bring more, the burst is not over: it shares one commit and wakes
// the engine once. A connection needs a turn to look at its socket again.
void post_office::gather(std::size_t before, int quiet_turns) {
    boost::asio::post(executor_, [this, before, quiet_turns] {
        const bool grew = gathered_.size() > before;
        if (grew || quiet_turns + 1 < patience)
            return gather(gathered_.size(), grew ? 0 : quiet_turns + 1);
        gathering_ = false;
        hand_over();
    });
}

void post_office::hand_over() {
    if (gathered_.empty()) return;
    auto burst = std::exchange(gathered_, {});
    const auto let_in = waiting_.empty() ? thread_->submit_many(burst) : 0;
    if (let_in == burst.size()) return;
    const bool waits_already = !waiting_.empty();
    waiting_.insert(
        waiting_.end(),
        std::make_move_iterator(burst.begin() + static_cast<std::ptrdiff_t>(let_in)),
        std::make_move_iterator(burst.end())
    );
    if (!waits_already) thread_->when_room([this] { drain(); });
}

void post_office::drain() {
    while (!waiting_.empty()) {
        auto& next = waiting_.front();
        if (!thread_->submit(std::move(next.what), std::move(next.then))) {
            thread_->when_room([this] { drain(); });
            return;
        }
        waiting_.pop_front();
    }
    for (auto& go_on : std::exchange(held_back_, {})) go_on();
}

void post_office::when_room(std::function<void()> go_on) {
    if (waiting_.empty()) {
        boost::asio::post(executor_, std::move(go_on));
    } else {
        held_back_.push_back(std::move(go_on));
    }
}

void post_office::ask(question what) {
    // Who asks has seen what they handed in before.
    hand_over();
    thread_->ask([this, asked = std::move(what)](engine& run) {
        open_archive from(run, parts_);
        auto then = asked(from);
        run.look().trim();
        if (then) boost::asio::post(executor_, std::move(then));
    });
}

void post_office::carry_out(std::vector<delivery> what) {
    for (auto& one : what) {
        const auto id = one.what.id;
        const auto found = couriers_.find(one.what.platform);
        if (found == couriers_.end()) {
            outcome refused;
            refused.is = outcome::verdict::refused;
            refused.reason = "no platform '" + one.what.platform + "' is configured";
            thread_->settle({id, std::move(refused)});
            continue;
        }
        SCRIBE_FAILPOINT("after-claim");
        found->second->deliver(std::move(one), [this, id](outcome how) {
            SCRIBE_FAILPOINT("after-send");
            for (auto& receipt : how.receipts)
                if (receipt.at == instant()) receipt.at = parts_.clock();
            if (how.is == outcome::verdict::refused)
                spdlog::warn("outbox: effect {} was refused: {}", id, how.reason);
            thread_->settle({id, std::move(how)});
            SCRIBE_FAILPOINT("before-record");
        });
    }
}

}  // namespace bot
