// The hash chain of a log: what is hashed, byte by byte. Pure; every backend and
// everybody who checks an exported log computes the same.
#pragma once

#include "bot/base/digest.hpp"
#include "bot/incident/events.hpp"

#include <string_view>

namespace bot {

// SHA-256 over: the salt's length (one byte, so that no byte can wander between the two),
// the salt, the payload. The salt (16 random bytes, 255 at most) keeps the digest of erased
// words from being found by guessing; it is erased with them.
digest payload_digest(std::string_view salt, std::string_view payload);

// SHA-256 over these fields, one after the other. A text stands as its length (32 bits,
// little endian) and its bytes; a number as 64 bits, little endian, two's complement; a moment
// as the number of its milliseconds since 1970; a digest as its 32 bytes.
//    1  text    "scribe link 1"
//    2  digest  the link of the record before (zeros for the first one)
//    3  number  log
//    4  number  seq
//    5  moment  at
//    6  moment  recorded_at
//    7  text    platform
//    8  text    channel
//    9  text    actor's id
//   10  text    actor's name
//   11  text    message
//   12  text    parent
//   13  number  origin
//   14  text    kind, as name_of(event) spells it
//   15  digest  of the payload
// The words are in it only through their digest: they can be erased and the chain still holds.
// `head.what` is not looked at: a kind this program does not know can be checked, too.
digest chain_link(
    const digest& previous, const record& head, std::string_view kind, const digest& payload
);

}  // namespace bot
