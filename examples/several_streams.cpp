// One server, several pictures: an overview that is always there, and a detail that comes and goes.
#include <chrono>
#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

#include <pdum/rfb.hpp>
namespace rfb = pdum::rfb;

int main() {
  rfb::Server server = rfb::serve_server({.port = 8765});
  // Each has its own size and options, and a page of its own: http://127.0.0.1:8765/overview and …/detail.
  rfb::Display overview = server.add_stream("overview", 640, 360);
  std::optional<rfb::Display> detail;
  std::vector<std::uint8_t> gray(std::size_t{640} * 360);

  for (int frame = 0; frame < 600; ++frame) {
    for (std::size_t i = 0; i < gray.size(); ++i)
      gray[i] = static_cast<std::uint8_t>(i + static_cast<unsigned>(frame));
    overview.publish(rfb::frame_view(gray, 640, 360, rfb::PixelFormat::gray8));
    if (frame % 200 == 0)
      detail = server.add_stream("detail", {.width = 160, .height = 90, .image_quality = 95});
    if (detail) detail->publish(rfb::frame_view(gray, 160, 90, rfb::PixelFormat::gray8, 640));
    // Its viewers are told goodbye; those of the overview notice nothing.
    if (frame % 200 == 150) detail.reset();
    std::this_thread::sleep_for(std::chrono::milliseconds(33));
  }
}
