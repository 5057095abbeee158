// A standard Slack export, its ZIP unpacked: who is in it, which channels, and what happened in
// one, day by day; never more than one day of it in memory. Only plain files inside the folder
// are read, links lead nowhere. What is damaged is left out with a remark, the rest is used.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/inbound.hpp"
#include "bot/platforms/exported.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/slack/decode/names.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

struct exported_pin {
    std::string by;  // a user's id
    std::optional<instant> at;
};

struct exported_channel {
    std::string id, name;              // each stands for the other where the export has but one
    std::string folder;                // of the export's folders
    std::string topic, purpose;        // as plain text
    std::vector<std::string> members;  // of a direct message: their names
    std::map<std::string, exported_pin, std::less<>> pins;  // by the message's ts
};

// The names the export itself has; people of other workspaces are named in their messages.
class exported_names final : public names {
public:
    using book = std::map<std::string, std::string, std::less<>>;

    std::optional<std::string> person(std::string_view id) const override;
    std::optional<std::string> channel(std::string_view id) const override;
    std::optional<std::string> group(std::string_view id) const override;

    book people, channels;
};

// The export says of an edit when it was, and of a pin sometimes; all else that became of a message
// has its time. `message` has a ts.
exported_message decode_exported(json message, const exported_channel& of, const names& who);

class export_folder {
public:
    // An error is a whole sentence.
    static result<export_folder> open(std::string folder);

    const std::vector<exported_channel>& channels() const { return channels_; }  // by name
    // By name, "#name" or id.
    const exported_channel* find(std::string_view wanted) const;

    // Its days, "2025-09-27", in order; nothing where there is none.
    std::vector<std::string> days(const exported_channel& of);
    std::string path_of(const exported_channel& of, std::string_view day) const;
    // How many messages a day has; zero when it cannot be read.
    std::size_t count(const exported_channel& of, const std::string& day);
    // In the order of their ts; stops at the first failure of `each`. False: the day cannot be
    // read, and a remark says why.
    using visitor = std::function<result<void>(exported_message)>;
    result<bool> read_day(const exported_channel& of, const std::string& day, const visitor& each);

    // What was left out and why, whole sentences; each is given once.
    std::vector<std::string> take_remarks();

private:
    explicit export_folder(std::string folder) : folder_(std::move(folder)) {}
    void read_people();
    void read_channels(std::string_view file);
    void add_channel(json told, std::string_view file);
    void add_unlisted_folders();
    // A file that is one list; else a remark why not, and what is done `otherwise`.
    std::optional<simdjson::dom::array> list_in(
        const std::string& file, std::string_view otherwise
    );
    void remark(std::string_view sentence);

    std::string folder_;
    std::vector<exported_channel> channels_;
    exported_names names_;
    document document_;
    std::vector<std::string> remarks_;
};

}  // namespace bot::slack
