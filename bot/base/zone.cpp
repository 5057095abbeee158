#include "bot/base/zone.hpp"

#include "bot/base/text.hpp"

#include <date/tz.h>
#include <exception>
#include <vector>

namespace bot {
namespace {

error unknown(std::string_view zone, const date::tzdb& all) {
    std::vector<std::string_view> names;
    for (const auto& one : all.zones) names.push_back(one.name());
    auto what = "there is no time zone `" + std::string(zone) + "`";
    const auto near = nearest(zone, names);
    what += near.empty() ? "; names are like Europe/Berlin"
                         : "; did you mean `" + std::string(near) + "`?";
    return {errc::not_found, std::move(what)};
}

}  // namespace

result<local_moment> in_zone(instant at, std::string_view zone) {
    try {
        const auto& all = date::get_tzdb();
        const date::time_zone* found = nullptr;
        try {
            found = date::locate_zone(zone);
        } catch (const std::exception&) {
            return tl::unexpected(unknown(zone, all));
        }
        const date::zoned_time there(found, at);
        return local_moment{
            date::format("%F", there), date::format("%H:%M", there), date::format("%Z", there)};
    } catch (const std::exception& broken) {
        return fail(
            errc::unavailable,
            std::string("the time zones cannot be read (Debian: tzdata): ") + broken.what()
        );
    }
}

}  // namespace bot
