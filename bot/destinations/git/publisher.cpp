#include "bot/destinations/git/publisher.hpp"

#include "bot/base/text.hpp"
#include "bot/destinations/folder.hpp"
#include "bot/destinations/merge.hpp"
#include "bot/destinations/open_folder.hpp"
#include "bot/net/deadline.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>

namespace bot::git {
namespace {

namespace asio = boost::asio;

constexpr int most_tries = 4;  // to be faster than others
constexpr int most_branches =
    50;                        // of one incident: one for each request that was merged or closed
constexpr int most_files = 3;  // of one name that are not ours
constexpr auto longest = std::chrono::minutes(10);
constexpr std::size_t subject_limit = 72;
constexpr std::size_t most_advice = 20;

// Words from chat in a commit or a request: "Fixes #3", "@all" are orders there.
std::string quiet(std::string_view text) {
    static constexpr std::string_view joiner = "\xE2\x81\xA0";  // U+2060, without width
    std::string made;
    for (const char c : text) {
        made += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
        if (c == '#' || c == '@' || c == '!' || c == ':') made += joiner;
    }
    return made;
}

std::string branch_of(incident_id incident) {
    return "scribe/" + lower_ascii(to_label(incident));
}

std::string subject_of(const rendered_rca& rca, bool is_first) {
    const auto words = (is_first ? "Draft the RCA of " : "Update the RCA of ") + rca.incident;
    return shorten(words + ": " + quiet(rca.title), subject_limit);
}

std::string text_of(const rendered_rca& rca) {
    auto text =
        "The draft of the RCA of " + rca.incident +
        ", written by Scribe from what was said and done during the incident.\n\n"
        "What is changed on this branch stays: when the incident's record changes, the draft "
        "is written again around it.";
    if (rca.advice.empty()) return text;
    text += "\n\nBefore it is published:\n";
    for (std::size_t i = 0; i < std::min(rca.advice.size(), most_advice); ++i)
        text += "\n- " + quiet(rca.advice[i]);
    return text;
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
        auto requests = co_await forge_->find(to.branch, settings_.branch);
        if (!requests) co_return tl::unexpected(requests.error());
        for (auto& one : *requests)
            if (one.is_open) to.request = std::move(one);
        const bool announces = std::get<publish_rca>(what.what.what).announce;
        // A change after the end of the matter opens no request by itself.
        if (requests->empty() && number > 1 && !announces) to.is_wanted = false;
        if (requests->empty() || to.request) co_return to;
    }
    co_return fail(
        errc::refused,
        "Fifty requests for the RCA of " + to_label(what.what.incident) +
            " were merged or closed; "
            "remove their branches."
    );
}

asio::awaitable<result<publisher::pushed>> publisher::push(const delivery& what, const target& to) {
    const auto& rca = *what.rca;
    const auto generated = open_folder::open(
        folder_ + "/generated", "Give the state folder to the user Scribe runs as."
    );
    if (!generated) co_return tl::unexpected(generated.error());
    pushed done;
    auto name = rca.file_name;
    // A file of that name that is not ours, or is about another incident, stays as it is.
    for (int tried = 1;; ++tried, name = name_beside(name)) {
        done.path = (settings_.folder.empty() ? "" : settings_.folder + "/") + name;
        const auto there = co_await repository_.read(to.parent, done.path);
        if (!there) co_return tl::unexpected(there.error());
        const auto last = read_generated(*generated, name);
        if (!last) co_return tl::unexpected(last.error());
        const bool is_ours = *last && (*last)->owner == rca.incident;
        if (*there && **there != rca.text && !is_ours && tried < most_files) continue;
        // Taken away by people. Only who asks for it gets it back.
        if (!*there && is_ours && !std::get<publish_rca>(what.what.what).announce) co_return done;
        auto both = *there ? merge_document(is_ours ? (*last)->text : "", **there, rca.text)
                           : merged_document{rca.text, 0};
        done.conflicts = both.conflicts;
        done.is_new = !*there || both.text != **there;
        if (done.is_new) {
            const auto made = co_await repository_.commit(
                {to.parent, done.path, std::move(both.text), subject_of(rca, !*there)}
            );
            if (!made) co_return tl::unexpected(made.error());
            const auto put = co_await repository_.push(*made, to.branch);
            if (!put) co_return tl::unexpected(put.error());
            done.is_moved = !*put;
            if (done.is_moved) co_return done;
        }
        // After the push: what is kept here says what people were shown.
        if (const auto kept = keep_generated(*generated, name, {rca.incident, rca.text}); !kept)
            co_return tl::unexpected(kept.error());
        co_return done;
    }
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
    const auto known = co_await repository_.fetch(settings_.branch, "scribe/");
    if (!known) co_return tl::unexpected(known.error());
    if (!forge_) co_return "`" + settings_.branch + "` of " + settings_.url + " can be read";
    const auto requests = co_await forge_->find("scribe/none", settings_.branch);
    if (!requests) co_return tl::unexpected(requests.error());
    co_return settings_.url + " and its " + settings_.merge_request + " can be read";
}

}  // namespace bot::git
