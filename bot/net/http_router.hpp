// Finds the route for a method and a path. Pure.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/net/path_pattern.hpp"

namespace bot {

class http_router {
public:
    http_router(std::vector<http_route> routes, std::vector<websocket_route> websockets);

    struct found {
        const http_route* route = nullptr;
        const websocket_route* socket = nullptr;
        path_parameters parameters;
        std::string allow;  // the methods the path has, when it lacks the one asked for
    };
    // At most one of `route` and `socket` is there; a path may have both, and `upgrade` decides.
    found find(std::string_view method, std::string_view path, bool upgrade) const;

private:
    template <class Route>
    struct placed {
        path_pattern pattern;
        Route route;
    };

    std::vector<placed<http_route>> routes_;
    std::vector<placed<websocket_route>> sockets_;
};

}  // namespace bot
