# Every option of the build, in one place.
set(PDUM_IS_TOP_LEVEL ${PROJECT_IS_TOP_LEVEL})
if(PDUM_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo" FORCE)
endif()

option(PDUM_BUILD_TESTS "Build the tests" ${PDUM_IS_TOP_LEVEL})
option(PDUM_BUILD_EXAMPLES "Build the examples" ${PDUM_IS_TOP_LEVEL})
option(PDUM_BUILD_BENCHMARKS "Build the micro-benchmarks (needs Google Benchmark)" OFF)
option(PDUM_BUILD_FUZZERS "Build the libFuzzer targets (clang only)" OFF)
option(PDUM_INSTALL "Make install rules" ${PDUM_IS_TOP_LEVEL})
option(PDUM_WARNINGS_AS_ERRORS "Treat warnings as errors" OFF)
set(PDUM_SANITIZE "" CACHE STRING "Sanitizers for this build: empty, 'address,undefined' or 'thread'")

# AUTO uses what is found, ON fails without it, OFF leaves it out.
foreach(feature IN ITEMS FFMPEG:H.264\ through\ libavcodec JPEG:JPEG\ through\ libjpeg-turbo PNG:PNG\ through\ libpng
                         WEBP:WebP\ through\ libwebp PROMETHEUS:Prometheus\ text\ at\ /metrics OPENSSL:TLS\ through\ OpenSSL MICROHTTPD:the\ example\ inside\ libmicrohttpd WEB:the\ page\ built\ from\ web/\ into\ the\ program)
  string(REPLACE ":" ";" parts "${feature}")
  list(GET parts 0 name)
  list(GET parts 1 help)
  set(PDUM_WITH_${name} AUTO CACHE STRING "${help}: AUTO, ON or OFF")
  set_property(CACHE PDUM_WITH_${name} PROPERTY STRINGS AUTO ON OFF)
endforeach()
