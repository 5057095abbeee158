#include "bot/destinations/git/publisher.hpp"

#include "bot/base/text.hpp"
#include "bot/destinations/folder.hpp"
#include "bot/destinations/merge.hpp"
#include "bot/destinations/open_folder.hpp"
#include "bot/incident/rca_lint.hpp"
#include "bot/net/deadline.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <vector>

namespace bot::git {
namespace {

namespace asio = boost::asio;

constexpr int most_tries = 4;  // to be faster than others
// Of one incident: one for each request that was merged or closed.
constexpr int most_branches = 50;
constexpr int most_files = 5;  // of one name that are not ours
constexpr std::size_t most_waiting = 8;
constexpr auto longest = std::chrono::minutes(20);
constexpr std::size_t subject_limit = 72;
constexpr std::size_t most_advice = 20;

// Words from chat in a commit or a request: "Fixes #3", "PROJ-12", "@all", "[skip ci]" are orders
// there.
std::string quiet(std::string_view text) {
    static constexpr std::string_view joiner = "\xE2\x81\xA0";  // U+2060, without width
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
    std::string made;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        made += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
        const bool names_issue = c == '-' && i > 0 && is_letter(text[i - 1]) &&
                                 i + 1 < text.size() && is_digit(text[i + 1]);
        if (std::string_view("#@!:[").find(c) != std::string_view::npos || names_issue)
            made += joiner;
    }
    return made;
}

// Where what was generated last for a branch is kept, with the path it went to.
std::string mark_of(incident_id incident, const std::string& branch) {
    return lower_ascii(to_label(incident)) + "@" + replace_all(branch, "/", "-") + ".md";
}
// The same before the push: nobody may hear whether it arrived.
std::string mark_before(const std::string& mark) {
    return mark + ".next";
}

// How many lines of `text` are not in `in`.
std::size_t lines_missing(std::string_view text, std::string_view in) {
    std::unordered_multiset<std::string_view> there;
    for (const auto line : split_lines(in)) there.insert(line);
    std::size_t missing = 0;
    for (const auto line : split_lines(text)) {
        const auto found = there.find(line);
        if (found == there.end())
            ++missing;
        else
            there.erase(found);
    }
    return missing;
}

std::string branch_of(incident_id incident) {
    return "scribe/" + lower_ascii(to_label(incident));
}

std::string subject_of(const rendered_rca& rca, bool is_first) {
    const auto words = (is_first ? "Draft the RCA of " : "Update the RCA of ") + rca.incident;
    return shorten(words + ": " + quiet(rca.title), subject_limit);
}

std::string text_of(const rendered_rca& rca) {
    const auto text =
        "The draft of the RCA of " + rca.incident +
        ", written by Scribe from what was said and done during the incident.\n\n"
        "What is changed on this branch stays: when the incident's record changes, the draft "
        "is written again around it.";
    const auto advice = advice_on_draft(rca.text, rca.incident, most_advice);
    return advice.empty() ? text : text + "\n\n" + advice;
}

outcome failed(const error& why) {
    const bool may_pass = why.code == errc::unavailable || why.code == errc::timed_out;
    return {may_pass ? outcome::verdict::retry : outcome::verdict::refused, why.detail, {}, {}};
}

}  // namespace

result<std::unique_ptr<publisher>> publisher::make(
    asio::any_io_executor executor, const git_settings& settings, std::string folder
) {
    tls_context tls;
    if (!settings.ca_file.empty()) {
        auto made = make_client_tls(settings.ca_file);
        if (!made) return tl::unexpected(made.error());
        tls = std::move(*made);
    }
    const auto token = settings.token ? std::string(settings.token->reveal()) : std::string();
    std::unique_ptr<forge> requests;
    if (settings.merge_request != "none") {
        auto made = make_forge(
            {settings.merge_request, settings.url, settings.api_url, token, std::move(tls)}
        );
        if (!made) return tl::unexpected(made.error());
        requests = std::move(*made);
    }
    repository_options options;
    options.folder = folder + "/copy";
    options.url = settings.url;
    options.user = !settings.user.empty() ? settings.user
                   : requests             ? std::string(requests->user())
                                          : std::string("git");
    options.token = token;
    options.ca_file = settings.ca_file;
    options.author_name = settings.author_name;
    options.author_email = settings.author_email;
    return std::unique_ptr<publisher>(new publisher(
        std::move(executor),
        settings,
        std::move(folder),
        repository(std::move(options)),
        std::move(requests)
    ));
}

publisher::publisher(
    asio::any_io_executor executor,
    git_settings settings,
    std::string folder,
    repository at,
    std::unique_ptr<forge> requests
)
    : settings_(std::move(settings)),
      folder_(std::move(folder)),
      repository_(std::move(at)),
      forge_(std::move(requests)),
      tasks_(std::move(executor)) {}

