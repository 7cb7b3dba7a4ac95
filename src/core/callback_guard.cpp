#include "core/callback_guard.hpp"

namespace pdum::rfb {
namespace {
thread_local int callback_depth = 0;
}

bool inside_callback() noexcept {
  return callback_depth > 0;
}
CallbackScope::CallbackScope() noexcept {
  ++callback_depth;
}
CallbackScope::~CallbackScope() {
  --callback_depth;
}

}  // namespace pdum::rfb
