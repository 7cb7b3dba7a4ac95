#include <cstdio>
#include <vector>

#include <pdum/rfb.hpp>
#include <pdum/rfb/protocol.hpp>
#include <pdum/rfb/testing.hpp>

int main() {
  namespace rfb = pdum::rfb;
  rfb::Display display = rfb::serve({.width = 4, .height = 4, .port = 0});
  const std::vector<unsigned char> pixels(4 * 4 * 4, 7);
  const bool accepted = display.publish(rfb::frame_view(pixels, 4, 4)) == rfb::PublishResult::accepted;
  std::printf("%s\n", display.url().c_str());
  if (!accepted || !display.poll_events().empty()) return 1;

  rfb::testing::Viewer viewer(display);
  const auto frame = viewer.wait_frame();
  if (!frame) return 1;
  const auto message = rfb::pack_binary_message(frame->header, frame->payload);
  const auto unpacked = rfb::unpack_binary_message(message);
  const bool same = unpacked && unpacked->header == frame->header;
  return same && !rfb::testing::is_keyframe(frame->payload) ? 0 : 1;
}
