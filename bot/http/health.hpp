// Whether the process lives and whether it can write: for supervisors and probes.
#pragma once

#include "bot/net/http_server.hpp"

#include <functional>
#include <vector>

namespace bot {

// GET /healthz answers while the process turns; GET /readyz 200 only while `ready` says so.
std::vector<http_route> health_routes(std::function<bool()> ready);

}  // namespace bot
