#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include <pdum/rfb.hpp>

/// Rings that spread from the pointer; Escape ends it.
class Scene {
 public:
  bool running() const { return running_; }

  void handle(const pdum::rfb::InputEvent& event) {
    if (const auto* move = event.get_if<pdum::rfb::PointerMove>()) {
      x_ = static_cast<float>(move->x);
      y_ = static_cast<float>(move->y);
    } else if (const auto* key = event.get_if<pdum::rfb::KeyDown>()) {
      running_ = key->key != "Escape";
    }
  }

  pdum::rfb::FrameView render() {
    phase_ += 0.1F;
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const float dx = static_cast<float>(x) - x_;
        const float dy = static_cast<float>(y) - y_;
        const float wave = triangle((dx * dx + dy * dy) * 0.0002F - phase_);
        std::uint8_t* pixel =
            &pixels_[(static_cast<std::size_t>(y) * kWidth + static_cast<std::size_t>(x)) * 3];
        pixel[0] = static_cast<std::uint8_t>(30 + 200 * wave);
        pixel[1] = static_cast<std::uint8_t>(60 + 100 * wave);
        pixel[2] = static_cast<std::uint8_t>(120 - 60 * wave);
      }
    }
    return pdum::rfb::frame_view(pixels_, kWidth, kHeight, pdum::rfb::PixelFormat::rgb24);
  }

  void sleep() { std::this_thread::sleep_for(std::chrono::milliseconds(16)); }

 private:
  static constexpr int kWidth = 1280;
  static constexpr int kHeight = 720;

  /// Up and down between 0 and 1, once per unit.
  static float triangle(float t) { return std::fabs(2 * (t - std::floor(t)) - 1); }

  bool running_ = true;
  float x_ = kWidth / 2;
  float y_ = kHeight / 2;
  float phase_ = 0;
  std::vector<std::uint8_t> pixels_ = std::vector<std::uint8_t>(std::size_t{3} * kWidth * kHeight);
};
