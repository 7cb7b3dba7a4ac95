// Renders only when somebody did something: while the picture rests, the program sleeps.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include <pdum/rfb.hpp>
namespace rfb = pdum::rfb;

int main() {
  constexpr int kWidth = 640;
  constexpr int kHeight = 360;
  rfb::Display display = rfb::serve(kWidth, kHeight);
  std::vector<std::uint8_t> gray(static_cast<std::size_t>(kWidth) * kHeight);

  for (int shown = -1, level = 32; !display.is_closed();) {
    if (level != shown) {  // only what has changed is drawn and published
      std::fill(gray.begin(), gray.end(), static_cast<std::uint8_t>(level));
      display.publish(rfb::frame_view(gray, kWidth, kHeight, rfb::PixelFormat::gray8));
      shown = level;
    }
    for (const rfb::InputEvent& event : display.wait_events(std::chrono::hours(1))) {
      if (const auto* wheel = event.get_if<rfb::Wheel>())
        level = std::clamp(level - static_cast<int>(std::clamp(wheel->dy, -99.0, 99.0)) / 10, 0, 255);
      if (const auto* key = event.get_if<rfb::KeyDown>(); key != nullptr && key->key == "q") display.close();
    }
  }
}
