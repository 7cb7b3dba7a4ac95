#include <cstdio>
#include <vector>

#include <pdum/rfb.hpp>

int main() {
  namespace rfb = pdum::rfb;
  rfb::Display display = rfb::serve({.width = 4, .height = 4, .port = 0});
  const std::vector<unsigned char> pixels(4 * 4 * 4, 7);
  const bool accepted = display.publish(rfb::frame_view(pixels, 4, 4)) == rfb::PublishResult::accepted;
  std::printf("%s\n", display.url().c_str());
  return accepted && display.poll_events().empty() ? 0 : 1;
}
