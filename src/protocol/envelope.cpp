#include "protocol/envelope.hpp"

#include <cmath>
#include <limits>

#include "protocol/color_text.hpp"
#include "protocol/field_reader.hpp"
#include "protocol/json_reader.hpp"
#include "protocol/json_text.hpp"

namespace pdum::rfb {
namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kMaxHeaderBytes = 64 * 1024;
constexpr double kMaxInt = std::numeric_limits<int>::max();
constexpr std::string_view kImageStart = R"({"type":"image_frame","seq":)";
constexpr std::string_view kVideoStart = R"({"type":"video_chunk","seq":)";

void append_field(std::string& out, std::string_view name_and_colon, std::int64_t value) {
  out += name_and_colon;
  append_json_int(out, value);
}

void append_size(std::string& out, int width, int height) {
  append_field(out, R"(,"width":)", std::int64_t{width});
  append_field(out, R"(,"height":)", std::int64_t{height});
}

void append_pixel_ratio(std::string& out, double pixel_ratio) {
  if (pixel_ratio == 1 || !std::isfinite(pixel_ratio)) return;
  out += R"(,"pixel_ratio":)";
  append_json_number(out, pixel_ratio);
}

void append_color(std::string& out, const ColorSpace& color) {
  if (color == kSrgb) return;
  out += R"(,"color":)";
  out += color_space_text(color);
}

void append_little_endian(std::string& out, std::size_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>((value >> shift) & 0xFFU);
}

std::size_t read_little_endian(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    value |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

template <class Header>
void read_common(const JsonValue& root, FieldReader& fields, Header& header) {
  fields.integer("timestamp_us", header.timestamp_us, 0, kMaxSafeInteger, true);
  fields.integer("width", header.width, 1, kMaxInt, true);
  fields.integer("height", header.height, 1, kMaxInt, true);
  fields.ratio("pixel_ratio", header.pixel_ratio, kMaxSafeInteger, false);
  header.color = read_color_space(root.find("color"));
}

ImageHeader read_image(const JsonValue& root, FieldReader& fields) {
  ImageHeader header;
  read_common(root, fields, header);
  fields.text("mime", header.mime, kMaxHeaderBytes, true);
  return header;
}

VideoHeader read_video(const JsonValue& root, FieldReader& fields) {
  VideoHeader header;
  read_common(root, fields, header);
  fields.text("codec", header.codec, kMaxHeaderBytes, true);
  if (fields.has("duration_us")) {
    fields.integer("duration_us", header.duration_us.emplace(0), 0, kMaxSafeInteger, true);
  }
  if (const JsonValue* keyframe = fields.get("keyframe", JsonValue::Kind::boolean, true)) {
    header.keyframe = keyframe->boolean;
  }
  std::string bitstream;
  fields.text("bitstream", bitstream, kMaxHeaderBytes, true);
  if (fields.ok() && bitstream != "annexb") fields.reject("bitstream");
  return header;
}

}  // namespace

std::string header_middle(const ImageHeader& header) {
  std::string out;
  out.reserve(112 + header.mime.size());
  append_field(out, R"(,"timestamp_us":)", header.timestamp_us);
  append_size(out, header.width, header.height);
  out += R"(,"mime":)";
  append_json_string(out, header.mime);
  append_pixel_ratio(out, header.pixel_ratio);
  append_color(out, header.color);
  return out;
}

std::string header_middle(const VideoHeader& header) {
  std::string out;
  out.reserve(192 + header.codec.size());
  append_field(out, R"(,"timestamp_us":)", header.timestamp_us);
  if (header.duration_us) append_field(out, R"(,"duration_us":)", *header.duration_us);
  append_size(out, header.width, header.height);
  out += R"(,"codec":)";
  append_json_string(out, header.codec);
  out += R"(,"bitstream":"annexb","keyframe":)";
  append_json_bool(out, header.keyframe);
  append_pixel_ratio(out, header.pixel_ratio);
  append_color(out, header.color);
  return out;
}

std::string compose_prefix(FrameType type, std::uint64_t seq, std::string_view middle) {
  const std::string_view start = type == FrameType::image_frame ? kImageStart : kVideoStart;
  std::string digits;  // up to 15 digits live in the string itself
  append_json_int(digits, seq);
  const std::size_t header_bytes = start.size() + digits.size() + middle.size() + 1;
  std::string out;
  out.reserve(kLengthBytes + header_bytes);
  append_little_endian(out, header_bytes);
  out += start;
  out += digits;
  out += middle;
  out += '}';
  return out;
}

Result<UnpackedFrame> unpack_frame(std::string_view message) {
  if (message.size() < kLengthBytes) return Failure{"A frame of less than four bytes."};
  const std::size_t length = read_little_endian(message);
  message.remove_prefix(kLengthBytes);
  if (length > message.size() || length > kMaxHeaderBytes) return Failure{"The header's length is wrong."};
  const JsonDocument document = read_json(message.substr(0, length));
  if (!document.valid || !document.within_limits) return Failure{"The header is not JSON."};
  FieldReader fields(document.root);
  UnpackedFrame frame;
  frame.payload = message.substr(length);
  fields.integer("seq", frame.seq, 0, kMaxSafeInteger, true);
  std::string type;
  fields.text("type", type, kMaxHeaderBytes, true);
  if (type == "image_frame") {
    frame.header = read_image(document.root, fields);
  } else if (type == "video_chunk") {
    frame.header = read_video(document.root, fields);
  } else {
    fields.reject("type");
  }
  if (!fields.ok()) return Failure{"The header's field " + std::string(fields.bad()) + " is wrong."};
  return frame;
}

}  // namespace pdum::rfb
