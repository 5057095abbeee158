#include "bot/platforms/console/client.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

namespace bot::console {
namespace {

constexpr std::size_t longest_frame = 3 * 1024 * 1024;

}  // namespace

void client::acknowledge(std::int64_t n) {
    acks_.push_back(n);
    if (acks_.size() > 1) return;
    boost::asio::post(executor_, [self = shared_from_this()] { self->flush(); });
}

void client::flush() {
    std::string frame = "{\"acks\":[";
    for (std::size_t i = 0; i < acks_.size(); ++i) {
        if (i > 0) frame += ',';
        frame += std::to_string(acks_[i]);
    }
    acks_.clear();
    socket_->send(frame + "]}");
}

void client::answer(std::int64_t n, nlohmann::json fields) {
    fields["n"] = n;
    fields["ok"] = true;
    auto frame = fields.dump();
    // More than the socket holds would end it, and asking again would end it again.
    if (frame.size() > longest_frame)
        return refuse(
            n,
            {errc::refused,
             "This is too long to be shown here (" + std::to_string(frame.size() >> 20U) +
                 " MB). Download it instead."}
        );
    socket_->send(std::move(frame));
}

void client::refuse(std::int64_t n, const error& why) {
    nlohmann::json frame{{"error", why.detail}, {"code", name_of(why.code)}};
    if (n > 0) frame["n"] = n;
    socket_->send(frame.dump());
}

}  // namespace bot::console
