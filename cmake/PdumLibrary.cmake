# All rooms in one library, pdum::rfb. Rooms link each other inside the build; consumers see only this target.
get_property(rooms GLOBAL PROPERTY PDUM_ROOMS)
if(NOT rooms)
  return()
endif()
set(objects)
foreach(room IN LISTS rooms)
  list(APPEND objects $<TARGET_OBJECTS:${room}>)
endforeach()
add_library(pdum-rfb ${objects})
add_library(pdum::rfb ALIAS pdum-rfb)
set_target_properties(pdum-rfb PROPERTIES EXPORT_NAME rfb LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION} SOVERSION 0)
target_compile_features(pdum-rfb PUBLIC cxx_std_20)
target_include_directories(pdum-rfb PUBLIC
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
target_link_libraries(pdum-rfb PRIVATE Threads::Threads PkgConfig::HWY
  $<$<BOOL:${PDUM_HAVE_FFMPEG}>:PkgConfig::FFMPEG> $<$<BOOL:${PDUM_HAVE_JPEG}>:PkgConfig::JPEG>
  $<$<BOOL:${PDUM_HAVE_PNG}>:PkgConfig::PNG> $<$<BOOL:${PDUM_HAVE_WEBP}>:PkgConfig::WEBP>
  $<$<BOOL:${PDUM_HAVE_PROMETHEUS}>:PkgConfig::PROMETHEUS>)
