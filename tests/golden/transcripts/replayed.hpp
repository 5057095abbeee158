// Runs the real program, on a transcript for one, and takes everything it leaves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

struct replayed {
    int code = -1;
    std::string out, complaints;
};

struct surroundings {
    std::string zone = "UTC", locale = "C";
};

// Files are named as seen from `folder`; nothing of the caller's environment counts.
replayed run(
    const std::string& folder,
    const std::vector<std::string>& arguments,
    const surroundings& in = {}
);

// `file` and `config` are named as seen from `folder`; nothing of the caller's environment counts.
replayed replay(
    const std::string& folder,
    std::string_view file,
    std::string_view config = {},
    const surroundings& in = {}
);

// An empty folder of its own, removed with it.
class fresh_folder {
public:
    fresh_folder();
    ~fresh_folder();
    fresh_folder(const fresh_folder&) = delete;
    fresh_folder& operator=(const fresh_folder&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

std::string text_of_file(const std::string& path);
void write_text(const std::string& path, std::string_view text);

}  // namespace bot::test