// One after the other: they share the copy.
void publisher::deliver(delivery what, std::function<void(outcome)> answer) {
    // The outbox keeps what waits, and has room for others beside.
    if (waiting_.size() >= most_waiting)
        return answer(failed({errc::unavailable, "other RCAs are on their way to git"}));
    waiting_.emplace_back(std::move(what), std::move(answer));
    if (is_working_) return;
    is_working_ = true;
    tasks_.start("git", work());
}

asio::awaitable<void> publisher::work() {
    while (!waiting_.empty()) {
        auto [what, answer] = std::move(waiting_.front());
        waiting_.pop_front();
        auto end = co_await carry(std::move(what));
        // What one could not reach the others cannot; their places are for who can go on.
        if (end.is == outcome::verdict::retry)
            for (auto& [other, told] : std::exchange(waiting_, {})) told(end);
        answer(std::move(end));
    }
    is_working_ = false;
}

asio::awaitable<outcome> publisher::carry(delivery what) {
    if (!what.rca) co_return failed({errc::refused, "there is no document to publish"});
    auto done = co_await within(
        longest, "publishing the RCA of " + what.rca->incident + " to git", publish(what)
    );
    if (!done) co_return failed(done.error());
    outcome end;
    if (done->told.empty()) co_return end;
    inbound receipt;
    receipt.key = "published:git:" + std::to_string(what.what.id);
    receipt.platform = place;
    receipt.who = {"", "scribe"};
    receipt.what = std::move(*done);
    end.receipts.push_back(std::move(receipt));
    co_return end;
}

asio::awaitable<result<in_published>> publisher::publish(const delivery& what) {
    for (int tried = 1;; ++tried) {
        const auto known =
            co_await repository_.fetch(settings_.branch, branch_of(what.what.incident));
        if (!known) co_return tl::unexpected(known.error());
        auto to = co_await find_target(what, *known);
        if (!to) co_return tl::unexpected(to.error());
        if (!to->is_wanted) co_return in_published{};
        const auto done = co_await push(what, *to);
        if (!done) co_return tl::unexpected(done.error());
        if (done->is_moved && tried < most_tries) continue;
        if (done->is_moved)
            co_return fail(
                errc::unavailable,
                "others push to `" + to->branch + "` of " + settings_.url + " all the time"
            );
        // Nothing to be merged: it stands in the branch word for word.
        const bool is_merged = !done->is_new && !known->contains(to->branch);
        if (forge_ && is_merged) co_return in_published{};
        if (forge_ && !to->request) {
            auto made = co_await request(what, *to);
            if (!made) co_return tl::unexpected(made.error());
            to->request = std::move(*made);
        }
        co_return told(what, *to, *done);
    }
}

// With requests each RCA has a branch of its own; once its request was merged or closed, the next.
asio::awaitable<result<publisher::target>> publisher::find_target(
    const delivery& what, const tips& known
) {
    const auto base = known.find(settings_.branch);
    if (base == known.end())
        co_return fail(errc::unavailable, "`" + settings_.branch + "` was not fetched");
    target to{settings_.branch, base->second, std::nullopt};
    if (!forge_) co_return to;
    for (int number = 1; number <= most_branches; ++number) {
        to.branch = branch_of(what.what.incident);
        if (number > 1) to.branch += "-" + std::to_string(number);
        const auto tip = known.find(to.branch);
        to.parent = tip != known.end() ? tip->second : base->second;
        auto requests = co_await forge_->find(to.branch);
        if (!requests) co_return tl::unexpected(requests.error());
        for (auto& one : *requests) {
            if (one.is_merged) to.before = to.branch;
            if (one.is_open) to.request = std::move(one);
        }
        const bool announces = std::get<publish_rca>(what.what.what).announce;
        // A change after the end of the matter opens no request by itself.
        if (requests->empty() && number > 1 && !announces) to.is_wanted = false;
        if (requests->empty() || to.request) co_return to;
    }
    co_return fail(
        errc::refused,
        "Fifty requests for the RCA of " + to_label(what.what.incident) +
            " were merged or closed; remove their branches."
    );
}

