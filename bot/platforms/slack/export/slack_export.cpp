#include "bot/platforms/slack/export/slack_export.hpp"

#include "bot/platforms/slack/export/export.hpp"

#include <algorithm>
#include <chrono>

namespace bot::slack {
namespace {

// A day of an export is named in the zone of its workspace, up to fourteen hours from UTC.
constexpr std::chrono::days zone_margin{1};

bool may_have(const span_wanted& span, const std::string& day) {
    const auto begins = parse_date(day);
    return begins && (!span.from || *begins + zone_margin >= day_of(*span.from)) &&
           (!span.to || *begins - zone_margin <= day_of(*span.to));
}

class exported_folder final : public chat_export {
public:
    explicit exported_folder(export_folder from) : from_(std::move(from)) {
        for (const auto& one : from_.channels())
            rooms_.push_back({one.id, one.name, one.topic, one.purpose, one.members});
    }

    std::string_view platform() const override { return slack::platform; }
    std::span<const exported_room> rooms() const override { return rooms_; }
    result<const exported_room*> find(std::string_view wanted) const override {
        const auto* found = from_.find(wanted);
        if (!found) return nullptr;
        return &rooms_[static_cast<std::size_t>(found - from_.channels().data())];
    }
    extent measure(const exported_room& of) override {
        const auto& channel = channel_of(of);
        extent made;
        const auto days = from_.days(channel);
        for (const auto& day : days) made.messages += from_.count(channel, day);
        if (!days.empty()) {
            made.first = days.front();
            made.last = days.back();
        }
        return made;
    }
    result<void> read(const exported_room& of, const span_wanted& span, const visitor& each)
        override {
        const auto& channel = channel_of(of);
        auto days = from_.days(channel);
        std::erase_if(days, [&](const std::string& day) { return !may_have(span, day); });
        for (std::size_t i = 0; i < days.size(); ++i) {
            each.on_progress("day " + std::to_string(i + 1) + " of " + std::to_string(days.size()));
            const auto file = from_.path_of(channel, days[i]);
            auto read = from_.read_day(channel, days[i], [&](exported_message one) {
                if (!span.has(one.at)) return result<void>();
                const auto place = file + " (" + one.id + ")";
                return each.take(std::move(one), place);
            });
            if (!read) return tl::unexpected(read.error());
        }
        return {};
    }
    std::vector<std::string> take_remarks() override { return from_.take_remarks(); }

private:
    const exported_channel& channel_of(const exported_room& of) const {
        return from_.channels()[static_cast<std::size_t>(&of - rooms_.data())];
    }

    export_folder from_;
    std::vector<exported_room> rooms_;  // as the folder's channels
};

}  // namespace

result<std::unique_ptr<chat_export>> open_slack_export(std::string folder) {
    auto opened = export_folder::open(std::move(folder));
    if (!opened) return tl::unexpected(opened.error());
    return std::make_unique<exported_folder>(std::move(*opened));
}

}  // namespace bot::slack
