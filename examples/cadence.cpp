// A steady cadence without a loop of one's own: 60 calls a second until the page gets Escape.
#include <pdum/rfb.hpp>
#include <pdum/rfb/testing.hpp>
namespace rfb = pdum::rfb;

int main() {
  rfb::Display display = rfb::serve(640, 360);
  display.run_at(60, [&, frame = 0]() mutable {
    for (const rfb::InputEvent& event : display.poll_events()) {
      if (const auto* key = event.get_if<rfb::KeyDown>(); key != nullptr && key->key == "Escape")
        return false;
    }
    display.publish(rfb::testing::counter(640, 360, frame++));
    return true;
  });
}
