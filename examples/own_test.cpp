// A test of an application, without a browser and without a test framework.
#include <cstdio>
#include <optional>

#include <pdum/rfb.hpp>
#include <pdum/rfb/testing.hpp>
namespace rfb = pdum::rfb;

/// What is tested: a click paints the picture red.
void application_step(rfb::Display& display, rfb::testing::Colour& colour) {
  for (const rfb::InputEvent& event : display.wait_events(std::chrono::seconds(10))) {
    if (event.get_if<rfb::PointerDown>() != nullptr) colour = {255, 0, 0};
  }
  display.publish(rfb::testing::solid(64, 48, colour));
}

int main() {
  rfb::Display display = rfb::serve({.width = 64, .height = 48, .port = 0});
  rfb::testing::Colour colour{0, 0, 255};
  display.publish(rfb::testing::solid(64, 48, colour));

  rfb::testing::Viewer viewer(display, {.supported = {"image/png"}});
  const std::optional<rfb::testing::ViewerFrame> before = viewer.wait_frame();
  viewer.click(10, 10);
  application_step(display, colour);
  const std::optional<rfb::testing::ViewerFrame> after = viewer.wait_frame();

  const bool passed = before && after && after->header.format == "image/png" &&
                      before->payload != after->payload && after->header.timestamp > before->header.timestamp;
  std::puts(passed ? "passed" : "failed");
  return passed ? 0 : 1;
}
