#include <pdum/rfb/error.hpp>

namespace pdum::rfb {
namespace {

class Category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "pdum-rfb"; }
  std::string message(int value) const override {
    switch (static_cast<ErrorCode>(value)) {
      case ErrorCode::invalid_argument:
        return "invalid argument";
      case ErrorCode::address_in_use:
        return "address in use";
      case ErrorCode::bind_failed:
        return "cannot listen on the address";
      case ErrorCode::invalid_frame:
        return "invalid frame";
      case ErrorCode::closed:
        return "closed";
      case ErrorCode::unavailable:
        return "not available";
      case ErrorCode::system:
        return "refused by the operating system";
    }
    return "unknown error";
  }
};

}  // namespace

const std::error_category& error_category() noexcept {
  static const Category category;
  return category;
}

}  // namespace pdum::rfb
