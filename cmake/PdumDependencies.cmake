# Finds what the build uses. Sets PDUM_HAVE_<FEATURE> and, for what is missing, says how to get it.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

function(pdum_require_package result name package)
  if(NOT ${result})
    message(FATAL_ERROR "${name} was not found. On Debian and Ubuntu: apt-get install ${package}")
  endif()
endfunction()

find_package(Boost 1.74 QUIET)
pdum_require_package(Boost_FOUND "Boost 1.74 or newer (headers)" libboost-dev)
add_library(pdum_boost INTERFACE)
target_include_directories(pdum_boost SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_compile_definitions(pdum_boost INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE=1)
target_link_libraries(pdum_boost INTERFACE Threads::Threads)

find_package(nlohmann_json 3.9 QUIET)
pdum_require_package(nlohmann_json_FOUND "nlohmann-json" nlohmann-json3-dev)

pkg_check_modules(HWY QUIET IMPORTED_TARGET libhwy)
pdum_require_package(HWY_FOUND "Highway" libhwy-dev)

find_package(OpenSSL QUIET)
pdum_require_package(OPENSSL_FOUND "OpenSSL" libssl-dev)

find_package(CLI11 QUIET)
pdum_require_package(CLI11_FOUND "CLI11" libcli11-dev)

# pdum_optional(<FEATURE> <debian package> <pkg-config module>...): target PkgConfig::<FEATURE>, PDUM_HAVE_<FEATURE>.
macro(pdum_optional feature package)
  set(PDUM_HAVE_${feature} OFF)
  if(NOT PDUM_WITH_${feature} STREQUAL "OFF")
    pkg_check_modules(${feature} QUIET IMPORTED_TARGET ${ARGN})
    if(${feature}_FOUND)
      set(PDUM_HAVE_${feature} ON)
    elseif(PDUM_WITH_${feature} STREQUAL "ON")
      message(FATAL_ERROR "PDUM_WITH_${feature}=ON, but ${ARGN} was not found. On Debian and Ubuntu: apt-get install ${package}")
    else()
      message(STATUS "Without ${feature}: ${ARGN} not found (apt-get install ${package})")
    endif()
  endif()
endmacro()
pdum_optional(FFMPEG "libavcodec-dev libavutil-dev" libavcodec libavutil)
pdum_optional(JPEG libturbojpeg0-dev libturbojpeg)
pdum_optional(PNG libpng-dev libpng)
pdum_optional(WEBP libwebp-dev libwebp)
pdum_optional(PROMETHEUS prometheus-cpp-dev prometheus-cpp-core)

if(PDUM_BUILD_TESTS)
  find_package(GTest QUIET)
  pdum_require_package(GTest_FOUND "GoogleTest" "libgtest-dev libgmock-dev")
endif()
