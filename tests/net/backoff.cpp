#include "bot/net/backoff.hpp"

#include "bot/net/signature.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace bot;
using namespace std::chrono_literals;

TEST_CASE("the wait doubles up to its cap", "[net]") {
    const backoff_policy policy{100ms, 1'000ms, 10ms};
    CHECK(backoff_delay(policy, 0, 1.0) == 100ms);
    CHECK(backoff_delay(policy, 1, 1.0) == 200ms);
    CHECK(backoff_delay(policy, 3, 1.0) == 800ms);
    CHECK(backoff_delay(policy, 4, 1.0) == 1'000ms);
    CHECK(backoff_delay(policy, std::numeric_limits<unsigned>::max(), 1.0) == 1'000ms);
}

TEST_CASE("the jitter is full and never below the least", "[net]") {
    const backoff_policy policy{100ms, 1'000ms, 10ms};
    CHECK(backoff_delay(policy, 0, 0.0) == 10ms);
    CHECK(backoff_delay(policy, 0, 0.5) == 55ms);
    CHECK(backoff_delay(policy, 9, 0.5) == 505ms);
    CHECK(backoff_delay(policy, 0, -3.0) == 10ms);
    CHECK(backoff_delay(policy, 0, std::numeric_limits<double>::quiet_NaN()) == 100ms);
}

TEST_CASE("a policy that contradicts itself still waits", "[net]") {
    CHECK(backoff_delay({0ms, 0ms, 50ms}, 3, 1.0) == 50ms);
    CHECK(backoff_delay({5'000ms, 1'000ms, 10ms}, 0, 1.0) == 1'000ms);
}

TEST_CASE("the HMAC is the one RFC 4231 prints", "[net]") {
    const auto expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    CHECK(to_hex(hmac_sha256("Jefe", {"what do ya want for nothing?"})) == expected);
    CHECK(to_hex(hmac_sha256("Jefe", {"what do ya ", "", "want for nothing?"})) == expected);
}

TEST_CASE("signatures are equal only when every byte is", "[net]") {
    CHECK(equal_constant_time("", ""));
    CHECK(equal_constant_time("v0=abc", "v0=abc"));
    CHECK_FALSE(equal_constant_time("v0=abc", "v0=abd"));
    CHECK_FALSE(equal_constant_time("v0=abc", "v0=ab"));
    CHECK_FALSE(equal_constant_time("abc", ""));
}
