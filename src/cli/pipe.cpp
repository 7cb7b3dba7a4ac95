#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <pdum/rfb.hpp>

#include "cli/arguments.hpp"
#include "cli/development_certificate.hpp"
#include "cli/failure.hpp"
#include "cli/json_lines.hpp"
#include "cli/loop_file.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"

namespace pdum::rfb::cli {
namespace {

using std::chrono::steady_clock;

struct PipeArguments {
  ServeArguments serve;
  std::string format = "rgb24";
  std::string loop;  ///< file; empty: standard input
};

/// Prints input events until the display is closed.
class EventPrinter {
 public:
  EventPrinter(Display& display, StopSignal& stop)
      : thread_([&display, &stop] {
          while (!display.is_closed()) {
            for (const InputEvent& event : display.wait_events(std::chrono::seconds(1))) {
              if (!print_line(event_line(event), stop)) stop.request();
            }
          }
        }),
        display_(display),
        stop_(stop) {}
  /// After the display was closed: its viewers have left, which nobody has printed yet.
  ~EventPrinter() {
    thread_.join();
    for (const InputEvent& event : display_.poll_events()) {
      if (!print_line(event_line(event), stop_)) return;
    }
  }
  EventPrinter(const EventPrinter&) = delete;
  EventPrinter& operator=(const EventPrinter&) = delete;

 private:
  std::thread thread_;
  Display& display_;
  StopSignal& stop_;
};

/// Closes the display before the printer's thread is joined.
class ClosesFirst {
 public:
  explicit ClosesFirst(Display& display) : display_(display) {}
  ~ClosesFirst() { display_.close(); }
  ClosesFirst(const ClosesFirst&) = delete;
  ClosesFirst& operator=(const ClosesFirst&) = delete;

 private:
  Display& display_;
};

enum class ReadResult : std::uint8_t { frame, end, stopped };

/// Fills `bytes` of memory from standard input; a frame that ends early is reported and left out.
ReadResult read_frame(std::byte* memory, std::size_t bytes, const StopSignal& stop) {
  std::size_t filled = 0;
  while (filled < bytes) {
    if (!stop.wait_readable(STDIN_FILENO)) return ReadResult::stopped;
    const ssize_t count = ::read(STDIN_FILENO, memory + filled, bytes - filled);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) throw Failure("Cannot read standard input: " + reason_of(errno) + ".");
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  if (filled == bytes) return ReadResult::frame;
  if (filled > 0) {
    std::cerr << "pdum-rfb: standard input ended in the middle of a frame (" << filled << " of " << bytes
              << " bytes); check --size and --format.\n";
  }
  return ReadResult::end;
}

void publish_input(Display& display, const ServeOptions& options, PixelFormat format,
                   const PublishOptions& how, StopSignal& stop) {
  for (bool shown = false;; shown = true) {
    Frame frame = display.acquire_frame(options.width, options.height, format);
    switch (read_frame(frame.data(), frame.size_bytes(), stop)) {
      case ReadResult::stopped:
        return;
      case ReadResult::end:
        if (!shown) {
          throw Failure(
              "Standard input ended before a whole frame came; pipe a renderer into this program, or name a "
              "file of "
              "frames with --loop.");
        }
        stop.wait();  // the last picture stays
        return;
      case ReadResult::frame:
        break;
    }
    if (display.publish(std::move(frame), how) == PublishResult::closed) return;
  }
}

/// The frames of a file. Those that fit into a gigabyte stay in memory once they have been shown.
class LoopedFrames {
 public:
  LoopedFrames(const std::string& path, std::size_t frame_bytes)
      : file_(path, frame_bytes), kept_(file_.count() <= kMostBytes / frame_bytes ? file_.count() : 0) {}

  /// `fresh`: memory for a frame, used when this one is not in memory.
  Frame take(std::size_t index, const std::function<Frame()>& fresh) {
    if (kept_.empty()) return load(index, fresh);
    std::shared_ptr<Frame>& kept = kept_[index];
    if (kept == nullptr) kept = std::make_shared<Frame>(load(index, fresh));
    return Frame::wrap(kept->view(), [kept] {});
  }
  std::size_t count() const { return file_.count(); }

 private:
  static constexpr std::size_t kMostBytes = std::size_t{1} << 30;

  Frame load(std::size_t index, const std::function<Frame()>& fresh) const {
    Frame frame = fresh();
    file_.read(index, frame.data());
    return frame;
  }

  const LoopFile file_;
  std::vector<std::shared_ptr<Frame>> kept_;
};

void publish_loop(Display& display, LoopedFrames& frames, double fps, const PublishOptions& how,
                  const std::function<Frame()>& fresh, StopSignal& stop) {
  if (frames.count() == 1) {  // the same picture again would be encoded again
    display.publish(frames.take(0, fresh), how);
    return stop.wait();
  }
  FramePacer pacer(fps, steady_clock::now());
  for (std::size_t i = 0; stop.sleep_until(pacer.next(steady_clock::now())); i = (i + 1) % frames.count()) {
    if (display.publish(frames.take(i, fresh), how) == PublishResult::closed) return;
  }
}

int run_pipe(const PipeArguments& arguments) {
  const PixelFormat format = parse_format("--format", arguments.format);
  ServeOptions options = serve_options(arguments.serve);
  use_development_certificate(arguments.serve, options);
  const PublishOptions how{.color = parse_color("--color", arguments.serve.color)};
  StopSignal stop;
  Display display = serve(options);
  const auto fresh = [&] { return display.acquire_frame(options.width, options.height, format); };
  // Before anything is announced: a size or a file that is wrong ends here.
  const std::size_t frame_bytes = fresh().size_bytes();
  std::optional<LoopedFrames> frames;
  if (!arguments.loop.empty()) frames.emplace(arguments.loop, frame_bytes);
  if (!print_line(arguments.serve.json ? listening_line(display.port(), display.url(), display.epoch())
                                       : display.url(),
                  stop))
    return 0;
  std::unique_ptr<EventPrinter> printer;
  if (arguments.serve.json) printer = std::make_unique<EventPrinter>(display, stop);
  const ClosesFirst closes_first(display);
  if (frames) {
    publish_loop(display, *frames, options.fps, how, fresh, stop);
  } else {
    publish_input(display, options, format, how, stop);
  }
  return 0;
}

}  // namespace

Run add_pipe(CommandLine& program) {
  auto arguments = std::make_shared<PipeArguments>();
  Verb verb = program.add_verb("pipe", "Show raw frames from standard input or a file");
  add_serve_arguments(verb, arguments->serve);
  verb.text("--format", arguments->format, "rgb24, rgba8, bgr24, bgra8, gray8, nv12 or i420");
  verb.text("--loop", arguments->loop, "A file of whole frames, shown again and again at --fps");
  return [arguments] { return run_pipe(*arguments); };
}

}  // namespace pdum::rfb::cli
