// CPU per frame of each encoder on moving content, conversion from RGBA included: encode_benchmark
#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <vector>

#include "encode/encoder_registry.hpp"
#include "unit/encode/test_pictures.hpp"

namespace pdum::rfb::test {
namespace {

struct Case {
  std::string encoder;
  std::string content;
  int width = 0;
  int height = 0;
  int quality = 80;
};

std::vector<SourceFrame> moving_content(const Case& c) {
  std::vector<SourceFrame> frames;
  for (int time = 0; time < 16; ++time) {
    const Picture picture =
        c.content == "smooth" ? smooth_picture(c.width, c.height, time) : ui_picture(c.width, c.height, time);
    frames.push_back(as_frame(picture, PixelFormat::rgba8));
  }
  return frames;
}

void encode_frames(benchmark::State& state, const Case& c) {
  const EncoderRegistry registry = EncoderRegistry::with_builtin();
  auto encoder =
      registry.find(c.encoder)->open({.width = c.width, .height = c.height, .fps = 60, .quality = c.quality});
  if (!encoder) return state.SkipWithError(encoder.error().c_str());
  const std::vector<SourceFrame> frames = moving_content(c);
  std::size_t number = 0;
  double bytes = 0;
  for (auto _ : state) {
    const std::size_t at = number++ % (2 * frames.size() - 2);  // back and forth: no cut at the end
    const auto frame =
        (*encoder)->encode(frames[at < frames.size() ? at : 2 * frames.size() - 2 - at].view, {});
    if (!frame) return state.SkipWithError(frame.error().c_str());
    bytes += static_cast<double>(frame->payload->size());
  }
  state.counters["KB"] = benchmark::Counter(bytes / 1000, benchmark::Counter::kAvgIterations);
}

void register_all() {
  for (const auto& [width, height] : {std::pair{1280, 720}, std::pair{1920, 1080}}) {
    for (const char* content : {"smooth", "ui"}) {
      for (const char* encoder : {"x264", "x264-high", "x264-444", "jpeg", "webp", "png"}) {
        const Case c{encoder, content, width, height, 80};
        const std::string name = c.encoder + "/" + content + "/" + std::to_string(height) + "p";
        benchmark::RegisterBenchmark(name.c_str(), [c](benchmark::State& state) { encode_frames(state, c); })
            ->Unit(benchmark::kMillisecond)
            ->MeasureProcessCPUTime();
      }
    }
  }
}

}  // namespace
}  // namespace pdum::rfb::test

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  pdum::rfb::test::register_all();
  benchmark::RunSpecifiedBenchmarks();
}
