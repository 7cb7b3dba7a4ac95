# pdum_room(<name> SOURCES <file>... [DEPS <room or target>...])
# One room of the house: an internal static library `pdum_<name>`, headers found as "<room>/<file>.hpp".
function(pdum_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(pdum_${name} STATIC ${ARG_SOURCES})
  target_include_directories(pdum_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(pdum_${name} PUBLIC ${ARG_DEPS} PRIVATE pdum_build_flags)
  set_property(GLOBAL APPEND PROPERTY PDUM_ROOMS pdum_${name})
endfunction()

# What tests, and the code that supports them, are compiled with: they are built more often than they are run, and half
# of the build is theirs.
add_library(pdum_test_flags INTERFACE)
target_link_libraries(pdum_test_flags INTERFACE pdum_build_flags)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  target_compile_options(pdum_test_flags INTERFACE $<$<CONFIG:Release>:-O0>)
endif()

# The headers that every test includes, compiled once. A program, since only programs share its flags to the letter.
function(pdum_precompile_test_headers)
  add_executable(pdum_test_headers ${PROJECT_SOURCE_DIR}/tests/support/precompiled_headers.cpp)
  target_link_libraries(pdum_test_headers PRIVATE GTest::gmock pdum_test_flags)
  set_target_properties(pdum_test_headers PROPERTIES PDUM_IS_TEST ON)
  target_precompile_headers(pdum_test_headers PRIVATE <gtest/gtest.h> <algorithm> <chrono> <functional> <memory>
    <optional> <string> <vector>)
endfunction()

# pdum_test(<name> SOURCES <file>... [DEPS <target>...] [LABELS <label>...]): one GoogleTest program, one ctest entry.
# The target `pdum_tests` builds all of them and nothing besides.
function(pdum_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  add_dependencies(pdum_tests ${name})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest_main pdum_test_flags)
  target_precompile_headers(${name} REUSE_FROM pdum_test_headers)
  set_target_properties(${name} PROPERTIES PDUM_IS_TEST ON)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE PDUM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300)
endfunction()
