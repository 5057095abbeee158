#include "bot/http/health.hpp"

namespace bot {
namespace {

using awaited = boost::asio::awaitable<http_response>;

awaited alive(http_request) {
    co_return make_text(200, "alive\n");
}

awaited readiness(std::function<bool()> ready, http_request) {
    co_return ready() ? make_text(200, "ready\n") : make_text(503, "not ready\n");
}

}  // namespace

std::vector<http_route> health_routes(std::function<bool()> ready) {
    return {
        {"GET", "/healthz", alive},
        {"GET",
         "/readyz",
         [ready = std::move(ready)](http_request asked) {
             return readiness(ready, std::move(asked));
         }},
    };
}

}  // namespace bot
