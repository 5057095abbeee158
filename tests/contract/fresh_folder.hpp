// A folder of one case: made empty, removed with everything in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <stdlib.h>
#include <string>

namespace bot::test {

class fresh_folder {
public:
    explicit fresh_folder(
        const std::filesystem::path& in = std::filesystem::temp_directory_path()
    ) {
        auto pattern = (in / "scribe-store-XXXXXX").string();
        if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder: " + pattern);
        path_ = pattern;
    }
    fresh_folder(const fresh_folder&) = delete;
    fresh_folder& operator=(const fresh_folder&) = delete;
    ~fresh_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

// Where a flush costs nothing, for cases that do thousands; elsewhere if there is none here.
inline std::filesystem::path folder_in_memory() {
    const std::filesystem::path shared = "/dev/shm";
    std::error_code ignored;
    return std::filesystem::is_directory(shared, ignored) ? shared
                                                          : std::filesystem::temp_directory_path();
}

// Every byte of a file; "" when it is not there.
inline std::string bytes_of_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace bot::test
