# Warnings, sanitizers and hardening: private to this build, never exported to consumers.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
if(BUILD_SHARED_LIBS)
  set(CMAKE_CXX_VISIBILITY_PRESET default)
endif()

add_library(pdum_build_flags INTERFACE)
target_compile_options(pdum_build_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow
  # Not for tests: g++ sees null in every get_if() that a test expects.
  $<$<NOT:$<BOOL:$<TARGET_PROPERTY:PDUM_IS_TEST>>>:-Wnull-dereference>
  $<$<BOOL:${PDUM_WARNINGS_AS_ERRORS}>:-Werror>
  # g++ 12 reports "literal" + std::string as -Wrestrict, and at -O3 guesses at null pointers inside its own headers.
  "$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-error=null-dereference>"
  $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wthread-safety -Werror=thread-safety>)
if(PDUM_SANITIZE)
  # Without vptr: it probes addresses through a pipe, and so sees errors where a test leaves no file descriptors.
  target_compile_options(pdum_build_flags INTERFACE
    -fsanitize=${PDUM_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
  target_link_options(pdum_build_flags INTERFACE -fsanitize=${PDUM_SANITIZE})
  target_compile_definitions(pdum_build_flags INTERFACE PDUM_SANITIZED)
endif()
if(PDUM_BUILD_FUZZERS)
  target_compile_options(pdum_build_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
