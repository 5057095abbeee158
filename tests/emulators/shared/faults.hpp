// What can go wrong between a platform and an app, each by name: armed by a test, taken by the
// place where it happens. Pure; every moment and every random number is an argument.
#pragma once

#include <chrono>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace emulator {

using milliseconds = std::chrono::milliseconds;

// Where a fault happens.
enum class place {
    call,      // an HTTP request to the platform
    upgrade,   // a socket's handshake
    socket,    // a socket, from its beginning to its end
    frame,     // one text frame on its way out
    delivery,  // one event on its way to a socket
    answer,    // what the app's server said to a request of ours
};

struct fault_kind {
    std::string_view name;
    place where;
    std::string_view what;  // `value` is named where it means something
};
using fault_table = std::vector<fault_kind>;
// What every platform has: of calls, of the upgrade, of frames. Each adds its own.
fault_table common_faults();

struct fault {
    std::string name;
    // Only this subject of a call ("chat.postMessage"), or a path's beginning ("/upload"); empty:
    // any.
    std::string only;
    std::string value;
    int skip = 0;       // that many go well first
    int times = 1;      // then that many go wrong
    double chance = 1;  // each of them with this likelihood
    milliseconds from{0}, until{std::numeric_limits<int>::max()};  // after it was armed

    // `value` as a number, or this.
    std::int64_t number(std::int64_t otherwise) const;
};

class fault_plan {
public:
    explicit fault_plan(fault_table kinds = common_faults()) : kinds_(std::move(kinds)) {}

    const fault_table& kinds() const { return kinds_; }
    const fault_kind* find(std::string_view name) const;
    // False for a name there is not.
    bool arm(fault what, milliseconds now);
    void disarm(std::string_view name = {});  // empty: all
    // The first that strikes here now; it is used up once more.
    std::optional<fault> take(
        place where, std::string_view about, milliseconds now, const std::function<double()>& random
    );
    // How often it has struck.
    int struck(std::string_view name) const;

private:
    struct armed {
        fault what;
        place where;
        milliseconds since;
    };
    fault_table kinds_;
    std::vector<armed> armed_;
    std::vector<std::string> struck_;
};

}  // namespace emulator
