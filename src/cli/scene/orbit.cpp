#include "cli/scene/orbit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace pdum::rfb::cli {
namespace {

constexpr double kIdleBeforeTurning = 3;  // seconds
constexpr double kIdleTurn = 0.35;        // radians per second
constexpr double kKeyTurn = 1.6;          // radians per second
constexpr double kSpinHalfLife = 0.18;    // seconds
constexpr double kMaxPitch = 1.5;         // radians
constexpr double kMinZoom = 0.45;
constexpr double kMaxZoom = 2.2;

}  // namespace

void Orbit::turn(double yaw, double pitch) {
  yaw_ = std::remainder(yaw_ + yaw, 2 * std::numbers::pi);
  pitch_ = std::clamp(pitch_ + pitch, -kMaxPitch, kMaxPitch);
  moved_ = true;
}

void Orbit::drag(Hand& hand, const PointerState& pointer) {
  const double scale = std::numbers::pi / height_;
  const double yaw = (pointer.x - hand.x) * scale;
  const double pitch = (pointer.y - hand.y) * scale;
  hand.x = pointer.x;
  hand.y = pointer.y;
  dragged_yaw_ += yaw;
  dragged_pitch_ += pitch;
  untouched_ = 0;
  turn(yaw, pitch);
}

void Orbit::key(Hand& hand, const std::string& key, bool down) {
  if (key.starts_with("Arrow")) {
    if (down) {
      hand.keys.insert(key);
    } else {
      hand.keys.erase(key);
    }
    untouched_ = 0;
  }
  if (down && (key == "r" || key == "R")) reset();
}

void Orbit::reset() {
  const Orbit fresh(height_);
  yaw_ = fresh.yaw_;
  pitch_ = fresh.pitch_;
  target_zoom_ = 1;
  spin_yaw_ = spin_pitch_ = 0;
  untouched_ = 0;
  moved_ = true;
}

void Orbit::handle(const InputEvent& event) {
  if (event.get_if<Close>() != nullptr) {
    hands_.erase(event.client_id);
    return;
  }
  Hand& hand = hands_[event.client_id];
  if (const auto* down = event.get_if<PointerDown>()) {
    hand.dragging = true;
    hand.x = down->x;
    hand.y = down->y;
    spin_yaw_ = spin_pitch_ = 0;
    untouched_ = 0;
  } else if (const auto* move = event.get_if<PointerMove>()) {
    if (hand.dragging) drag(hand, *move);
    if (move->buttons.empty()) hand.dragging = false;
  } else if (const auto* up = event.get_if<PointerUp>()) {
    if (up->buttons.empty()) hand.dragging = false;
  } else if (const auto* wheel = event.get_if<Wheel>()) {
    target_zoom_ = std::clamp(target_zoom_ * std::exp(-wheel->dy * 0.0012), kMinZoom, kMaxZoom);
    untouched_ = std::min(untouched_, kIdleBeforeTurning);
  } else if (const auto* pressed = event.get_if<KeyDown>()) {
    key(hand, pressed->key, true);
  } else if (const auto* released = event.get_if<KeyUp>()) {
    key(hand, released->key, false);
  } else if (event.get_if<FocusOut>() != nullptr) {
    hand.keys.clear();
    hand.dragging = false;
  }
}

bool Orbit::advance(double seconds) {
  if (seconds <= 0) return std::exchange(moved_, false);
  const bool held =
      std::any_of(hands_.begin(), hands_.end(), [](const auto& h) { return h.second.dragging; });
  for (const auto& [client, hand] : hands_) {
    for (const std::string& key : hand.keys) {
      const double step = kKeyTurn * seconds;
      turn(key == "ArrowRight"  ? step
           : key == "ArrowLeft" ? -step
                                : 0,
           key == "ArrowDown" ? step
           : key == "ArrowUp" ? -step
                              : 0);
      untouched_ = 0;
    }
  }
  if (held) {
    spin_yaw_ += (dragged_yaw_ / seconds - spin_yaw_) * 0.4;
    spin_pitch_ += (dragged_pitch_ / seconds - spin_pitch_) * 0.4;
    untouched_ = 0;
  } else if (std::hypot(spin_yaw_, spin_pitch_) > 0.01) {
    turn(spin_yaw_ * seconds, spin_pitch_ * seconds);
    const double keep = std::exp2(-seconds / kSpinHalfLife);
    spin_yaw_ *= keep;
    spin_pitch_ *= keep;
  }
  dragged_yaw_ = dragged_pitch_ = 0;
  untouched_ += seconds;
  const double eager = std::clamp((untouched_ - kIdleBeforeTurning) / 1.5, 0.0, 1.0);
  if (eager > 0) turn(kIdleTurn * eager * seconds, 0);
  if (std::fabs(target_zoom_ / zoom_ - 1) > 1e-4) {
    zoom_ *= std::pow(target_zoom_ / zoom_, 1 - std::exp2(-seconds / 0.05));
    moved_ = true;
  }
  return std::exchange(moved_, false);
}

}  // namespace pdum::rfb::cli
