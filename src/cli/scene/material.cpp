#include "cli/scene/material.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace pdum::rfb::cli {
namespace {

float smooth(float from, float to, float value) {
  const float t = std::clamp((value - from) / (to - from), 0.0F, 1.0F);
  return t * t * (3 - 2 * t);
}

Vec3 blend(Vec3 a, Vec3 b, float t) {
  return a + (b - a) * t;
}

/// What a mirror sees in direction `d` of the studio: dark floor, blue sky, two soft boxes and a strip.
Vec3 studio(Vec3 d) {
  const Vec3 floor = {0.035F, 0.028F, 0.035F};
  const Vec3 wall = {0.10F, 0.13F, 0.20F};
  const Vec3 sky = {0.16F, 0.24F, 0.42F};
  Vec3 light = d.y < 0 ? blend(wall, floor, smooth(0, 0.7F, -d.y)) : blend(wall, sky, smooth(0, 1, d.y));
  const float key = smooth(0.55F, 0.98F, dot(d, normalised({-0.55F, 0.62F, 0.56F})));
  const float fill = smooth(0.72F, 0.95F, dot(d, normalised({0.85F, 0.15F, 0.35F})));
  const float strip = smooth(0.10F, 0.03F, std::fabs(d.x - 0.62F)) * smooth(-0.2F, 0.3F, d.y);
  light = light + Vec3{3.2F, 2.8F, 2.3F} * (key * key);
  light = light + Vec3{0.35F, 0.62F, 0.95F} * fill;
  return light + Vec3{0.8F, 0.9F, 1.0F} * (strip * 0.9F);
}

/// Polished metal-like lacquer: coloured body, clear coat that mirrors the studio.
Vec3 reflected(Vec3 n, float tone) {
  const Vec3 deep = {0.012F, 0.055F, 0.13F};
  const Vec3 middle = {0.72F, 0.06F, 0.16F};
  const Vec3 open = {1.00F, 0.46F, 0.12F};
  const Vec3 body =
      tone < 0.5F ? blend(deep, middle, smooth(0, 1, tone * 2)) : blend(middle, open, tone * 2 - 1);
  const float key = std::max(dot(n, normalised({-0.5F, 0.7F, 0.6F})), 0.0F);
  const float back = std::max(dot(n, normalised({0.7F, -0.35F, 0.35F})), 0.0F);
  const float ambient = 0.16F + 0.14F * n.y;
  Vec3 light =
      Vec3{1.30F, 1.18F, 1.0F} * key + Vec3{0.20F, 0.30F, 0.52F} * back + Vec3{1, 1, 1.15F} * ambient;
  const float occlusion = 0.16F + 0.84F * smooth(0, 0.8F, tone);
  const Vec3 mirror = n * (2 * n.z) - Vec3{0, 0, 1};
  const float edge = 1 - std::clamp(n.z, 0.0F, 1.0F);
  const float fresnel = 0.10F + 0.75F * edge * edge * edge * edge;
  const Vec3 tint = blend({1, 1, 1}, body, 0.35F);
  return body * light * occlusion + studio(mirror) * tint * (fresnel * occlusion);
}

unsigned rounded(float value) {
  return static_cast<unsigned>(std::clamp(value, 0.0F, 255.0F));
}

/// 0..255 of the sRGB transfer function, by a table over linear light: a power for each entry costs 100 ms.
class DisplayCurve {
 public:
  DisplayCurve() {
    for (std::size_t i = 0; i < table_.size(); ++i) {
      table_[i] = rounded(255 * std::pow(static_cast<float>(i) / kSteps, 1 / 2.2F) + 0.5F);
    }
  }
  unsigned operator()(float linear) const {
    const float x = std::max(linear, 0.0F);
    const float filmic = (x * (2.51F * x + 0.03F)) / (x * (2.43F * x + 0.59F) + 0.14F);
    return table_[static_cast<std::size_t>(std::min(filmic, 1.0F) * kSteps)];
  }

 private:
  static constexpr int kSteps = 4096;
  std::array<unsigned, kSteps + 1> table_{};
};

Pixel to_display(Vec3 light) {
  static const DisplayCurve curve;
  return rgb(curve(light.x), curve(light.y), curve(light.z));
}

/// Repeatable noise in 0..1 per pixel.
float dither(int x, int y) {
  auto h = static_cast<std::uint32_t>(x) * 0x9E3779B1U ^ static_cast<std::uint32_t>(y) * 0x85EBCA77U;
  h = (h ^ (h >> 15U)) * 0x2C1B3C6DU;
  return static_cast<float>((h ^ (h >> 13U)) & 0xFFFFU) / 65536.0F;
}

}  // namespace

Material::Material() : table_(static_cast<std::size_t>(kTones) << 16U) {
  for (unsigned v = 0; v < 256; ++v) {
    for (unsigned u = 0; u < 256; ++u) {
      const float x = (static_cast<float>(u) - 127.5F) / 127;
      const float y = -(static_cast<float>(v) - 127.5F) / 127;
      const Vec3 n = normalised({x, y, std::sqrt(std::max(1 - x * x - y * y, 0.0F))});
      Pixel* tones = table_.data() + static_cast<std::size_t>((v << 8U) | u) * kTones;
      for (unsigned tone = 0; tone < kTones; ++tone) {
        tones[tone] = to_display(reflected(n, static_cast<float>(tone) / (kTones - 1)));
      }
    }
  }
}

std::vector<Pixel> backdrop(int width, int height) {
  std::vector<Pixel> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  const float unit = 2 / static_cast<float>(height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const float dx = (static_cast<float>(x) - static_cast<float>(width) / 2) * unit;
      const float dy = (static_cast<float>(y) - static_cast<float>(height) * 0.46F) * unit;
      const float glow = std::exp(-0.9F * (dx * dx + dy * dy));
      const float shadow = 0.55F * std::exp(-(dx * dx * 3.2F + (dy - 0.93F) * (dy - 0.93F) * 60));
      const float level = (0.25F + 0.75F * glow) * (1 - shadow);
      const float noise = dither(x, y);
      pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] =
          rgb(rounded(38 * level + noise), rounded(47 * level + noise), rounded(66 * level + noise));
    }
  }
  return pixels;
}

}  // namespace pdum::rfb::cli
