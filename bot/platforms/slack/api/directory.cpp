#include "bot/platforms/slack/api/directory.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/flights.hpp"
#include "bot/platforms/name_cache.hpp"
#include "bot/platforms/slack/api/pages.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace bot::slack {

namespace asio = boost::asio;

namespace {

using std::chrono::steady_clock;

constexpr std::size_t most_people = 20'000, most_channels = 20'000, most_groups = 2'000;
constexpr std::chrono::minutes people_stay_listed{60}, channels_stay_listed{10};

bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Written like an id. Only with a digit in it nobody can be called that.
bool may_be_id(std::string_view word, std::string_view first_letters) {
    return word.size() > 1 && first_letters.find(word.front()) != first_letters.npos &&
           std::ranges::all_of(word, [](char c) { return is_capital(c) || is_digit(c); });
}
bool is_id(std::string_view word, std::string_view first_letters) {
    return may_be_id(word, first_letters) && std::ranges::any_of(word, is_digit);
}

// "<@U1|ana>" and "<#C1|ops>": the id. "@ana" and "#ops": the name.
std::string_view bare(std::string_view name, std::string_view opening) {
    name = trim(name);
    if (name.starts_with(opening) && name.ends_with('>')) {
        name.remove_prefix(opening.size());
        name.remove_suffix(1);
        return name.substr(0, name.find('|'));
    }
    if (name.starts_with(opening.back())) name.remove_prefix(1);
    return name;
}

// What the clients show: the name people chose for themselves, else the one they have.
std::string name_of_user(json user) {
    for (const auto shown :
         {text(user, "profile", "display_name"),
          text(user, "real_name"),
          text(user, "profile", "real_name"),
          text(user, "name")})
        if (!trim(shown).empty()) return std::string(trim(shown));
    return {};
}

// By what people may be called, in the order in which it counts: a handle is one person's alone.
struct people_index {
    id_index handles, shown_names, real_names;

    void put(json user) {
        const auto id = text(user, "id");
        handles.put(text(user, "name"), id);
        shown_names.put(trim(text(user, "profile", "display_name")), id);
        real_names.put(trim(text(user, "profile", "real_name")), id);
        real_names.put(trim(text(user, "real_name")), id);
    }
    std::optional<std::string> find(std::string_view name) const {
        for (const auto* index : {&handles, &shown_names, &real_names})
            if (auto id = index->find(name)) return id;
        return std::nullopt;
    }
};

}  // namespace

struct directory::core : std::enable_shared_from_this<core> {
    explicit core(web_api& asked) : api(asked) {}

    std::vector<std::shared_ptr<flight>> ask_for(asio::any_io_executor on, const unnamed& wanted);
    asio::awaitable<void> ask_person(std::string id);
    asio::awaitable<void> ask_channel(std::string id);
    asio::awaitable<void> list_groups(std::vector<std::string> wanted);
    asio::awaitable<void> list_people();
    asio::awaitable<void> list_channels();

    web_api& api;
    name_cache people{most_people}, channels{most_channels}, groups{most_groups};
    people_index called;
    id_index channel_ids;
    std::optional<steady_clock::time_point> people_listed, channels_listed;
    std::optional<api_failure> people_unread, channels_unread;  // why the last reading failed
    std::shared_ptr<flights> asked = std::make_shared<flights>("slack directory");
};

std::vector<std::shared_ptr<flight>> directory::core::ask_for(
    asio::any_io_executor on, const unnamed& wanted
) {
    // Held by what is asked: the directory itself may be gone before the answer comes.
    const auto self = shared_from_this();
    std::vector<std::shared_ptr<flight>> flying;
    for (const auto& id : wanted.people)
        if (!people.find(id))
            flying.push_back(asked->ask(on, "person " + id, [self, id] {
                return self->ask_person(id);
            }));
    for (const auto& id : wanted.channels)
        if (!channels.find(id))
            flying.push_back(asked->ask(on, "channel " + id, [self, id] {
                return self->ask_channel(id);
            }));
    std::vector<std::string> unknown;
    for (const auto& id : wanted.groups)
        if (!groups.find(id)) unknown.push_back(id);
    if (!unknown.empty())
        flying.push_back(asked->ask(on, "groups", [self, unknown] {
            return self->list_groups(unknown);
        }));
    return flying;
}

namespace {

// Whoever stops waiting learns nothing.
api_failure given_up(std::string_view method) {
    return {
        api_failure::kind::unreachable, {}, {}, {}, {}, std::string(method) + ": it was given up"};
}

// That there is no such one is an answer, too; that we may not ask, or nobody answered, is none.
bool is_final(const api_failure& why) {
    return why.is == api_failure::kind::refused && !why.is_about_us();
}

}  // namespace

asio::awaitable<void> directory::core::ask_person(std::string id) {
    const auto told = co_await api.read("users.info", {{"user", id}});
    if (!told && !is_final(told.error())) co_return;
    const auto user = told ? member(told->root, "user") : std::nullopt;
    const auto name = user ? name_of_user(*user) : std::string();
    people.put(id, name.empty() ? id : name);
}

asio::awaitable<void> directory::core::ask_channel(std::string id) {
    const auto told = co_await api.read("conversations.info", {{"channel", id}});
    if (!told && !is_final(told.error())) co_return;
    const auto name = told ? text(told->root, "channel", "name") : std::string_view();
    channels.put(id, name.empty() ? std::string_view(id) : name);
    channel_ids.put(name, id);
}

