# One viewer's whole way with every operation of its stream failing once.
pdum_test(fail_at_nth_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/fail_at_nth_test.cpp
  DEPS pdum_hub pdum_net pdum_net_support LABELS integration)
