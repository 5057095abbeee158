# One place for what every target is compiled with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# Of the memory that is in use most is code: templates of libraries, unrolled by -O3 to half as much
# again. For size it is as quick (tests/bench/slack), and 2.3 MB smaller.
set(CMAKE_CXX_FLAGS_RELEASE "-Os -DNDEBUG")

# g++ 12 destroys temporaries twice around co_await and crashes on co_await in a
# condition; both compile without a word. Nothing built with it can be trusted.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR
    "GCC ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines (temporaries around co_await are destroyed "
    "twice). Use a preset, which takes clang++-19 (apt install clang-19), or GCC 13 and newer.")
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
  message(FATAL_ERROR "clang ${CMAKE_CXX_COMPILER_VERSION} is too old; use clang++-19 (apt install clang-19).")
endif()

find_program(ccache ccache)
if(ccache)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ccache})
endif()
find_program(lld NAMES ld.lld-19 ld.lld)
if(lld)
  add_link_options(-fuse-ld=${lld})
  # Every page that is touched is counted, and sixteen around it: what runs once before main stands
  # together and not among all the rest, functions with the same code stand there once, relocations
  # take eight bytes for sixty-four instead of twenty-four for one (glibc 2.36 and newer read them).
  add_link_options(-Wl,-z,keep-text-section-prefix -Wl,--gc-sections -Wl,--icf=safe
                   -Wl,-z,pack-relative-relocs)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
                    -Woverloaded-virtual -Wimplicit-fallthrough -Wextra-semi -Werror)
add_compile_definitions(BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                        BOOST_ASIO_DISABLE_BOOST_COROUTINE SPDLOG_FMT_EXTERNAL SPDLOG_COMPILED_LIB)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Boost 1.81 and Catch2 v2 predate clang 19's newest remarks.
  add_compile_options(-Wno-deprecated-declarations -Wno-enum-constexpr-conversion)
endif()

set(SCRIBE_SANITIZE "" CACHE STRING "Sanitizers, comma separated")
option(SCRIBE_FUZZ "Count branches for libFuzzer (with SCRIBE_SANITIZE)" OFF)
if(SCRIBE_SANITIZE)
  add_compile_options(-fsanitize=${SCRIBE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -O1)
  add_link_options(-fsanitize=${SCRIBE_SANITIZE})
  if(SCRIBE_FUZZ)
    # Hundreds of millions of runs: as fast as it goes, and every branch counted.
    add_compile_options(-fsanitize=fuzzer-no-link -O2)
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong)
  add_link_options(-pie -Wl,-z,relro -Wl,-z,now)
endif()
