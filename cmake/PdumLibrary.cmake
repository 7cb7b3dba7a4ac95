# All rooms in one library, pdum::rfb. Rooms link each other inside the build; consumers see only this target.
# The target is not called pdum-rfb: the program's file has that name, and Ninja allows only one.
get_property(rooms GLOBAL PROPERTY PDUM_ROOMS)
set(objects)
foreach(room IN LISTS rooms)
  list(APPEND objects $<TARGET_OBJECTS:${room}>)
endforeach()
add_library(pdum_rfb ${objects})
add_library(pdum::rfb ALIAS pdum_rfb)
set_target_properties(pdum_rfb PROPERTIES OUTPUT_NAME pdum-rfb EXPORT_NAME rfb LINKER_LANGUAGE CXX
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
target_compile_features(pdum_rfb PUBLIC cxx_std_20)
target_include_directories(pdum_rfb PUBLIC
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)

# What the objects need when they are linked. Looked up again under names of our own, since the installed package
# does the same lookup in the consumer's project, where PkgConfig::FFMPEG may be something else.
set(PDUM_RFB_MODULES libhwy)
foreach(entry IN ITEMS "FFMPEG;libavcodec;libavutil" "JPEG;libturbojpeg" "PNG;libpng" "WEBP;libwebp;libwebpmux"
                       "PROMETHEUS;prometheus-cpp-core" "OPENSSL;openssl")
  list(POP_FRONT entry feature)
  if(PDUM_HAVE_${feature})
    list(APPEND PDUM_RFB_MODULES ${entry})
  endif()
endforeach()
pkg_check_modules(PDUM_RFB_CODECS REQUIRED QUIET IMPORTED_TARGET ${PDUM_RFB_MODULES})
target_link_libraries(pdum_rfb PRIVATE Threads::Threads PkgConfig::PDUM_RFB_CODECS)
