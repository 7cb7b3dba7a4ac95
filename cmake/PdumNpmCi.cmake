# cmake -DNPM=… -DWEB=… -P PdumNpmCi.cmake: fetches what package-lock.json names, unless it is there already.
set(installed ${WEB}/node_modules/.package-lock.json)
if(EXISTS ${installed} AND NOT ${WEB}/package-lock.json IS_NEWER_THAN ${installed})
  return()
endif()
execute_process(COMMAND ${NPM} ci --no-audit --no-fund WORKING_DIRECTORY ${WEB} RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "npm ci failed in ${WEB}; is the package registry reachable? -DPDUM_WITH_WEB=OFF builds without the page")
endif()
