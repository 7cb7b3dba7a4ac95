#pragma once

#include <optional>
#include <string>
#include <vector>

#include <pdum/rfb/event.hpp>

namespace pdum::rfb {

/// What one viewer holds down, so that it can be let go for it when its control or its connection ends, and
/// so that what it pressed before it had control does not reach the application later. Pure; bounded.
class HeldInput {
 public:
  static constexpr std::size_t kMaxKeys = 64;

  /// Whether an event of a viewer with control is passed on: not where it lets go of something that the
  /// application has never seen pressed, since the viewer had no control then.
  bool pass(const Event& event);
  /// An event of a viewer without control.
  void note_dropped(const Event& event);
  /// What the application must hear so that nothing stays pressed; nothing is held afterwards. What is still
  /// down is not passed on when it is let go.
  std::vector<Event> release();

 private:
  struct Key {
    std::string key;
    std::string code;
  };

  Buttons buttons_;
  std::vector<Key> keys_;
  std::optional<PointerState> pointer_;  ///< over the view; where it was last
  Buttons unseen_buttons_;               ///< pressed without control
  std::vector<Key> unseen_keys_;
};

}  // namespace pdum::rfb
