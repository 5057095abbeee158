// What is read back: a channel's posts by page or since a moment, a thread, pinned posts.
#include "tests/emulators/mattermost/rest.hpp"

#include <algorithm>

namespace emulator::mattermost {

namespace {

constexpr std::int64_t usual_page = 60, longest_page = 200;
constexpr std::size_t most_since = 1'000;

using posts = std::vector<const post*>;

// Newest first. The real one orders by time; what came in the same millisecond, as it came.
posts newest_first(const core& in, const std::string& channel) {
    posts all;
    const auto found = in.in_channel.find(channel);
    if (found != in.in_channel.end()) all.assign(found->second.begin(), found->second.end());
    std::ranges::reverse(all);
    std::ranges::stable_sort(all, std::greater{}, &post::created);
    return all;
}

// The roots of replies, which come along without a place in the order.
posts roots_of(core& in, const posts& some) {
    posts roots;
    for (const auto* each : some)
        if (const auto* root = in.find_post(each->root); root && root->deleted == 0)
            roots.push_back(root);
    return roots;
}

reply since(call& c, const channel& where) {
    const auto from = c.query("since", 0);
    auto found = newest_first(c.in, where.id);
    std::erase_if(found, [&](const post* each) { return each->updated < from; });
    if (found.size() > most_since) found.resize(most_since);
    return said(200, c.in.list_json(found, roots_of(c.in, found)));
}

// What comes before or after a post, of an order that is newest first.
posts beside(const posts& all, const std::string& id, bool before) {
    const auto at = std::ranges::find(all, id, &post::id);
    if (at == all.end()) return {};
    if (before) return {at + 1, all.end()};
    return {all.begin(), at};
}

reply page(call& c) {
    const auto& where = c.joined(c.at[0]);
    if (!c.asked.query("since").empty()) return since(c, where);
    auto all = newest_first(c.in, where.id);
    const auto before = c.asked.query("before"), after = c.asked.query("after");
    auto some = all;
    if (!before.empty()) some = beside(all, before, true);
    if (!after.empty()) some = beside(all, after, false);
    // A page lies beside its post also when that one is deleted.
    const auto is_deleted = [](const post* each) { return each->deleted != 0; };
    std::erase_if(all, is_deleted);
    std::erase_if(some, is_deleted);
    const auto size = std::clamp<std::int64_t>(c.query("per_page", usual_page), 0, longest_page);
    auto skip = static_cast<std::size_t>(c.query("page", 0) * size);
    const auto count = std::min<std::size_t>(size, some.size() - std::min(skip, some.size()));
    // After a post the page lies next to it, that is at the end.
    if (!after.empty()) skip = some.size() - std::min(some.size(), skip + count);
    posts found;
    for (std::size_t i = 0; i < count; ++i) found.push_back(some[skip + i]);
    auto body = c.in.list_json(found, roots_of(c.in, found));
    if (!found.empty()) {
        const auto first = std::ranges::find(all, found.front());
        const auto last = std::ranges::find(all, found.back());
        if (first != all.begin()) body["next_post_id"] = (*std::prev(first))->id;
        if (std::next(last) != all.end()) body["prev_post_id"] = (*std::next(last))->id;
    }
    return said(200, std::move(body));
}

// The post that was asked for, then all of its thread: so the root stands there twice.
reply thread(call& c) {
    const auto& asked = c.read_post(c.at[0]);
    const auto& root = asked.root.empty() ? asked : c.read_post(asked.root);
    posts all;
    if (!c.in.is_current()) all.push_back(&asked);
    all.push_back(&root);
    for (const auto* each : c.in.threads[root.id])
        if (each->deleted == 0) all.push_back(each);
    return said(200, c.in.list_json(all, {}));
}

reply pinned(call& c) {
    auto found = newest_first(c.in, c.joined(c.at[0]).id);
    std::erase_if(found, [](const post* each) { return !each->pinned || each->deleted != 0; });
    return said(200, c.in.list_json(found, {}));
}

constexpr route rows[] = {
    {"GET", "/channels/{channel}/posts", page},
    {"GET", "/channels/{channel}/pinned", pinned},
    {"GET", "/posts/{post}/thread", thread},
};

}  // namespace

std::span<const route> history_routes() {
    return rows;
}

}  // namespace emulator::mattermost
