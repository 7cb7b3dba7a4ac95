#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/hub.hpp"
#include "support/fake_channel.hpp"
#include "support/fake_encoder.hpp"
#include "support/fake_frames.hpp"
#include "support/manual_executor.hpp"

namespace pdum::rfb::testing {

class FakeEvents final : public EventSink {
 public:
  void push(InputEvent event, std::string_view json) override {
    events.push_back(std::move(event));
    texts.emplace_back(json);
  }
  void wake() override { ++wakes; }
  template <class T>
  int count() const {
    return static_cast<int>(std::count_if(
        events.begin(), events.end(), [](const InputEvent& event) { return event.get_if<T>() != nullptr; }));
  }
  int wakes = 0;
  std::vector<InputEvent> events;
  std::vector<std::string> texts;
};

class FakeAuth final : public AuthRunner {
 public:
  using Done = std::function<void(AuthVerdict, std::shared_ptr<const Principal>)>;
  bool required() const override { return asks; }
  void run(AuthContext context, Done done) override {
    contexts.push_back(std::move(context));
    pending.push_back(std::move(done));
  }
  void answer(AuthVerdict verdict, std::shared_ptr<const Principal> principal = nullptr) {
    const Done done = std::move(pending.front());
    pending.erase(pending.begin());
    done(verdict, std::move(principal));
  }
  bool asks = false;
  std::vector<AuthContext> contexts;
  std::vector<Done> pending;
};

class FakeLog final : public LogSink {
 public:
  void write(LogLevel, std::string_view line) override { lines.emplace_back(line); }
  void write_limited(LogLevel, std::string_view, std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

inline std::string hello(const std::string& supported) {
  return R"({"type":"hello","supported":[)" + supported + R"(],"device_pixel_ratio":1})";
}
inline const std::string kVideoHello = hello(R"("webcodecs/h264-annexb","image/jpeg","image/png")");
inline const std::string kVideoOnlyHello = hello(R"("webcodecs/h264-annexb")");
inline const std::string kImageHello = hello(R"("image/jpeg","image/png")");

using FakeControl = std::shared_ptr<FakeEncoderControl>;

/// The order of preference is that of the entries; `add` puts each in front of its own capability only.
inline EncoderRegistry fake_registry(FakeControl video, FakeControl jpeg, FakeControl png) {
  EncoderRegistry registry;
  registry.add(fake_entry("video", "webcodecs/h264-annexb", std::move(video)));
  registry.add(fake_entry("jpeg", "image/jpeg", std::move(jpeg)));
  if (png) registry.add(fake_entry("png", "image/png", std::move(png)));
  return registry;
}

/// A hub on fakes, with a video encoder and two image encoders.
class HubBench {
 public:
  HubBench() {
    options.width = options.height = 16;
    options.max_inflight = 4;
  }

  Hub& hub() {
    if (!hub_) {
      hub_ = std::make_unique<Hub>(HubDeps{executor, pool, registry, log});
      hub_->add("default", parts());
    }
    return *hub_;
  }
  /// Of a stream on this bench's fakes.
  StreamParts parts() {
    return {.options = options,
            .frames = frames,
            .events = events,
            .auth = auth,
            .counters = counters,
            .recorder = recorder,
            .ui = ui,
            .target = target};
  }
  /// The stream once more, with the options as they are now; its viewers are told goodbye.
  void reopen() {
    hub().remove("default");
    hub().add("default", parts());
  }
  int client_count() const { return counters.clients.load(); }
  int visible_client_count() const { return counters.visible(); }
  void destroy_hub() { hub_.reset(); }

  std::shared_ptr<Wire> connect(const std::string& stream = "default") {
    auto wire = std::make_shared<Wire>();
    wire->min_rtt = std::chrono::milliseconds(1);
    AuthContext context;
    context.stream = stream;
    hub().accept(std::make_unique<FakeChannel>(wire), std::move(context));
    executor.run();
    return wire;
  }
  std::shared_ptr<Wire> join(const std::string& greeting = kVideoHello) {
    auto wire = connect();
    wire->text(greeting);
    settle();
    return wire;
  }
  void publish(int size = 16) { publish(size, size); }
  void publish(int width, int height, double pixel_ratio = 1, const ColorSpace& color = {}) {
    frames.publish(width, height, pixel_ratio, color);
    hub().on_published();
    settle();
  }
  /// Runs the strand and the workers until there is nothing left to do now.
  void settle() {
    executor.run();
    while (pool.run_one()) executor.run();
  }
  void advance(Duration duration) {
    const TimePoint end = executor.now() + duration;
    while (executor.now() < end) {
      executor.advance(std::min<Duration>(std::chrono::milliseconds(10), end - executor.now()));
      settle();
    }
  }
  void ack(const std::shared_ptr<Wire>& wire) {
    if (wire->frames.empty()) return;
    wire->text(R"({"type":"ack","decode_queue_size":1,"seq":)" + std::to_string(wire->frames.back().seq) +
               "}");
    settle();
  }

  std::shared_ptr<FakeEncoderControl> video = std::make_shared<FakeEncoderControl>();
  std::shared_ptr<FakeEncoderControl> jpeg = std::make_shared<FakeEncoderControl>();
  std::shared_ptr<FakeEncoderControl> png = std::make_shared<FakeEncoderControl>();
  ManualExecutor executor;
  ManualWorkerPool pool;
  EncoderRegistry registry = fake_registry(video, jpeg, png);
  FakeFrames frames{executor.clock()};
  FakeEvents events;
  FakeAuth auth;
  FakeLog log;
  StreamOptions options;
  StreamCounters counters{registry};
  EventRecorder recorder;
  UiState ui;
  TargetBoard target;

 private:
  std::unique_ptr<Hub> hub_;
};

}  // namespace pdum::rfb::testing
