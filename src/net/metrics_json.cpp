#include "net/metrics_json.hpp"

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <string_view>

namespace pdum::rfb {

namespace {

/// Writes one flat object; the names are ours and need no escaping.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  void close() { out_ += '}'; }

  template <class Number>
  requires std::integral<Number> || std::floating_point<Number>
  void field(std::string_view name, Number value) {
    begin(name);
    if constexpr (std::floating_point<Number>) {
      if (!std::isfinite(value)) value = 0;  // JSON has no other numbers
    }
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
    out_.append(digits, end);
  }

  void field(std::string_view name, std::string_view text) {
    begin(name);
    out_ += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') out_ += '\\';
      if (static_cast<unsigned char>(c) >= 0x20) out_ += c;
    }
    out_ += '"';
  }

 private:
  void begin(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    out_.append("\"").append(name).append("\":");
  }
  std::string& out_;
};

template <class Items, class Write>
std::string array_of(const Items& items, Write write) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ',';
    write(out, item);
  }
  out += ']';
  return out;
}

void write_stream(std::string& out, const StreamInfo& stream) {
  ObjectWriter object(out);
  object.field("name", std::string_view(stream.name));
  object.field("width", stream.width);
  object.field("height", stream.height);
  object.field("fps", stream.fps);
  object.field("clients", stream.clients);
  object.close();
}

void write_session(std::string& out, const SessionMetrics& session) {
  ObjectWriter object(out);
  object.field("elapsed_s", session.elapsed_s);
  object.field("frames_sent", session.frames_sent);
  object.field("frames_dropped", session.frames_dropped);
  object.field("frames_acked", session.frames_acked);
  object.field("keyframes_sent", session.keyframes_sent);
  object.field("bytes_sent", session.bytes_sent);
  object.field("fps_sent", session.fps_sent);
  object.field("fps_acked", session.fps_acked);
  object.field("bitrate_bps", session.bitrate_bps);
  object.field("encode_ms", session.encode_ms);
  object.field("rtt_ms", session.rtt_ms);
  object.field("decode_queue_size", session.decode_queue_size);
  object.field("inflight", session.inflight);
  object.field("target_bitrate", session.target_bitrate);
  object.field("target_fps", session.target_fps);
  object.close();
}

}  // namespace

std::string streams_to_json(std::span<const StreamInfo> streams) {
  return array_of(streams, write_stream);
}

std::string sessions_to_json(std::span<const SessionMetrics> sessions) {
  return array_of(sessions, write_session);
}

std::string events_to_json(std::span<const std::string> events) {
  return array_of(events, [](std::string& out, const std::string& event) { out += event; });
}

}  // namespace pdum::rfb