// Slack tells of all groups or none.
asio::awaitable<void> directory::core::list_groups(std::vector<std::string> wanted) {
    const auto told = co_await api.read("usergroups.list", {{"include_disabled", "true"}});
    if (!told && !is_final(told.error())) co_return;
    if (told)
        for (json group : items(told->root, "usergroups"))
            groups.put(text(group, "id"), text(group, "handle"));
    for (const auto& id : wanted)
        if (!groups.find(id)) groups.put(id, id);
}

asio::awaitable<void> directory::core::list_people() {
    people_index fresh;
    std::size_t seen = 0;
    const auto read = co_await read_pages(api, "users.list", {}, [&](const api_answer& page) {
        for (json user : items(page.root, "members")) {
            if (!flag(user, "deleted")) fresh.put(user);
            ++seen;
        }
        return seen < most_people;
    });
    people_unread = read ? std::nullopt : std::optional(read.error());
    if (!read) co_return;
    called = std::move(fresh);
    people_listed = steady_clock::now();
}

asio::awaitable<void> directory::core::list_channels() {
    id_index fresh;
    std::size_t seen = 0;
    const auto read = co_await read_pages(
        api,
        "conversations.list",
        {{"types", "public_channel,private_channel"}, {"exclude_archived", "true"}},
        [&](const api_answer& page) {
            for (json channel : items(page.root, "channels")) {
                fresh.put(text(channel, "name"), text(channel, "id"));
                ++seen;
            }
            return seen < most_channels;
        }
    );
    channels_unread = read ? std::nullopt : std::optional(read.error());
    if (!read) co_return;
    channel_ids = std::move(fresh);
    channels_listed = steady_clock::now();
}

directory::directory(web_api& api) : core_(std::make_shared<core>(api)) {}

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

std::optional<std::string> directory::group(std::string_view id) const {
    const auto* name = core_->groups.find(id);
    return name ? std::optional(*name) : std::nullopt;
}

void directory::learn(const notice& told) {
    if (const auto* one = std::get_if<person_changed>(&told)) learn_person(one->id, one->name);
    if (const auto* one = std::get_if<channel_renamed>(&told)) learn_channel(one->id, one->name);
}

void directory::learn_person(std::string id, std::string name) {
    if (id.empty() || name.empty()) return;
    const auto before = person(id).value_or("");
    core_->called.shown_names.move(before, name, id);
    core_->people.put(id, name);
}

std::optional<std::string> directory::channel_named(std::string_view name) const {
    return core_->channel_ids.find(name);
}

void directory::learn_channel(std::string id, std::string name) {
    if (id.empty() || name.empty()) return;
    const auto before = channel(id).value_or("");
    core_->channel_ids.move(before, name, id);
    core_->channels.put(id, name);
}

asio::awaitable<void> directory::look_up(unnamed wanted, std::chrono::milliseconds limit) {
    const auto executor = co_await asio::this_coro::executor;
    auto flying = core_->ask_for(executor, wanted);
    co_await until_landed(std::move(flying), limit);
}

asio::awaitable<found_id> directory::find_person(std::string name) {
    const auto inside = core_;
    const std::string wanted(bare(name, "<@"));
    if (wanted.empty()) co_return std::nullopt;
    if (is_id(wanted, "UW")) co_return wanted;
    if (wanted.find('@') != wanted.npos) {
        const auto found = co_await inside->api.read("users.lookupByEmail", {{"email", wanted}});
        if (found) co_return std::string(text(found->root, "user", "id"));
        if (is_final(found.error())) co_return std::nullopt;
        co_return tl::unexpected(found.error());
    }
    // Before all are listed nobody knows whether two are called that.
    const auto now = steady_clock::now();
    auto found = inside->people_listed ? inside->called.find(wanted) : std::nullopt;
    if (!found && (!inside->people_listed || now - *inside->people_listed >= people_stay_listed)) {
        const auto executor = co_await asio::this_coro::executor;
        const auto listing =
            inside->asked->ask(executor, "all people", [inside] { return inside->list_people(); });
        co_await until_landed(listing);
        if (!listing->landed) co_return tl::unexpected(given_up("users.list"));
        if (inside->people_unread) co_return tl::unexpected(*inside->people_unread);
        found = inside->called.find(wanted);
    }
    if (found || !may_be_id(wanted, "UW")) co_return found;
    const auto told = co_await inside->api.read("users.info", {{"user", wanted}});
    if (told) co_return wanted;
    if (is_final(told.error())) co_return std::nullopt;
    co_return tl::unexpected(told.error());
}

asio::awaitable<found_id> directory::find_channel(std::string name) {
    const auto inside = core_;
    const std::string wanted(bare(name, "<#"));
    if (wanted.empty()) co_return std::nullopt;
    // Channels have no capitals in their names.
    if (may_be_id(wanted, "CGD")) co_return wanted;
    auto found = inside->channel_ids.find(wanted);
    const auto now = steady_clock::now();
    const bool is_old =
        !inside->channels_listed || now - *inside->channels_listed >= channels_stay_listed;
    if (!found && is_old) {
        const auto executor = co_await asio::this_coro::executor;
        const auto listing = inside->asked->ask(executor, "all channels", [inside] {
            return inside->list_channels();
        });
        co_await until_landed(listing);
        if (!listing->landed) co_return tl::unexpected(given_up("conversations.list"));
        if (inside->channels_unread) co_return tl::unexpected(*inside->channels_unread);
        found = inside->channel_ids.find(wanted);
    }
    co_return found;
}

}  // namespace bot::slack
