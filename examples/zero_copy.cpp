// Two ways to publish without a copy: memory of the display's own, and memory of the caller's.
#include <chrono>
#include <cstddef>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <pdum/rfb.hpp>
namespace rfb = pdum::rfb;

int main() {
  constexpr int kWidth = 800;
  constexpr int kHeight = 600;
  rfb::Display display = rfb::serve(kWidth, kHeight);

  for (int i = 0; i < 600 && !display.is_closed(); ++i) {
    // Recycled memory: draw into it, give it away.
    rfb::Frame frame = display.acquire_frame(kWidth, kHeight, rfb::PixelFormat::rgba8);
    for (int y = 0; y < kHeight; ++y) std::memset(frame.row(y), (i + y) & 255, kWidth * 4);
    display.publish(std::move(frame));
    std::this_thread::sleep_for(std::chrono::milliseconds(16));
  }

  // Memory of the caller's: kept alive by what the release function holds.
  const auto pixels =
      std::make_shared<std::vector<std::byte>>(std::size_t{3} * kWidth * kHeight, std::byte{90});
  display.publish(
      rfb::Frame::wrap(rfb::frame_view(*pixels, kWidth, kHeight, rfb::PixelFormat::rgb24), [pixels] {}));
  std::this_thread::sleep_for(std::chrono::seconds(10));
}
