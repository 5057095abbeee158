#include "config/secret.hpp"

#include <algorithm>
#include <string.h>  // explicit_bzero
#include <utility>

namespace bot {

// On the heap on purpose: a short std::string keeps its letters inside itself, and moving it
// leaves them behind.
secret::secret(std::string_view text)
    : bytes_(std::make_unique<char[]>(text.size())), size_(text.size()) {
    std::copy(text.begin(), text.end(), bytes_.get());
}

secret::secret(secret&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

secret& secret::operator=(secret other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    return *this;
}

secret::~secret() {
    wipe(bytes_.get(), size_);
}

bool secret::matches(std::string_view told) const {
    if (told.size() != size_) return false;
    unsigned difference = 0;
    for (std::size_t at = 0; at < size_; ++at)
        difference |= static_cast<unsigned char>(bytes_[at]) ^ static_cast<unsigned char>(told[at]);
    return difference == 0;
}

void wipe(char* bytes, std::size_t size) {
    if (size > 0) ::explicit_bzero(bytes, size);
}

}  // namespace bot
