#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <pdum/rfb.hpp>

#include "cli/arguments.hpp"
#include "cli/development_certificate.hpp"
#include "cli/failure.hpp"
#include "cli/json_lines.hpp"
#include "cli/scene/stage.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"

namespace pdum::rfb::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kUnwatchedWait{200};
constexpr std::chrono::milliseconds kStillWait{25};
constexpr std::chrono::seconds kStatsInterval{1};  // for the page's panel
constexpr double kLongestStep = 0.1;  // seconds: after a pause the scene goes on, it does not jump

struct DemoArguments {
  ServeArguments serve;
  std::string scene = "surface";
  bool no_open = false;
  std::uint64_t frames = 0;  ///< end after so many; 0: never
};

/// Shows the page in the user's browser, where there is a user at a desktop. Failing to is no failure.
void open_browser(const std::string& url) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const bool desktop = std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
#if defined(__APPLE__)
  const std::string opener = "open";
#else
  const std::string opener = "xdg-open";
  if (!desktop) return;
#endif
  static_cast<void>(desktop);
  if (::isatty(STDOUT_FILENO) == 0) return;
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string program = opener;
  std::string argument = url;
  char* const words[] = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  ::posix_spawnp(&child, opener.c_str(), &quiet, nullptr, words, environ);
  posix_spawn_file_actions_destroy(&quiet);
}

/// The demo's own loop: input, motion, picture, at the frame rate while somebody watches.
class Demo {
 public:
  Demo(Display& display, Stage& stage, StopSignal& stop, const DemoArguments& arguments,
       const PublishOptions& publish)
      : display_(display),
        stage_(stage),
        stop_(stop),
        arguments_(arguments),
        publish_(publish),
        pacer_(arguments.serve.fps, steady_clock::now()) {}

  void run() {
    furnish();
    show();
    while (!stop_.requested() && !display_.is_closed()) {
      if (display_.visible_client_count() == 0) {
        take(display_.wait_events(kUnwatchedWait));
        before_ = steady_clock::now();
        continue;
      }
      if (!stop_.sleep_until(pacer_.next(steady_clock::now()))) return;
      take(display_.poll_events());
      furnish();
      if (stage_.advance(elapsed())) {
        show();
        if (++shown_ == arguments_.frames) return;
      } else {
        take(display_.wait_events(kStillWait));
      }
    }
  }

 private:
  /// Tells the pages which scene they show.
  void furnish() {
    if (std::exchange(furnished_, stage_.current()) == stage_.current()) return;
    const SceneEntry& scene = scenes()[static_cast<std::size_t>(stage_.current())];
    display_.set_title("Demo: " + std::string(scene.title));
    display_.set_cursor({.shape = scene.cursor});
  }

  double elapsed() {
    const auto now = steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - std::exchange(before_, now)).count();
    return std::min(seconds, kLongestStep);
  }

  void take(const std::vector<InputEvent>& events) {
    for (const InputEvent& event : events) {
      stage_.handle(event);
      if (arguments_.serve.json && !print_line(event_line(event), stop_)) stop_.request();
    }
  }

  void show() {
    Frame frame = display_.acquire_frame(stage_.width(), stage_.height(), PixelFormat::rgba8);
    stage_.draw({.pixels = reinterpret_cast<Pixel*>(frame.data()),
                 .width = stage_.width(),
                 .height = stage_.height(),
                 .stride = frame.stride() / sizeof(Pixel)});
    display_.publish(std::move(frame), publish_);
  }

  Display& display_;
  Stage& stage_;
  StopSignal& stop_;
  const DemoArguments& arguments_;
  const PublishOptions publish_;
  FramePacer pacer_;
  steady_clock::time_point before_ = steady_clock::now();
  std::uint64_t shown_ = 0;
  int furnished_ = -1;  ///< the scene that the pages were told of
};

int scene_of(const std::string& name) {
  const int index = scene_index(name);
  if (index >= 0) return index;
  std::string names;
  for (const SceneEntry& entry : scenes()) names += (names.empty() ? "" : ", ") + std::string(entry.name);
  throw ArgumentError("--scene is one of " + names + ", not \"" + name + "\".");
}

int run_demo(const DemoArguments& arguments) {
  const int scene = scene_of(arguments.scene);
  ServeOptions options = serve_options(arguments.serve);
  use_development_certificate(arguments.serve, options);
  options.stats_interval = kStatsInterval;
  const PublishOptions publish{.color = parse_color("--color", arguments.serve.color)};
  StopSignal stop;
  Display display = serve(options);
  // Before anything is announced or drawn: a size that is too large ends here.
  static_cast<void>(display.acquire_frame(options.width, options.height, PixelFormat::rgba8));
  if (!print_line(arguments.serve.json ? listening_line(display.port(), display.url(), display.epoch())
                                       : display.url(),
                  stop))
    return 0;
  // A browser that it opens would not know the token, and its command line is no place for one.
  if (!arguments.no_open && !options.authenticate) open_browser(display.url());
  Stage stage(scene, options.width, options.height);
  Demo(display, stage, stop, arguments, publish).run();
  return 0;
}

}  // namespace

Run add_demo(CommandLine& program) {
  auto arguments = std::make_shared<DemoArguments>();
  Verb verb = program.add_verb("demo", "Show an interactive scene");
  add_serve_arguments(verb, arguments->serve);
  verb.text("--scene", arguments->scene, "surface, gray-scott, paint or testcard; keys 1 to 4 change it");
  verb.flag("--no-open", arguments->no_open, "Do not open a browser");
  verb.number("--frames", arguments->frames, 0, 1'000'000'000'000,
              "End after so many frames that a viewer could see; 0: never");
  return [arguments] { return run_demo(*arguments); };
}

}  // namespace pdum::rfb::cli
