// The whole house on a SQLite file in a folder of its own, on a port of its own, by a
// clock that stands still until it is set; and browsers that talk to it over real sockets.
// Everything here waits for what it asked for, at most twenty seconds, and never sleeps.
#pragma once

#include "bot/net/http_message.hpp"
#include "bot/net/websocket_client.hpp"
#include "bot/verbs/house.hpp"
#include "tests/config/temp_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

namespace asio = boost::asio;
using nlohmann::json;

class browser;

class world {
public:
    explicit world(
        const std::function<void(configuration&)>& change = {}, http_server_options server = {}
    );
    ~world();

    void start();
    void stop();  // politely
    void cut();   // as if the power went: nobody is told
    void restart() {
        stop();
        start();
    }

    void set_clock(instant to) { now_.store(to.time_since_epoch().count()); }
    void set_clock(std::string_view rfc3339);
    instant now() const { return instant(milliseconds(now_.load())); }
    void advance(milliseconds by) { set_clock(now() + by); }

    // The engine stands still from now on, before it turns to what waits for it.
    void hold_engine();
    void release_engine();

    http_response ask(
        std::string method,
        const std::string& path,
        http_headers headers = {},
        std::string body = ""
    );
    // Bytes in, everything that comes back until the server closes.
    std::string exchange(std::string bytes);
    // The Cookie header of somebody who signed in.
    std::string sign_in(const std::string& name, const std::string& password = "");
    browser open(const std::string& name);
    result<std::shared_ptr<websocket>> open_socket(
        http_headers headers, websocket_options options = {}
    );

    const std::string& address() const { return address_; }  // "http://127.0.0.1:1234"
    std::string host() const { return address_.substr(7); }
    const folders& where() const { return where_; }
    std::string file(const std::string& path) const;  // "" when there is none
    bool has_errands() const;                         // something waits to go out

    template <class T>
    T wait(asio::awaitable<T> what);
    void wait(asio::awaitable<void> what);
    void run_until(const std::function<bool()>& done, const std::string& for_what);
    asio::any_io_executor executor() { return io_->get_executor(); }

    int commands_given = 0;  // each under an id of its own

private:
    instant clock();

    temp_folder folder_;
    configuration config_;
    http_server_options server_options_;
    folders where_;
    std::atomic<std::int64_t> now_{0};
    std::thread::id io_thread_ = std::this_thread::get_id();
    std::mutex gate_;
    std::condition_variable opened_;
    bool held_ = false;

    std::vector<std::unique_ptr<asio::io_context>> past_;  // browsers of former lives hang on them
    std::unique_ptr<asio::io_context> io_;
    std::unique_ptr<house> house_;
    std::string address_;
};

// One page in one browser. Answers, acknowledgements and events are told apart as they come.
class browser {
public:
    browser(world& in, std::shared_ptr<websocket> socket);

    // Sends the request under the next number and waits for its one answer; an acknowledgement
    // reads {"ok":true}.
    json ask(json request);
    std::int64_t send(json request);
    void send_raw(std::string frame);
    json answer_to(std::int64_t n);
    bool is_answered(std::int64_t n) const;
    // The next frame that answers no request.
    json unnumbered();
    // The next event of that name that is accepted, those before it let go.
    json event(std::string_view name, const std::function<bool(const json&)>& wanted = {});
    // Everything that was on its way when this was called; events are given and let go.
    std::vector<json> settle();
    bool is_open() const;
    void leave();
    void until_gone();

    json say(const std::string& room, const std::string& id, const std::string& text) {
        return ask({{"do", "send"}, {"room", room}, {"id", id}, {"text", text}});
    }
    // A command; its whole answer.
    json command(const std::string& room, const std::string& text);
    // Declares and goes to the incident's room; gives the room's name.
    std::string declare(const std::string& what);
    json open_room(const std::string& room) { return ask({{"do", "open"}, {"room", room}}); }

private:
    struct inside {
        std::shared_ptr<websocket> socket;
        std::deque<json> events, unnumbered;
        std::map<std::int64_t, std::vector<json>> answers;
        bool gone = false;
    };
    static asio::awaitable<void> read_all(std::shared_ptr<inside> in);

    world* in_;
    std::shared_ptr<inside> inside_;
    std::int64_t last_ = 0;
};

template <class T>
T world::wait(asio::awaitable<T> what) {
    struct ending {
        std::optional<T> value;
        std::exception_ptr thrown;
        bool done = false;
    };
    // Shared: when the wait is given up, the coroutine is still there.
    const auto end = std::make_shared<ending>();
    asio::co_spawn(*io_, std::move(what), [end](std::exception_ptr thrown, T value) {
        end->thrown = thrown;
        end->value.emplace(std::move(value));
        end->done = true;
    });
    run_until([end] { return end->done; }, "a coroutine to end");
    if (end->thrown) std::rethrow_exception(end->thrown);
    return std::move(*end->value);
}

// What the record of an incident or room holds right now, read beside the server.
std::vector<record> recorded(const world& in, incident_id log);
std::size_t times_recorded(const world& in, incident_id log, const std::string& message);

}  // namespace bot::test
