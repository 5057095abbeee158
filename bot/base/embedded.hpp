// A file that was made part of the program at build time (deploy/cmake/embed.cmake).
#pragma once

#include <string_view>

namespace bot::embedded {

struct file {
    std::string_view path;   // relative to the folder it was taken from
    std::string_view bytes;  // a NUL stands behind the last one
};

}  // namespace bot::embedded
