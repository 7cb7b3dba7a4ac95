#pragma once

#include <map>
#include <set>
#include <string>

#include <pdum/rfb/event.hpp>

#include "cli/scene/vec3.hpp"

namespace pdum::rfb::cli {

/// A camera around an object: drag turns, wheel zooms, arrow keys turn while held, `r` returns to the start;
/// turns by itself while nobody has touched it for a while. Any number of viewers may act at once.
class Orbit {
 public:
  explicit Orbit(int height) : height_(height) {}

  void handle(const InputEvent& event);
  /// False: nothing moved.
  bool advance(double seconds);

  Rotation rotation() const { return Rotation::orbit(static_cast<float>(yaw_), static_cast<float>(pitch_)); }
  double zoom() const { return zoom_; }  ///< 1 at the start, more is nearer

 private:
  struct Hand {
    bool dragging = false;
    double x = 0;
    double y = 0;
    std::set<std::string> keys;  ///< held arrow keys
  };

  void drag(Hand& hand, const PointerState& pointer);
  void key(Hand& hand, const std::string& key, bool down);
  void reset();
  void turn(double yaw, double pitch);

  int height_;  ///< pixels; a drag over all of it turns by about half a circle
  std::map<std::string, Hand> hands_;
  double yaw_ = 0.6;
  double pitch_ = 0.45;
  double zoom_ = 1;
  double target_zoom_ = 1;
  double untouched_ = 1e9;  ///< seconds
  double spin_yaw_ = 0;     ///< radians per second left over from a drag
  double spin_pitch_ = 0;
  double dragged_yaw_ = 0;  ///< since the last `advance`
  double dragged_pitch_ = 0;
  bool moved_ = true;
};

}  // namespace pdum::rfb::cli
