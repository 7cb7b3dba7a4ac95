#include "encode/icc_profile.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "encode/colorimetry.hpp"

namespace pdum::rfb {
namespace {

/// `Y = (a X + b)^g` from `d` on, below it `Y = c X`.
struct Curve {
  std::string_view name;
  double g, a, b, c, d;
};
constexpr Curve kSrgbCurve = {"sRGB", 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
constexpr Curve kBt709Curve = {"BT.709", 1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081};
constexpr Curve kLinearCurve = {"linear", 1, 1, 0, 1, 0};

const Curve* curve_of(ColorTransfer transfer) {
  switch (transfer) {
    case ColorTransfer::srgb:
      return &kSrgbCurve;
    case ColorTransfer::bt709:
      return &kBt709Curve;
    case ColorTransfer::linear:
      return &kLinearCurve;
    case ColorTransfer::pq:
    case ColorTransfer::hlg:
      break;
  }
  return nullptr;
}

/// Big-endian numbers and four-letter words, one behind the other.
class IccWriter {
 public:
  void word(std::string_view four) {
    for (const char letter : four) bytes_.push_back(static_cast<std::byte>(letter));
  }
  void u32(std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes_.push_back(static_cast<std::byte>(value >> shift & 0xffU));
  }
  void u16(std::uint32_t value) {
    bytes_.push_back(static_cast<std::byte>(value >> 8U & 0xffU));
    bytes_.push_back(static_cast<std::byte>(value & 0xffU));
  }
  void zeros(std::size_t count) { bytes_.insert(bytes_.end(), count, std::byte{0}); }
  /// s15Fixed16Number.
  void fixed(double value) {
    constexpr double kOne = 65536;
    u32(static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * kOne))));
  }
  void append(const Bytes& other) { bytes_.insert(bytes_.end(), other.begin(), other.end()); }
  std::size_t size() const { return bytes_.size(); }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

Bytes text_tag(std::string_view ascii) {
  constexpr std::uint32_t kRecord = 12, kTextAt = 28;
  IccWriter out;
  out.word("mluc");
  out.zeros(4);
  out.u32(1);
  out.u32(kRecord);
  out.word("enUS");
  out.u32(static_cast<std::uint32_t>(2 * ascii.size()));
  out.u32(kTextAt);
  for (const char letter : ascii) out.u16(static_cast<unsigned char>(letter));
  return out.take();
}

Bytes xyz_tag(const Triple& xyz) {
  IccWriter out;
  out.word("XYZ ");
  out.zeros(4);
  for (const double value : xyz) out.fixed(value);
  return out.take();
}

Bytes matrix_tag(const Matrix3& matrix) {
  IccWriter out;
  out.word("sf32");
  out.zeros(4);
  for (const Triple& row : matrix) {
    for (const double value : row) out.fixed(value);
  }
  return out.take();
}

Bytes curve_tag(const Curve& curve) {
  constexpr std::uint32_t kWithLinearPart = 3;
  IccWriter out;
  out.word("para");
  out.zeros(4);
  out.u16(kWithLinearPart);
  out.zeros(2);
  for (const double value : {curve.g, curve.a, curve.b, curve.c, curve.d}) out.fixed(value);
  return out.take();
}

struct Tag {
  std::string_view name;
  Bytes data;
};

Triple column(const Matrix3& matrix, std::size_t index) {
  return {matrix[0][index], matrix[1][index], matrix[2][index]};
}

std::string_view name_of(ColorPrimaries primaries) {
  switch (primaries) {
    case ColorPrimaries::display_p3:
      return "Display P3";
    case ColorPrimaries::bt2020:
      return "BT.2020";
    case ColorPrimaries::bt709:
      break;
  }
  return "BT.709";
}

std::vector<Tag> tags_of(ColorPrimaries primaries, const Curve& curve, IccChannels channels) {
  const bool gray = channels == IccChannels::gray;
  const std::string name =
      (gray ? "Gray" : std::string(name_of(primaries))) + ", " + std::string(curve.name) + " curve";
  std::vector<Tag> tags = {{"desc", text_tag(name)},
                           {"cprt", text_tag("No copyright, use freely")},
                           {"wtpt", xyz_tag(kIccWhite)},
                           {"chad", matrix_tag(from_d65_to_d50())}};
  if (gray) {
    tags.push_back({"kTRC", curve_tag(curve)});
    return tags;
  }
  const Matrix3 xyz = colorants(primaries);
  tags.push_back({"rXYZ", xyz_tag(column(xyz, 0))});
  tags.push_back({"gXYZ", xyz_tag(column(xyz, 1))});
  tags.push_back({"bXYZ", xyz_tag(column(xyz, 2))});
  for (const char* const channel : {"rTRC", "gTRC", "bTRC"}) tags.push_back({channel, curve_tag(curve)});
  return tags;
}

constexpr std::size_t kHeaderBytes = 128;

/// ICC.1:2010, 7.2.
Bytes header(std::size_t size, IccChannels channels) {
  IccWriter out;
  out.u32(static_cast<std::uint32_t>(size));
  out.zeros(4);
  out.u32(0x04300000U);  // version 4.3
  out.word("mntr");
  out.word(channels == IccChannels::gray ? "GRAY" : "RGB ");
  out.word("XYZ ");
  // A date is required; this one makes the same profile every time.
  for (const std::uint32_t part : {2024U, 1U, 1U, 0U, 0U, 0U}) out.u16(part);
  out.word("acsp");
  out.zeros(28);  // platform, flags, device, attributes, and the intent 0
  for (const double value : kIccWhite) out.fixed(value);
  out.zeros(kHeaderBytes - out.size());
  return out.take();
}

Bytes assemble(const std::vector<Tag>& tags, IccChannels channels) {
  constexpr std::size_t kEntryBytes = 12, kAlignment = 4;
  IccWriter table;
  IccWriter data;
  const std::size_t data_at = kHeaderBytes + 4 + kEntryBytes * tags.size();
  table.u32(static_cast<std::uint32_t>(tags.size()));
  for (const Tag& tag : tags) {
    table.word(tag.name);
    table.u32(static_cast<std::uint32_t>(data_at + data.size()));
    table.u32(static_cast<std::uint32_t>(tag.data.size()));
    data.append(tag.data);
    data.zeros((kAlignment - data.size() % kAlignment) % kAlignment);
  }
  IccWriter profile;
  profile.append(header(data_at + data.size(), channels));
  profile.append(table.take());
  profile.append(data.take());
  return profile.take();
}

}  // namespace

Bytes icc_profile(const ColorSpace& color, IccChannels channels) {
  const Curve* curve = curve_of(color.transfer);
  const bool primaries_matter = channels == IccChannels::rgb && color.primaries != ColorPrimaries::bt709;
  if (curve == nullptr || (color.transfer == ColorTransfer::srgb && !primaries_matter)) return {};
  return assemble(tags_of(color.primaries, *curve, channels), channels);
}

}  // namespace pdum::rfb
