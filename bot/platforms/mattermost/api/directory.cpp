#include "bot/platforms/mattermost/api/directory.hpp"

#include "bot/base/text.hpp"
#include "bot/net/url.hpp"
#include "bot/platforms/channel_links.hpp"
#include "bot/platforms/flights.hpp"
#include "bot/platforms/name_cache.hpp"

#include <boost/asio/this_coro.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace bot::mattermost {

namespace asio = boost::asio;

namespace {

using kind = api_failure::kind;

constexpr std::size_t most_people = 20'000, most_channels = 20'000;
constexpr std::size_t id_length = 26, longest_name = 64, at_once = 100;

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Written like an id; a name may be, too.
bool may_be_id(std::string_view word) {
    return word.size() == id_length && std::ranges::all_of(word, is_lower_or_digit);
}

bool may_be_name(std::string_view word) {
    const auto fits = [](char c) {
        return is_lower_or_digit(c) || c == '.' || c == '-' || c == '_';
    };
    return !word.empty() && word.size() <= longest_name && std::ranges::all_of(word, fits);
}

// "@ana": "ana"; "~ops" and "#ops": "ops".
std::string bare(std::string_view name, std::string_view marks) {
    name = trim(name);
    if (!name.empty() && marks.find(name.front()) != marks.npos) name.remove_prefix(1);
    return lower_ascii(name);
}

// That there is no such one is an answer, too; that we may not ask, or nobody answered, is none.
bool is_final(const api_failure& why) {
    return why.is == kind::refused && !why.is_about_us();
}

// Direct messages have the ids of both as their name; groups have nothing but a list of people.
std::string name_of_channel(json channel) {
    const auto type = text(channel, "type");
    if (type == "D") return {};
    return std::string(text(channel, type == "G" ? "display_name" : "name"));
}

}  // namespace

struct directory::core : std::enable_shared_from_this<core> {
    core(rest_api& asked, const identity& who) : api(asked), me(who) {}

    std::vector<std::shared_ptr<flight>> ask_for(asio::any_io_executor on, const unnamed& wanted);
    void ask_for_people(
        asio::any_io_executor on,
        const std::vector<std::string>& ids,
        std::vector<std::shared_ptr<flight>>& flying
    );
    asio::awaitable<void> ask_people(std::vector<std::string> ids);
    asio::awaitable<void> ask_channel(std::string id);
    asio::awaitable<found_id> find_user(std::string path);
    void take_user(json user);
    void take_channel(std::string_view id, std::string_view name);
    asio::awaitable<void> ask_whether_closed(std::string id, std::shared_ptr<bool> told);

    rest_api& api;
    const identity& me;
    name_cache people{most_people}, channels{most_channels};
    id_index channel_ids;  // of channels, by name
    std::int64_t kinds_asked = 0;
    std::map<std::string, std::shared_ptr<flight>, std::less<>> asking;  // people, by id
    std::shared_ptr<flights> asked = std::make_shared<flights>("mattermost directory");
};

void directory::core::take_user(json user) {
    const auto id = text(user, "id"), name = text(user, "username");
    if (!id.empty() && !name.empty()) people.put(id, name);
}

void directory::core::take_channel(std::string_view id, std::string_view name) {
    const auto* known = channels.find(id);
    const auto before = known ? *known : std::string();
    channel_ids.move(before, name, id);
    channels.put(id, name);
}

// A batch is a flight; whoever is in one on its way is not asked about again.
void directory::core::ask_for_people(
    asio::any_io_executor on,
    const std::vector<std::string>& ids,
    std::vector<std::shared_ptr<flight>>& flying
) {
    const auto self = shared_from_this();
    for (std::size_t from = 0; from < ids.size(); from += at_once) {
        const auto to = std::min(from + at_once, ids.size());
        const std::vector<std::string> batch(ids.begin() + from, ids.begin() + to);
        const auto one = asked->ask(on, "people from " + batch.front(), [self, batch] {
            return self->ask_people(batch);
        });
        for (const auto& id : batch) asking[id] = one;
        one->then.emplace_back([self, batch] {
            for (const auto& id : batch) self->asking.erase(id);
        });
        flying.push_back(one);
    }
}

std::vector<std::shared_ptr<flight>> directory::core::ask_for(
    asio::any_io_executor on, const unnamed& wanted
) {
    // Held by what is asked: the directory itself may be gone before the answer comes.
    const auto self = shared_from_this();
    std::vector<std::shared_ptr<flight>> flying;
    std::vector<std::string> unknown;
    for (const auto& id : wanted.people) {
        if (people.find(id) || std::ranges::find(unknown, id) != unknown.end()) continue;
        if (const auto known = asking.find(id); known != asking.end())
            flying.push_back(known->second);
        else
            unknown.push_back(id);
    }
    ask_for_people(on, unknown, flying);
    for (const auto& id : wanted.channels)
        if (!channels.find(id))
            flying.push_back(asked->ask(on, "channel " + id, [self, id] {
                return self->ask_channel(id);
            }));
    return flying;
}

