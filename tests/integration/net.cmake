# The network room over real sockets.
add_library(pdum_raw_client STATIC ${PROJECT_SOURCE_DIR}/tests/support/net/raw_client.cpp)
target_include_directories(pdum_raw_client PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(pdum_raw_client PRIVATE pdum_test_flags)
target_compile_features(pdum_raw_client PUBLIC cxx_std_20)
set_target_properties(pdum_raw_client PROPERTIES PDUM_IS_TEST ON)

set(net_tls_test)
set(net_tls_peer)
if(PDUM_HAVE_OPENSSL)
  set(net_tls_test ${CMAKE_CURRENT_LIST_DIR}/net_tls_test.cpp)
  set(net_tls_peer pdum_tls_peer)
endif()
pdum_test(net_integration_test
  SOURCES ${net_tls_test} ${CMAKE_CURRENT_LIST_DIR}/net_adopt_test.cpp ${CMAKE_CURRENT_LIST_DIR}/net_abuse_test.cpp ${CMAKE_CURRENT_LIST_DIR}/net_runtime_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/net_server_test.cpp
  DEPS pdum_net pdum_net_support pdum_raw_client ${net_tls_peer} LABELS integration)
