pdum_test(request_guard_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/request_guard_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/trusted_proxies_test.cpp DEPS pdum_guard LABELS unit)
