#include "bot/net/retry_after.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using namespace std::chrono_literals;

TEST_CASE("S44: Retry-After is what it says within reason, whatever it says", "[net]") {
    struct row {
        const char* said;
        std::chrono::seconds waits;
    };
    for (const auto& [said, waits] : {
             row{"30", 30s},
             row{"1", 1s},
             row{"600", 600s},
             row{"0", 1s},
             row{"-1", 30s},
             row{"-0", 30s},
             row{"1000000000", 600s},
             row{"99999999999999999999999", 600s},
             row{"Wed, 21 Oct 2026 07:28:00 GMT", 30s},
             row{"soon", 30s},
             row{"", 30s},
             row{"2.5", 30s},
              row{"3 s", 30s},
             row{"4, 4", 4s},
         }) {
        INFO(said);
        const std::string header = said;
        CHECK(parse_retry_after(&header) == waits);
    }
    CHECK(parse_retry_after(nullptr) == 30s);
}