asio::awaitable<result<publisher::pushed>> publisher::push(const delivery& what, const target& to) {
    const auto& rca = *what.rca;
    const auto kept = open_folder::open(
        folder_ + "/generated", "Give the state folder to the user Scribe runs as."
    );
    if (!kept) co_return tl::unexpected(kept.error());
    const auto file = co_await find_file(what, to, *kept);
    if (!file) co_return tl::unexpected(file.error());
    pushed done;
    done.path = file->path;
    // Taken away by people. Only who asks for it gets it back.
    if (file->is_gone && !std::get<publish_rca>(what.what.what).announce) co_return done;
    auto both = file->there ? merge_document(file->base, *file->there, rca.text)
                            : merged_document{rca.text, 0};
    done.conflicts = both.conflicts;
    done.is_new = !file->there || both.text != *file->there;
    const auto mark = mark_of(what.what.incident, to.branch);
    const generated_before now{done.path, rca.text};
    if (done.is_new) {
        if (const auto noted = keep_generated(*kept, mark_before(mark), now); !noted)
            co_return tl::unexpected(noted.error());
        const auto made = co_await repository_.commit(
            {to.parent, done.path, std::move(both.text), subject_of(rca, !file->there)}
        );
        if (!made) co_return tl::unexpected(made.error());
        const auto put = co_await repository_.push(*made, to.branch);
        if (!put) co_return tl::unexpected(put.error());
        done.is_moved = !*put;
        if (done.is_moved) co_return done;
    }
    if (const auto noted = keep_generated(*kept, mark, now); !noted)
        co_return tl::unexpected(noted.error());
    co_return done;
}

// The file this incident's RCA went to before, whatever it would be called now; else one whose name
// nobody has taken.
asio::awaitable<result<publisher::file_place>> publisher::find_file(
    const delivery& what, const target& to, const open_folder& kept
) {
    const auto& rca = *what.rca;
    const auto mark = mark_of(what.what.incident, to.branch);
    std::vector<std::string> marks{mark_before(mark), mark};
    if (!to.before.empty()) marks.push_back(mark_of(what.what.incident, to.before));
    std::vector<generated_before> last;
    bool was_there = false;
    for (const auto& name : marks) {
        auto one = read_generated(kept, name);
        if (!one) co_return tl::unexpected(one.error());
        if (!*one) continue;
        was_there |= name != marks.front();
        last.push_back(std::move(**one));
    }
    file_place at;
    for (const auto& one : last) {
        at.path = one.owner;
        auto there = co_await repository_.read(to.parent, at.path);
        if (!there) co_return tl::unexpected(there.error());
        if (!*there) continue;
        at.there = std::move(**there);
        // Of what was generated for it the one that it has most of.
        const auto closest = std::ranges::min_element(last, {}, [&](const generated_before& each) {
            return each.owner == at.path ? lines_missing(each.text, *at.there) : std::string::npos;
        });
        at.base = closest->text;
        co_return at;
    }
    at.is_gone = was_there;
    auto name = rca.file_name;
    for (int tried = 1; tried <= most_files; ++tried, name = name_beside(name)) {
        at.path = (settings_.folder.empty() ? "" : settings_.folder + "/") + name;
        auto there = co_await repository_.read(to.parent, at.path);
        if (!there) co_return tl::unexpected(there.error());
        if (*there && **there != rca.text) continue;
        at.there = std::move(*there);
        co_return at;
    }
    co_return fail(
        errc::refused,
        "`" + at.path + "` and its like at " + settings_.url +
            " are other files; move them, or give the incident another title."
    );
}

asio::awaitable<result<merge_request>> publisher::request(
    const delivery& what, const target& from
) {
    const auto& rca = *what.rca;
    auto made = co_await forge_->open(
        {from.branch,
         settings_.branch,
         shorten("RCA of " + rca.incident + ": " + quiet(rca.title), 200),
         text_of(rca)}
    );
    if (made) spdlog::info("git: {} is opened: {}", made->label, made->url);
    co_return made;
}

in_published publisher::told(const delivery& what, const target& to, const pushed& done) const {
    in_published made{what.what.incident, std::string(place), {}, {}, done.conflicts};
    if (to.request) {
        made.url = to.request->url;
        made.told = to.request->label;
        return made;
    }
    made.told = "committed to `" + to.branch + "` as `" + done.path + "`";
    const auto at = place_of(settings_.url);
    if (at.host == "github.com" || at.host == "gitlab.com")
        made.url = "https://" + at.host + "/" + at.path + "/blob/" + to.branch + "/" + done.path;
    return made;
}

asio::awaitable<result<std::string>> publisher::look() {
    const auto there = co_await repository_.look_for(settings_.branch);
    if (!there) co_return tl::unexpected(there.error());
    if (!forge_) co_return "`" + settings_.branch + "` of " + settings_.url + " can be read";
    const auto requests = co_await forge_->find("scribe/none");
    if (!requests) co_return tl::unexpected(requests.error());
    co_return settings_.url + " and its " + settings_.merge_request + " can be read";
}

}  // namespace bot::git
