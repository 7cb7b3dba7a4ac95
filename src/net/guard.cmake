# The request guard is a room of its own for linking: pure, no Boost, so tests and fuzzers build it in a second.
pdum_room(guard SOURCES ${CMAKE_CURRENT_LIST_DIR}/origin.cpp ${CMAKE_CURRENT_LIST_DIR}/request_guard.cpp
                         ${CMAKE_CURRENT_LIST_DIR}/trusted_proxies.cpp)
