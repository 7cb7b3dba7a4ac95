#pragma once

#include <stdexcept>
#include <string>
#include <system_error>

namespace pdum::rfb {

/// What went wrong, for programs; the sentence for people is `Error::what()`.
enum class ErrorCode {
  invalid_argument = 1,  ///< an option or argument is out of range; the sentence names it
  address_in_use,        ///< the port is taken
  bind_failed,           ///< the address cannot be listened on
  invalid_frame,         ///< null pixels, short stride, absurd size
  closed,                ///< the display or server has been closed
  unavailable,           ///< a named encoder or feature is not in this build or not on this machine
  system,                ///< the operating system refused (threads, file descriptors)
};

/// The category of `ErrorCode` values, named "pdum-rfb".
const std::error_category& error_category() noexcept;

/// For comparisons such as `error.code() == ErrorCode::closed`.
inline std::error_code make_error_code(ErrorCode code) noexcept {
  return {static_cast<int>(code), error_category()};
}

/// The only exception this library throws besides `std::bad_alloc`: by `serve`, for wrong arguments, and for
/// setting something on a display or server that has been closed.
/// `what()` is a sentence that says what happened and what to do; `code()` compares with `ErrorCode`.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& sentence)
      : std::runtime_error(sentence), code_(make_error_code(code)) {}
  const std::error_code& code() const noexcept { return code_; }  ///< of the category "pdum-rfb"

 private:
  std::error_code code_;
};

}  // namespace pdum::rfb

template <>
struct std::is_error_code_enum<pdum::rfb::ErrorCode> : std::true_type {};
