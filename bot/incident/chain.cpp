#include "bot/incident/chain.hpp"

#include <cassert>
#include <cstdint>
#include <string>

namespace bot {
namespace {

class field_writer {
public:
    field_writer() { bytes_.reserve(320); }

    void number(std::int64_t n) { little_endian(static_cast<std::uint64_t>(n), 8); }
    void moment(instant at) { number(at.time_since_epoch().count()); }
    void text(std::string_view t) {
        assert(t.size() <= UINT32_MAX && "no field of a head is that long");
        little_endian(t.size(), 4);
        bytes_.append(t);
    }
    void fixed(const digest& d) { bytes_.append(bytes_of(d)); }

    std::string_view bytes() const { return bytes_; }

private:
    void little_endian(std::uint64_t n, int width) {
        for (int i = 0; i < width; ++i, n >>= 8U) bytes_ += static_cast<char>(n & 0xFFU);
    }

    std::string bytes_;
};

}  // namespace

digest payload_digest(std::string_view salt, std::string_view payload) {
    assert(salt.size() <= 255 && "the salt's length is one byte");
    const char length = static_cast<char>(static_cast<unsigned char>(salt.size()));
    return sha256({std::string_view(&length, 1), salt, payload});
}

digest chain_link(
    const digest& previous, const record& head, std::string_view kind, const digest& payload
) {
    field_writer fields;
    fields.text("scribe link 1");
    fields.fixed(previous);
    fields.number(number_of(head.log));
    fields.number(head.seq);
    fields.moment(head.at);
    fields.moment(head.recorded_at);
    fields.text(head.platform);
    fields.text(head.channel);
    fields.text(head.actor.id);
    fields.text(head.actor.name);
    fields.text(head.message);
    fields.text(head.parent);
    fields.number(head.origin);
    fields.text(kind);
    fields.fixed(payload);
    return sha256(fields.bytes());
}

}  // namespace bot