asio::awaitable<void> directory::core::ask_people(std::vector<std::string> ids) {
    const auto told = co_await api.read("/users/ids", nlohmann::json(ids).dump());
    if (!told && !is_final(told.error())) co_return;
    simdjson::dom::array all;
    if (told && told->root.get(all) == simdjson::SUCCESS)
        for (json user : all) take_user(user);
    for (const auto& id : ids)
        if (!people.find(id)) people.put(id, id);
}

asio::awaitable<void> directory::core::ask_channel(std::string id) {
    const auto told = co_await api.read("/channels/" + percent_encode(id));
    if (!told && !is_final(told.error())) co_return;
    const auto name = told ? name_of_channel(told->root) : std::string();
    if (name.empty()) co_return channels.put(id, id);
    take_channel(id, name);
}

asio::awaitable<void> directory::core::ask_whether_closed(
    std::string id, std::shared_ptr<bool> told
) {
    const auto now = co_await api.read("/channels/" + percent_encode(id));
    *told = now && text(now->root, "type") == "P";
}

// Nobody, when there is no such one or the account is switched off.
asio::awaitable<found_id> directory::core::find_user(std::string path) {
    const auto told = co_await api.read(std::move(path));
    if (!told && is_final(told.error())) co_return std::nullopt;
    if (!told) co_return tl::unexpected(told.error());
    take_user(told->root);
    const auto id = text(told->root, "id");
    if (id.empty() || number(told->root, "delete_at") != 0) co_return std::nullopt;
    co_return std::string(id);
}

directory::directory(rest_api& api, const identity& me) : core_(std::make_shared<core>(api, me)) {}

directory::~directory() {
    core_->asked->cancel();
}

std::optional<std::string> directory::person(std::string_view id) const {
    const auto* name = core_->people.find(id);
    return name ? std::optional(*name) : std::nullopt;
}

std::optional<std::string> directory::channel(std::string_view id) const {
    const auto* name = core_->channels.find(id);
    return name ? std::optional(*name) : std::nullopt;
}

std::optional<std::string> directory::channel_named(std::string_view name) const {
    return core_->channel_ids.find(name);
}

void directory::learn(const notice& told) {
    if (const auto* one = std::get_if<person_renamed>(&told)) learn_person(one->id, one->name);
    if (const auto* one = std::get_if<channel_renamed>(&told)) learn_channel(one->id, one->name);
}

void directory::learn_person(std::string id, std::string name) {
    if (!id.empty() && !name.empty()) core_->people.put(id, name);
}

void directory::learn_channel(std::string id, std::string name) {
    if (!id.empty() && !name.empty()) core_->take_channel(id, name);
}

asio::awaitable<void> directory::look_up(unnamed wanted, std::chrono::milliseconds limit) {
    const auto executor = co_await asio::this_coro::executor;
    auto flying = core_->ask_for(executor, wanted);
    co_await until_landed(std::move(flying), limit);
}

asio::awaitable<found_id> directory::find_person(std::string name) {
    const auto inside = core_;
    const auto wanted = bare(name, "@");
    if (wanted.find('@') != wanted.npos) {
        auto found = co_await inside->find_user("/users/email/" + percent_encode(wanted));
        co_return found;
    }
    if (!may_be_name(wanted)) co_return std::nullopt;
    if (may_be_id(wanted)) {
        const auto* known = inside->people.find(wanted);
        if (known && *known != wanted) co_return wanted;
        auto found = co_await inside->find_user("/users/" + wanted);
        if (!found || *found) co_return found;
    }
    // Asked each time: names change hands.
    auto found = co_await inside->find_user("/users/username/" + wanted);
    co_return found;
}

asio::awaitable<found_id> directory::find_channel(std::string name) {
    const auto inside = core_;
    const auto wanted = bare(name, "~#");
    if (!may_be_name(wanted)) co_return std::nullopt;
    std::vector<std::string> paths{"/teams/" + inside->me.team + "/channels/name/" + wanted};
    if (may_be_id(wanted)) paths.insert(paths.begin(), "/channels/" + wanted);
    for (auto& path : paths) {
        const auto told = co_await inside->api.read(std::move(path));
        if (!told && !is_final(told.error())) co_return tl::unexpected(told.error());
        if (!told) continue;
        const auto id = text(told->root, "id");
        const auto called = name_of_channel(told->root);
        if (!called.empty()) inside->take_channel(id, called);
        if (!id.empty()) co_return std::string(id);
    }
    co_return std::nullopt;
}

asio::awaitable<bool> directory::is_closed(std::string channel, std::chrono::milliseconds limit) {
    const auto inside = core_;
    const auto executor = co_await asio::this_coro::executor;
    // A question and an answer of its own: one that comes late is nobody's.
    const auto told = std::make_shared<bool>(false);
    const auto which = "kind of " + channel + " " + std::to_string(++inside->kinds_asked);
    const auto one = inside->asked->ask(executor, which, [inside, channel, told] {
        return inside->ask_whether_closed(channel, told);
    });
    co_await until_landed({one}, limit);
    co_return *told;
}

std::string with_links(std::string_view shown, const directory& known) {
    return link_channels(shown, [&](std::string_view name) -> std::optional<std::string> {
        if (!known.channel_named(name)) return std::nullopt;
        return "~" + std::string(name);
    });
}

}  // namespace bot::mattermost
