#pragma once

#include <stdexcept>

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

}  // namespace pdum::rfb::cli
