# Fails when docs/guide_cpp.md does not contain an example as it is compiled.
file(READ "${ROOT}/docs/guide_cpp.md" guide)
foreach(example IN LISTS EXAMPLES)
  file(READ "${ROOT}/examples/${example}.cpp" code)
  string(FIND "${guide}" "```cpp\n${code}```" at)
  if(at EQUAL -1)
    message(SEND_ERROR "docs/guide_cpp.md does not quote examples/${example}.cpp as it is: copy it there")
  endif()
endforeach()
