#include <pdum/rfb.hpp>

#include "scene.hpp"
namespace rfb = pdum::rfb;

int main() {
  rfb::Display display = rfb::serve({.width = 1280, .height = 720, .port = 8765});  // runs in the background
  for (Scene scene; scene.running();) {
    for (const rfb::InputEvent& event : display.poll_events()) scene.handle(event);  // all viewers, merged
    display.publish(scene.render());  // any thread, never waits for a viewer, latest frame wins
    scene.sleep();                    // you own the loop and the cadence
  }
}  // RAII: viewers get a close, threads are joined
