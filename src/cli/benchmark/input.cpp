// How long what a viewer does takes to the program, and to the picture that answers it.
#include <atomic>
#include <mutex>
#include <thread>

#include <pdum/rfb.hpp>

#include "cli/benchmark/server_run.hpp"
#include "cli/benchmark/stopwatch.hpp"
#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

using std::chrono::steady_clock;

constexpr int kEvents = 150;
constexpr std::chrono::milliseconds kBetween{11};  // events; no multiple of a frame's time

double now_us() {
  return std::chrono::duration<double, std::micro>(steady_clock::now().time_since_epoch()).count();
}

/// A server in this process whose program answers every wheel event, if it shall, with the next frame.
class Program {
 public:
  Program(const MovingContent& content, bool answers)
      : content_(content),
        answers_(answers),
        display_(serve(options(content))),
        events_([this] { take_events(); }) {
    publish();
  }
  ~Program() {
    stop_ = true;
    if (stream_.joinable()) stream_.join();
    display_.close();
    events_.join();
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  int port() const { return display_.port(); }
  /// From now on it publishes 60 frames a second besides.
  void stream() {
    stream_ = std::thread([this] {
      FramePacer pacer(kFps, steady_clock::now());
      while (!stop_) {
        std::this_thread::sleep_until(pacer.next(steady_clock::now()));
        publish();
      }
    });
  }
  /// Milliseconds from sending to taking, of all events up to now.
  std::vector<double> latencies() {
    const std::lock_guard lock(mutex_);
    return latencies_;
  }

 private:
  static ServeOptions options(const MovingContent& content) {
    ServeOptions options;
    options.port = 0;
    options.fps = kFps;
    options.width = content.width();
    options.height = content.height();
    return options;
  }

  void publish() {
    const auto& frame = content_.frames()[next_++ % content_.frames().size()];
    display_.publish(frame_view(frame, content_.width(), content_.height()));
  }

  void take_events() {
    while (!display_.is_closed()) {
      for (const InputEvent& event : display_.wait_events(std::chrono::seconds(1))) {
        const auto* wheel = event.get_if<Wheel>();
        if (wheel == nullptr) continue;
        const std::lock_guard lock(mutex_);
        latencies_.push_back(1e-3 * (now_us() - wheel->timestamp));
        if (answers_) publish();
      }
    }
  }

  // Constant after construction.
  const MovingContent& content_;
  const bool answers_;
  // Own synchronization.
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> stop_{false};
  Display display_;
  // Guarded by mutex_.
  std::mutex mutex_;
  std::vector<double> latencies_;
  std::thread stream_;
  std::thread events_;
};

void send_event(const Viewer& viewer) {
  viewer.send_text(R"({"type":"event","event":{"type":"wheel","x":9,"y":9,"dx":0,"dy":1,"timestamp":)" +
                   std::to_string(now_us()) + "}}");
}

void report_latency(const std::string& name, const std::vector<double>& times, Report& report) {
  report.add({.name = name + ", median", .value = median(times), .unit = "ms"});
  report.add({.name = name + ", 95 %", .value = percentile(times, 0.95), .unit = "ms"});
}

/// From the viewer's socket to the program's hands.
std::vector<double> event_times(const MovingContent& content, bool streaming, const BenchmarkPlan& plan) {
  Program program(content, false);
  Viewers viewers;
  join(viewers, 1, program.port(), ViewerKind::video);
  if (streaming) program.stream();
  watch_for(viewers, plan.scaled(std::chrono::milliseconds(500)));
  for (int i = 0; i < plan.scaled(kEvents); ++i) {
    send_event(*viewers[0]);
    watch_for(viewers, kBetween);
  }
  return program.latencies();
}

/// From the viewer's socket to the frame that answers it there.
std::vector<double> answer_times(const MovingContent& content, const BenchmarkPlan& plan) {
  Program program(content, true);
  Viewers viewers;
  join(viewers, 1, program.port(), ViewerKind::video);
  if (!await_frame(*viewers[0], kPatience)) throw Failure("No frame came within 10 s.");
  watch_for(viewers, plan.scaled(std::chrono::milliseconds(500)));
  std::vector<double> times;
  for (int i = 0; i < plan.scaled(kEvents); ++i) {
    viewers[0]->counts = {};
    const auto start = steady_clock::now();
    send_event(*viewers[0]);
    if (!await_frame(*viewers[0], kPatience)) throw Failure("No frame answered an event within 10 s.");
    times.push_back(milliseconds_since(start));
    watch_for(viewers, kBetween);
  }
  return times;
}

}  // namespace

void measure_input(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  report.heading("Input, from a viewer's socket");
  const MovingContent& content = contents.hd();
  report_latency("Event to the program, picture at rest", event_times(content, false, plan), report);
  report_latency("Event to the program, 720p H.264 at 60 fps", event_times(content, true, plan), report);
  report_latency("Event to the 720p H.264 frame that answers it", answer_times(content, plan), report);
}

}  // namespace pdum::rfb::cli
