// A password or token in memory: cannot be printed, is wiped when it goes.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace bot {

class secret {
public:
    explicit secret(std::string_view text);
    secret(const secret& other) : secret(other.reveal()) {}
    secret(secret&& other) noexcept;
    secret& operator=(secret other) noexcept;
    ~secret();

    // For the place that sends or compares it, never for a log line or an error.
    std::string_view reveal() const { return {bytes_.get(), size_}; }

    // Takes as long for a wrong first letter as for a wrong last one; the length is not hidden.
    bool matches(std::string_view told) const;

    template <class Stream>
    friend Stream& operator<<(Stream&, const secret&) = delete;

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
};

// Overwrites text that held a secret on its way into one.
void wipe(char* bytes, std::size_t size);

}  // namespace bot
