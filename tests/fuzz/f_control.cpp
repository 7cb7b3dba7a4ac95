// Bytes of a viewer → control message; and bytes of a server → frame header.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.hpp"
#include "protocol/control.hpp"
#include "protocol/envelope.hpp"

namespace pdum::rfb {
namespace {

using fuzz::check;

bool in_range(double value, double low, double high) {
  return value >= low && value <= high;
}

struct CheckRanges {
  std::string_view text;

  void operator()(const Hello& m) const {
    check(in_range(m.device_pixel_ratio, 0, 1e6) && m.device_pixel_ratio > 0, "ratio in range");
    check(m.supported.size() <= kMaxListEntries && m.extensions.size() <= kMaxListEntries, "list length");
    for (const auto& entry : m.supported) check(entry.size() <= kMaxListEntryBytes, "entry length");
    for (const auto& entry : m.extensions) check(entry.size() <= kMaxListEntryBytes, "entry length");
    if (m.offer.color) {
      check(m.offer.color->yuv.size() <= kMaxYuvOffers, "conversions");
      for (const YuvOffer& offer : m.offer.color->yuv) check(in_range(offer.error, 0, 255), "error in range");
    }
    check(!m.token || m.token->size() <= kMaxTokenBytes, "token length");
  }
  void operator()(const Ack& m) const {
    check(m.seq < (1ULL << 53U) && m.decode_queue_size >= 0, "ack in range");
  }
  void operator()(const RequestKeyframe& m) const {
    check(m.reason.size() <= kMaxJsonStringBytes, "reason length");
  }
  void operator()(const DecoderReset&) const {}
  void operator()(const SetViewport& m) const {
    check(in_range(m.width, 0, 1e6) && in_range(m.height, 0, 1e6), "size in range");
    check(in_range(m.pwidth, 0, 1e6) && in_range(m.pheight, 0, 1e6), "device size in range");
    check(in_range(m.ratio, 0, 1e6) && m.ratio > 0, "ratio in range");
  }
  void operator()(const EventMessage& m) const {
    check(m.json.data() >= text.data() && m.json.data() + m.json.size() <= text.data() + text.size(),
          "event is a slice of the input");
    check(m.json.starts_with('{') && m.json.ends_with('}'), "event is an object");
    check(nlohmann::json::accept(m.json), "event is JSON by itself");
  }
  void operator()(const Visibility&) const {}
  void operator()(const PasteMessage& m) const { check(m.text.size() <= kMaxClipboardBytes, "paste length"); }
  void operator()(const ControlWish& m) const { check(m.client_id.size() <= 64, "client id length"); }
  void operator()(const UnknownMessage& m) const { check(m.type.size() <= 64, "type length"); }
};

void check_control(std::string_view text) {
  const fuzz::HeapPeak heap;
  const ParsedMessage parsed = parse_client_message(text);
  check(heap.bytes() <= 8 * text.size() + 128 * 1024, "bounded memory");
  check(parsed.reason.empty() == (parsed.verdict == Verdict::ok), "a reason for every refusal");
  if (parsed.verdict != Verdict::not_json && parsed.reason != "a number is too large") {
    check(nlohmann::json::accept(text), "what was taken is JSON");
  }
  if (parsed.verdict != Verdict::ok) return;
  std::visit(CheckRanges{text}, parsed.message);
  const std::string again = serialise(parsed.message);
  const ParsedMessage second = parse_client_message(again);
  check(second.verdict == Verdict::ok && second.message == parsed.message, "parse(serialise(x)) = x");
  check(!second.field_ignored, "nothing is left out of what we wrote");
}

void check_frame(std::string_view bytes) {
  const Result<UnpackedFrame> frame = unpack_frame(bytes);
  if (!frame) return;
  const bool image = std::holds_alternative<ImageHeader>(frame->header);
  const std::string middle =
      std::visit([](const auto& header) { return header_middle(header); }, frame->header);
  const std::string prefix =
      compose_prefix(image ? FrameType::image_frame : FrameType::video_chunk, frame->seq, middle);
  const Result<UnpackedFrame> again = unpack_frame(prefix);
  check(again && again->header == frame->header && again->seq == frame->seq, "unpack(compose(x)) = x");
}

}  // namespace
}  // namespace pdum::rfb

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  pdum::rfb::check_control(text);
  pdum::rfb::check_frame(text);
  return 0;
}
