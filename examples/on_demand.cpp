// Renders only when somebody did something: the picture costs nothing while it rests.
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
  std::vector<std::uint8_t> gray(static_cast<std::size_t>(kWidth) * kHeight, 32);
  int level = 32;
  display.publish(rfb::frame_view(gray, kWidth, kHeight, rfb::PixelFormat::gray8));

  while (!display.is_closed()) {
    for (const rfb::InputEvent& event : display.wait_events(std::chrono::seconds(1))) {
      if (const auto* wheel = event.get_if<rfb::Wheel>())
        level -= static_cast<int>(std::clamp(wheel->dy, -99.0, 99.0)) / 10;
      if (const auto* key = event.get_if<rfb::KeyDown>(); key != nullptr && key->key == "q") display.close();
    }
    level = std::clamp(level, 0, 255);
    std::fill(gray.begin(), gray.end(), static_cast<std::uint8_t>(level));
    // An equal frame is found out and neither encoded nor sent.
    display.publish(rfb::frame_view(gray, kWidth, kHeight, rfb::PixelFormat::gray8));
  }
}
