# pdum_room(<name> SOURCES <file>... [DEPS <room or target>...])
# One room of the house: an internal static library `pdum_<name>`, headers found as "<room>/<file>.hpp".
function(pdum_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(pdum_${name} STATIC ${ARG_SOURCES})
  target_include_directories(pdum_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(pdum_${name} PUBLIC ${ARG_DEPS} PRIVATE pdum_build_flags)
  set_property(GLOBAL APPEND PROPERTY PDUM_ROOMS pdum_${name})
endfunction()

# pdum_test(<name> SOURCES <file>... [DEPS <target>...] [LABELS <label>...]): one GoogleTest program, one ctest entry.
# The target `pdum_tests` builds all of them and nothing besides.
function(pdum_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  add_dependencies(pdum_tests ${name})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest_main pdum_build_flags)
  set_target_properties(${name} PROPERTIES PDUM_IS_TEST ON)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE PDUM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300)
endfunction()
