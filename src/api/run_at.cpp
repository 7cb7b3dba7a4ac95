#include <sstream>

#include <pdum/rfb/display.hpp>
#include <pdum/rfb/frame_pacer.hpp>

#include "api/display_impl.hpp"

namespace pdum::rfb {
namespace {

void check_cadence(double fps) {
  if (fps >= 0.001 && fps <= 1000) return;  // false for NaN
  std::ostringstream sentence;
  sentence << "Display::run_at was given " << fps << " calls a second; give a value from 0.001 to 1000.";
  throw Error(ErrorCode::invalid_argument, sentence.str());
}

}  // namespace

void Display::run_loop(double fps, const std::function<bool()>& step) {
  check_cadence(fps);
  Impl& self = open_impl("run_at");
  const SteadyClock& clock = *self.server()->clock();
  const auto now = [&clock] { return clock.epoch() + clock.now(); };
  FramePacer pacer(fps, now());
  for (;;) {
    const auto due = pacer.next(now());
    if (self.state().queue().wait_for_close(due - now()) || !step()) return;
  }
}

}  // namespace pdum::rfb
