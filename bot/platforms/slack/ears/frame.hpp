// One text frame of Socket Mode, taken apart in one parse; and the acknowledgement that answers
// it. Pure.
#pragma once

#include "bot/platforms/json.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace bot::slack {

struct frame {
    enum class kind { hello, disconnect, envelope, other } is = kind::other;
    std::string_view type, id, reason;
    json payload;  // null where there is none
    bool takes_answer = false;
    int retry_attempt = 0;
    int open = 0;                      // hello, disconnect: connections of this app
    std::chrono::seconds lifetime{0};  // hello: about how long this connection will live
};

class frame_reader {
public:
    frame_reader();
    frame_reader(const frame_reader&) = delete;
    frame_reader& operator=(const frame_reader&) = delete;

    // Whatever comes: what is no JSON object, or nothing we know, is `other`. Valid until the next.
    frame read(std::string_view text);

private:
    document parsed_, nothing_;
    json null_;
    bool grown_ = false;
};

// {"envelope_id":"…"}, with the payload when there is one (JSON as it is to stand there).
std::string acknowledgement_of(std::string_view envelope_id, std::string_view payload = {});

}  // namespace bot::slack
