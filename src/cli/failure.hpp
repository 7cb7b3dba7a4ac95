#pragma once

#include <stdexcept>
#include <string>
#include <system_error>

namespace pdum::rfb::cli {

/// The command line is wrong: exit code 2. `what()` names the option and its value.
class ArgumentError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Something failed while running: exit code 1. `what()` says what happened and what to do.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The words for a value of `errno`. Unlike `std::strerror`, any thread may ask.
inline std::string reason_of(int error) {
  return std::generic_category().message(error);
}

}  // namespace pdum::rfb::cli
