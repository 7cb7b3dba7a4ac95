// The lossless picture that viewers get once it rests, beside what libpng makes of it unasked.
#include <cmath>
#include <cstring>

#include "cli/benchmark/measures.hpp"
#include "cli/benchmark/plain_png.hpp"
#include "cli/benchmark/stopwatch.hpp"
#include "cli/scene/text.hpp"
#include "encode/encoder_registry.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr int kWidth = 1280;
constexpr int kHeight = 720;
constexpr int kRounds = 12;

using Pixels = std::vector<std::uint32_t>;

/// Lines of text, and curves in a frame: what a program's window looks like.
Pixels page_of_text() {
  Pixels pixels(static_cast<std::size_t>(kWidth) * kHeight, hex(0xF4F4F2));
  const Canvas canvas = {pixels.data(), kWidth, kHeight, kWidth};
  for (int line = 0; line < 40; ++line) {
    draw_text(canvas, {20, 12.0 + 17 * line}, "FRAME " + std::to_string(1000 + 7 * line) + " TOOK 3.45 MS",
              10, 1.4, hex(0x202428));
  }
  draw_panel(canvas, 480, 30, 780, 660, 8, hex(0xFFFFFF));
  for (int curve = 0; curve < 4; ++curve) {
    const auto height = [curve](int x) {
      return 360 + 220 * std::sin(x * 0.011 * (curve + 1)) / (curve + 1);
    };
    for (int x = 490; x < 1250; x += 5) {
      draw_line(canvas, {1.0 * x, height(x)}, {x + 5.0, height(x + 5)}, 1.2,
                hex(0x2060C0U + 0x402000U * static_cast<unsigned>(curve)));
    }
  }
  return pixels;
}

std::vector<unsigned char> rgb_of(const Pixels& pixels) {
  std::vector<unsigned char> rgb(pixels.size() * 3);
  for (std::size_t i = 0; i < pixels.size(); ++i) std::memcpy(&rgb[3 * i], &pixels[i], 3);
  return rgb;
}

void report_picture(const std::string& name, const Pixels& pixels, const BenchmarkPlan& plan,
                    Report& report) {
  const EncoderRegistry registry = EncoderRegistry::with_builtin();
  const EncoderEntry* entry = registry.find("png");
  const auto rgb = rgb_of(pixels);
  const auto plain_size = default_png_size(rgb, kWidth, kHeight);
  auto encoder = entry != nullptr && entry->available ? entry->open({.width = kWidth, .height = kHeight})
                                                      : Result<std::unique_ptr<Encoder>>(nullptr);
  if (!plain_size || !encoder || *encoder == nullptr)
    return report.add({.name = "Still of " + name, .note = "no PNG in this build"});
  std::size_t size = 0;
  const auto times = interleaved_medians(
      plan.scaled(kRounds),
      [&](int) {
        const auto still = (*encoder)->encode(frame_view(pixels, kWidth, kHeight), {});
        size = still ? still->payload->size() : 0;
      },
      [&](int) { static_cast<void>(default_png_size(rgb, kWidth, kHeight)); });
  report.add({.name = "Still of " + name + ": CPU", .value = times[0], .unit = "ms"});
  report.add({.name = "Still of " + name + ": CPU / libpng's default",
              .value = times[0] / times[1],
              .unit = "x",
              .goal = 1 / 3.5});
  report.add({.name = "Still of " + name + ": bytes / libpng's default",
              .value = static_cast<double>(size) / static_cast<double>(*plain_size),
              .unit = "x",
              .goal = 1.05,
              .note = std::to_string(size / 1000) + " and " + std::to_string(*plain_size / 1000) + " KB"});
}

}  // namespace

void measure_still(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  report.heading("Lossless still of a 1280x720 RGBA frame");
  report_picture("text and plots", page_of_text(), plan, report);
  report_picture("smooth shading", contents.hd().frames()[0], plan, report);
}

}  // namespace pdum::rfb::cli
