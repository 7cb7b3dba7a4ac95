// Figures of single calls in this process, each beside the plain memory operation it is compared with.
#include <cstring>

#include <pdum/rfb.hpp>

#include "cli/benchmark/measures.hpp"
#include "cli/benchmark/stopwatch.hpp"
#include "cli/scene/scene.hpp"
#include "cli/scene/stage.hpp"
#include "pixels/convert.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr int kRounds = 200;

/// Copies of the content that together do not fit into any cache, so that each frame is read cold.
const std::vector<std::uint32_t>& cold(const MovingContent& content, int round) {
  return content.frames()[static_cast<std::size_t>(round) % content.frames().size()];
}

FrameView view_of(const MovingContent& content, const std::vector<std::uint32_t>& pixels) {
  return frame_view(pixels, content.width(), content.height());
}

}  // namespace

void measure_publish(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  const MovingContent& content = contents.hd();
  report.heading("publish of a 1280x720 RGBA frame, nobody watching");
  ServeOptions options;
  options.port = 0;
  Display display = serve(options);
  std::vector<std::uint32_t> copy(content.frames()[0].size());
  const std::size_t bytes = copy.size() * sizeof(std::uint32_t);
  const std::vector<std::uint32_t> same = content.frames()[0];
  const std::vector<std::uint32_t> twin = same;
  volatile int differs = 0;
  // The unchanged frame is published twice in a round; only the second time is timed.
  const auto times = interleaved_medians(
      plan.scaled(kRounds), [&](int i) { std::memcpy(copy.data(), cold(content, i).data(), bytes); },
      [&](int i) { display.publish(view_of(content, cold(content, i))); },
      [&](int i) { display.publish(Frame::wrap(view_of(content, cold(content, i)), [] {})); },
      [&](int) { display.publish(view_of(content, same)); },
      [&](int) { display.publish(view_of(content, same)); },
      [&](int) { differs = std::memcmp(same.data(), twin.data(), bytes); });
  report.add({.name = "memcpy of the frame", .value = times[0], .unit = "ms"});
  report.add({.name = "publish of a view, moving content / memcpy",
              .value = times[1] / times[0],
              .unit = "x",
              .goal = 1.1});
  report.add({.name = "publish of a moved frame", .value = times[2] * 1e3, .unit = "us", .goal = 5});
  report.add({.name = "publish of an unchanged frame / memcmp",
              .value = times[4] / times[5],
              .unit = "x",
              .goal = 1.3});
}

void measure_conversion(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  const MovingContent& content = contents.hd();
  report.heading("Conversion of a 1280x720 RGBA frame");
  const auto width = static_cast<std::size_t>(padded_to_even(content.width()));
  const auto height = static_cast<std::size_t>(padded_to_even(content.height()));
  std::vector<std::uint8_t> yuv(width * height * 3 / 2);
  std::uint8_t* const chroma = yuv.data() + width * height;
  std::vector<std::uint32_t> copy(content.frames()[0].size());
  const auto times = interleaved_medians(
      plan.scaled(kRounds),
      [&](int i) { std::memcpy(copy.data(), cold(content, i).data(), copy.size() * sizeof(std::uint32_t)); },
      [&](int i) {
        convert_to_nv12(view_of(content, cold(content, i)), {},
                        {.y = yuv.data(), .uv = chroma, .y_stride = width, .uv_stride = width});
      },
      [&](int i) {
        convert_to_i420(view_of(content, cold(content, i)), {},
                        {.y = yuv.data(),
                         .u = chroma,
                         .v = chroma + width * height / 4,
                         .y_stride = width,
                         .u_stride = width / 2,
                         .v_stride = width / 2});
      });
  report.add({.name = "RGBA to NV12 / cold memcpy of the source",
              .value = times[1] / times[0],
              .unit = "x",
              .goal = 1.6});
  report.add({.name = "RGBA to I420 / cold memcpy of the source",
              .value = times[2] / times[0],
              .unit = "x",
              .goal = 2});
}

void measure_scenes(Contents&, const BenchmarkPlan& plan, Report& report) {
  constexpr int kWidth = 1280;
  constexpr int kHeight = 720;
  report.heading("Scenes of the demo at " + std::to_string(kWidth) + "x" + std::to_string(kHeight) +
                 ", CPU of one core per frame");
  std::vector<Pixel> pixels(static_cast<std::size_t>(kWidth) * static_cast<std::size_t>(kHeight));
  const Canvas canvas = {pixels.data(), kWidth, kHeight, static_cast<std::size_t>(kWidth)};
  for (std::size_t i = 0; i < scenes().size(); ++i) {
    Stage stage(static_cast<int>(i), kWidth, kHeight);
    const auto times = interleaved_medians(plan.scaled(kRounds), [&](int) {
      stage.advance(1.0 / 60);
      stage.draw(canvas);
    });
    report.add({.name = std::string(scenes()[i].name), .value = times[0], .unit = "ms", .goal = 6});
  }
}

void list_unmeasured(Report& report) {
  report.heading("Goals that this program does not measure");
  report.add({.name = "Instructions of RGBA to I420 at 1080p", .note = "needs callgrind"});
  report.add({.name = "Image mode, 5 % damage / full JPEG: CPU and bytes", .note = "images are sent whole"});
}

}  // namespace pdum::rfb::cli
