#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace pdum::rfb {

/// What a viewer says while it is being authenticated, kept until it is let in: its newest viewport, and its
/// events in order. A person who moves the mouse meanwhile does nothing wrong, so beyond the limits the
/// oldest events are forgotten.
class EarlyMessages {
 public:
  static constexpr std::size_t kMaxEvents = 64;
  static constexpr std::size_t kMaxBytes = 256 * 1024;  ///< of the events

  void keep_viewport(std::string_view text) { viewport_ = text; }
  void keep_event(std::string_view text);
  /// Everything kept, the viewport first; nothing is left.
  std::deque<std::string> take();

 private:
  std::string viewport_;  ///< empty: none yet
  std::deque<std::string> events_;
  std::size_t bytes_ = 0;
};

}  // namespace pdum::rfb
