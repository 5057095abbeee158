#include "bot/net/http_router.hpp"

#include <algorithm>
#include <cassert>

namespace bot {

http_router::http_router(std::vector<http_route> routes, std::vector<websocket_route> websockets) {
    for (auto& route : routes) {
        assert(route.handler && is_token(route.method) && "a route has a method and a handler");
        path_pattern pattern(route.path);
        routes_.push_back({std::move(pattern), std::move(route)});
    }
    for (auto& route : websockets) {
        assert(route.serve && "a websocket route has somebody to serve it");
        path_pattern pattern(route.path);
        sockets_.push_back({std::move(pattern), std::move(route)});
    }
    const auto by_rank = [](const auto& a, const auto& b) {
        return a.pattern.rank() < b.pattern.rank();
    };
    std::ranges::stable_sort(routes_, by_rank);
    std::ranges::stable_sort(sockets_, by_rank);
}

http_router::found http_router::find(std::string_view method, std::string_view path, bool upgrade)
    const {
    found result;
    for (const auto& [pattern, route] : sockets_) {
        auto parameters = pattern.match(path);
        if (!parameters) continue;
        result.socket = &route;
        result.parameters = std::move(*parameters);
        break;
    }
    if (result.socket && upgrade) return result;

    for (const auto& [pattern, route] : routes_) {
        auto parameters = pattern.match(path);
        if (!parameters) continue;
        if (route.method == method || (method == "HEAD" && route.method == "GET"))
            return {&route, nullptr, std::move(*parameters), ""};
        const std::string also = route.method == "GET" ? "GET, HEAD" : route.method;
        result.allow += (result.allow.empty() ? "" : ", ") + also;
    }
    if (!result.allow.empty()) result.socket = nullptr;
    return result;
}

}  // namespace bot
