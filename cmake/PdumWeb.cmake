# The viewer page: built with Vite from web/, then written into a C++ file.
# Sets PDUM_WEB_ASSETS_SOURCE: that file, or a page that says how to get the real one.
# PDUM_NODE_DIR: folder with `node` and `npm`, put before PATH (empty: what is on PATH).
set(PDUM_NODE_DIR "" CACHE PATH "Folder with node and npm, searched before PATH")
set(PDUM_WEB_ASSETS_SOURCE ${PROJECT_SOURCE_DIR}/src/net/web_assets_missing.cpp)
set(pdum_minimum_node 20.19)

function(pdum_web_unavailable reason)
  if(PDUM_WITH_WEB STREQUAL "ON")
    message(FATAL_ERROR "PDUM_WITH_WEB=ON, but ${reason}")
  endif()
  message(STATUS "Without the viewer page: ${reason}")
endfunction()

function(pdum_find_node)
  find_program(PDUM_NODE node HINTS ${PDUM_NODE_DIR})
  find_program(PDUM_NPM npm HINTS ${PDUM_NODE_DIR})
  if(NOT PDUM_NODE OR NOT PDUM_NPM)
    pdum_web_unavailable("node and npm were not found. On Debian and Ubuntu: apt-get install nodejs npm")
    return()
  endif()
  execute_process(COMMAND ${PDUM_NODE} --version OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  string(REGEX REPLACE "^v" "" version "${version}")
  if(version VERSION_LESS pdum_minimum_node)
    pdum_web_unavailable("node ${version} is older than ${pdum_minimum_node}; set PDUM_NODE_DIR to the folder of a newer one")
    return()
  endif()
  set(PDUM_NODE_USABLE ON PARENT_SCOPE)
endfunction()

function(pdum_build_web)
  set(web ${PROJECT_SOURCE_DIR}/web)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/web)
  get_filename_component(node_folder ${PDUM_NODE} DIRECTORY)
  get_filename_component(npm_folder ${PDUM_NPM} DIRECTORY)
  set(run ${CMAKE_COMMAND} -E env "PATH=${node_folder}:${npm_folder}:$ENV{PATH}")

  add_custom_command(OUTPUT ${out}/packages.stamp
    COMMAND ${run} ${CMAKE_COMMAND} -DNPM=${PDUM_NPM} -DWEB=${web} -P ${PROJECT_SOURCE_DIR}/cmake/PdumNpmCi.cmake
    COMMAND ${CMAKE_COMMAND} -E make_directory ${out}
    COMMAND ${CMAKE_COMMAND} -E touch ${out}/packages.stamp
    DEPENDS ${web}/package.json ${web}/package-lock.json
    COMMENT "Fetching the packages that build the viewer page" VERBATIM)

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/src/*)
  file(GLOB settings CONFIGURE_DEPENDS ${web}/*.json ${web}/*.ts ${web}/*.html ${web}/*.mjs)
  add_custom_command(OUTPUT ${out}/web_assets.cpp
    COMMAND ${run} ${PDUM_NPM} run build -- --outDir ${out}/dist --emptyOutDir
    COMMAND ${run} ${PDUM_NODE} scripts/embed.mjs ${out}/dist ${out}/web_assets.cpp
    DEPENDS ${out}/packages.stamp ${sources} ${settings} ${web}/scripts/embed.mjs
    WORKING_DIRECTORY ${web} COMMENT "Building the viewer page" VERBATIM)
  set(PDUM_WEB_ASSETS_SOURCE ${out}/web_assets.cpp PARENT_SCOPE)
endfunction()

if(PDUM_WITH_WEB STREQUAL "OFF")
  message(STATUS "Without the viewer page: PDUM_WITH_WEB=OFF")
elseif(NOT EXISTS ${PROJECT_SOURCE_DIR}/web/package.json OR NOT EXISTS ${PROJECT_SOURCE_DIR}/web/scripts/embed.mjs)
  pdum_web_unavailable("the folder web/ is not complete")
else()
  pdum_find_node()
  if(PDUM_NODE_USABLE)
    pdum_build_web()
  endif()
endif()
