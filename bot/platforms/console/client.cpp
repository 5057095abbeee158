#include "bot/platforms/console/client.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

namespace bot::console {

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
    socket_->send(fields.dump());
}

void client::refuse(std::int64_t n, const error& why) {
    nlohmann::json frame{{"error", why.detail}, {"code", name_of(why.code)}};
    if (n > 0) frame["n"] = n;
    socket_->send(frame.dump());
}

}  // namespace bot::console
