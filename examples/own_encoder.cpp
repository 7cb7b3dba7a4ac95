// Video by an encoder of one's own, which sends the blocks of the picture that have changed.
#include <memory>

#include <pdum/rfb.hpp>
#include <pdum/rfb/testing.hpp>

#include "block_encoder.hpp"
namespace rfb = pdum::rfb;

int main() {
  rfb::register_video_encoder("blocks", [](const rfb::VideoEncoderSettings& settings) {
    return std::make_unique<BlockEncoder>(settings);
  });
  rfb::Display display = rfb::serve({.width = 640, .height = 360, .video_encoder = "blocks"});
  display.run_at(
      30, [&, frame = 0]() mutable { display.publish(rfb::testing::bouncing_box(640, 360, frame++)); });
}
