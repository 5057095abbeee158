# scribe_embed(target name base_folder files...): the files' bytes become part of
# the program. Code of `target` includes "embedded/NAME.hpp" and calls
# bot::embedded::NAME(), which gives every file (bot/base/embedded.hpp), sorted by
# its path relative to base_folder. Changing a file rebuilds one small object.
function(scribe_embed target name base_folder)
  if(NOT name MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "scribe_embed: '${name}' names a function; use a-z, 0-9 and _")
  endif()
  cmake_path(ABSOLUTE_PATH base_folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  set(paths "")
  foreach(file IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${base_folder} OUTPUT_VARIABLE path)
    if(path MATCHES "^\\.\\.|[\"\\\\]")
      message(FATAL_ERROR "scribe_embed: ${file} lies outside ${base_folder} or its name holds a quote")
    endif()
    list(APPEND paths "${path}")
  endforeach()
  list(REMOVE_DUPLICATES paths)
  list(SORT paths COMPARE STRING CASE SENSITIVE)

  set(inputs "")
  set(blobs "")
  set(symbols "")
  set(rows "")
  set(number 0)
  foreach(path IN LISTS paths)
    set(symbol "scribe_embedded_${name}_${number}")
    string(APPEND blobs ".hidden ${symbol}\n.hidden ${symbol}_end\n.globl ${symbol}\n.globl ${symbol}_end\n"
                        ".balign 16\n${symbol}:\n.incbin \"${base_folder}/${path}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND symbols "extern const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND rows "        file{R\"path(${path})path\", {${symbol}, static_cast<std::size_t>(${symbol}_end "
                       "- ${symbol})}},\n")
    list(APPEND inputs "${base_folder}/${path}")
    math(EXPR number "${number} + 1")
  endforeach()

  set(folder ${CMAKE_BINARY_DIR}/generated/${name})
  file(CONFIGURE OUTPUT ${folder}/embedded/${name}.hpp @ONLY CONTENT
"// The files embedded as @name@.
#pragma once

#include \"bot/base/embedded.hpp\"

#include <span>

namespace bot::embedded {

std::span<const file> @name@();

}  // namespace bot::embedded
")
  # .incbin in C++ rather than an assembler file: one compiler, one set of flags.
  file(CONFIGURE OUTPUT ${folder}/${name}.cpp @ONLY CONTENT
"#include \"embedded/@name@.hpp\"

#include <array>
#include <cstddef>

__asm__(R\"asm(
.section .rodata.scribe_embedded_@name@,\"a\",%progbits
@blobs@.previous
)asm\");

extern \"C\" {
@symbols@}

namespace bot::embedded {

std::span<const file> @name@() {
    static const std::array<file, @number@> all{
@rows@    };
    return all;
}

}  // namespace bot::embedded
")
  set_source_files_properties(${folder}/${name}.cpp PROPERTIES OBJECT_DEPENDS "${inputs}")

  # A library of its own: a room without sources is an interface library and can hold no object.
  add_library(embedded_${name} STATIC ${folder}/${name}.cpp)
  target_include_directories(embedded_${name} PUBLIC ${CMAKE_SOURCE_DIR} ${folder})
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_link_libraries(${target} INTERFACE embedded_${name})
  else()
    target_link_libraries(${target} PUBLIC embedded_${name})
  endif()
endfunction()
