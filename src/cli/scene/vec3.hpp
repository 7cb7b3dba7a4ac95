#pragma once

#include <cmath>

namespace pdum::rfb::cli {

struct Vec3 {
  float x = 0;
  float y = 0;
  float z = 0;
};

inline Vec3 operator+(Vec3 a, Vec3 b) noexcept {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
inline Vec3 operator-(Vec3 a, Vec3 b) noexcept {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
inline Vec3 operator*(Vec3 a, float s) noexcept {
  return {a.x * s, a.y * s, a.z * s};
}
inline Vec3 operator*(Vec3 a, Vec3 b) noexcept {
  return {a.x * b.x, a.y * b.y, a.z * b.z};
}
inline float dot(Vec3 a, Vec3 b) noexcept {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline float length(Vec3 a) noexcept {
  return std::sqrt(dot(a, a));
}
inline Vec3 normalised(Vec3 a) noexcept {
  const float size = length(a);
  return size > 1e-12F ? a * (1 / size) : Vec3{0, 0, 1};
}

/// Rows of a rotation matrix.
struct Rotation {
  Vec3 right;
  Vec3 up;
  Vec3 towards;  ///< the viewer

  Vec3 apply(Vec3 p) const noexcept { return {dot(right, p), dot(up, p), dot(towards, p)}; }

  /// Turned by `yaw` about the vertical axis, then by `pitch` about the horizontal one; radians.
  static Rotation orbit(float yaw, float pitch) noexcept {
    const float cy = std::cos(yaw);
    const float sy = std::sin(yaw);
    const float cp = std::cos(pitch);
    const float sp = std::sin(pitch);
    return {.right = {cy, 0, sy}, .up = {sp * sy, cp, -sp * cy}, .towards = {-cp * sy, sp, cp * cy}};
  }
};

}  // namespace pdum::rfb::cli
