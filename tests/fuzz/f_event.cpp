// The object of an `event` message → typed event.
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.hpp"
#include "protocol/event_codec.hpp"

namespace pdum::rfb {
namespace {

using fuzz::check;

void check_coordinate(double value) {
  check(std::abs(value) <= kMaxCoordinate, "coordinate in range");
}

struct CheckRanges {
  std::string_view text;

  template <class Any>
  void operator()(const Any& event) const {
    check(std::abs(event.timestamp) <= kMaxTimestamp, "timestamp in range");
    if constexpr (std::is_base_of_v<PointerState, Any>) check_pointer(event);
    if constexpr (requires { event.button; }) check(event.button <= Button::forward, "button has a name");
    if constexpr (requires { event.touches; }) check_touches(event.touches);
    if constexpr (requires { event.key; }) {
      check(event.key.size() <= kMaxKeyBytes && event.code.size() <= kMaxKeyBytes, "key length");
    }
    check_one(event);
  }

  static void check_pointer(const PointerState& event) {
    check_coordinate(event.x);
    check_coordinate(event.y);
    check(event.pixel_ratio > 0 && event.pixel_ratio <= kMaxCoordinate, "ratio in range");
    check((event.buttons.bits & ~0x3eU) == 0, "buttons have names");
  }
  static void check_touches(const std::vector<Touch>& touches) {
    check(touches.size() <= kMaxTouches, "number of touches");
    for (const Touch& touch : touches) {
      check_coordinate(touch.x);
      check_coordinate(touch.y);
      check_coordinate(touch.pressure);
      check(touch.id.size() <= kMaxTouchIdBytes, "touch id length");
    }
  }

  template <class Any>
  void check_one(const Any&) const {}
  void check_one(const Wheel& event) const {
    check_coordinate(event.dx);
    check_coordinate(event.dy);
  }
  void check_one(const Char& event) const { check(event.data.size() <= kMaxCharBytes, "text length"); }
  void check_one(const Resize& event) const {
    check(event.width >= 0 && event.height >= 0 && event.pwidth >= 0 && event.pheight >= 0, "sizes");
    check_coordinate(event.width);
    check_coordinate(event.height);
    check_coordinate(event.pwidth);
    check_coordinate(event.pheight);
    check(event.ratio > 0, "ratio in range");
  }
  void check_one(const Close&) const { check(false, "no viewer can send `close`"); }
  void check_one(const UnknownEvent& event) const {
    check(text.find(event.json) != std::string_view::npos, "raw text is a slice of the input");
    check(event.json.size() <= kMaxUnknownEventBytes && event.type.size() <= kMaxEventTypeBytes, "sizes");
  }
};

}  // namespace
}  // namespace pdum::rfb

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pdum::rfb;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const fuzz::HeapPeak heap;
  const Result<Event> event = parse_event(text);
  fuzz::check(heap.bytes() <= 8 * size + 128 * 1024, "bounded memory");
  if (!event) {
    fuzz::check(event.error().ends_with('.'), "every failure is a sentence");
    return 0;
  }
  std::visit(CheckRanges{text}, *event);
  const Result<Event> again = parse_event(serialise_event(*event));
  fuzz::check(again && *again == *event, "parse(serialise(x)) = x");
  return 0;
}
