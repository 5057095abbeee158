// The lane of RCAs into a repository: each is written over what people made of it there, committed,
// pushed, and a merge request is opened where there are such. Whatever is lost on the way (an
// answer, a push that somebody was faster with, this process) is found out by looking again.
#pragma once

#include "bot/destinations/git/forge.hpp"
#include "bot/destinations/git/repository.hpp"
#include "bot/net/nursery.hpp"
#include "bot/ports/courier.hpp"
#include "config/configuration.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bot {
class open_folder;
}

namespace bot::git {

// The platform its effects name.
inline constexpr std::string_view place = "git";

class publisher final : public courier {
public:
    // What it keeps (a copy of the repository, what was generated last) lies below `folder`.
    static result<std::unique_ptr<publisher>> make(
        boost::asio::any_io_executor executor, const git_settings& settings, std::string folder
    );

    void deliver(delivery what, std::function<void(outcome)> answer) override;
    boost::asio::awaitable<void> stop() { return tasks_.stop(); }

    // For `scribe doctor`: whether the repository and the forge can be read.
    boost::asio::awaitable<result<std::string>> look();

private:
    publisher(
        boost::asio::any_io_executor executor,
        git_settings settings,
        std::string folder,
        repository at,
        std::unique_ptr<forge> requests
    );

    using tips = std::map<std::string, std::string>;
    // Where an RCA is pushed to, and what it stands on.
    struct target {
        std::string branch, parent;
        std::optional<merge_request> request;
        std::string before{};   // the branch whose request was merged last; empty: none was
        bool is_wanted = true;  // false: it was merged or closed, and nobody asked for another
    };
    // What was pushed, or was there already.
    struct pushed {
        std::string path;
        std::size_t conflicts = 0;
        bool is_new = false;    // the branch says something that `parent` did not
        bool is_moved = false;  // somebody was faster; nothing was pushed
    };

    // A file in the repository, and what was generated for it last.
    struct file_place {
        std::string path{};
        std::optional<std::string> there{};
        std::string base{};
        bool is_gone = false;  // it was there once, and people took it away
    };

    boost::asio::awaitable<void> work();
    boost::asio::awaitable<outcome> carry(delivery what);
    boost::asio::awaitable<result<in_published>> publish(const delivery& what);
    boost::asio::awaitable<result<target>> find_target(const delivery& what, const tips& known);
    boost::asio::awaitable<result<pushed>> push(const delivery& what, const target& to);
    boost::asio::awaitable<result<file_place>> find_file(
        const delivery& what, const target& to, const open_folder& kept
    );
    boost::asio::awaitable<result<merge_request>> request(const delivery& what, const target& from);
    in_published told(const delivery& what, const target& to, const pushed& done) const;

    git_settings settings_;
    std::string folder_;
    repository repository_;
    std::unique_ptr<forge> forge_;  // none: committed to the branch itself
    std::deque<std::pair<delivery, std::function<void(outcome)>>> waiting_;
    bool is_working_ = false;
    nursery tasks_;
};

}  // namespace bot::git
