#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <pdum/rfb/error.hpp>
#include <pdum/rfb/event.hpp>
#include <pdum/rfb/frame.hpp>
#include <pdum/rfb/metrics.hpp>
#include <pdum/rfb/options.hpp>

namespace pdum::rfb {

/// What became of a published frame.
enum class PublishResult : std::uint8_t {
  accepted,   ///< it is the newest frame; every viewer will see it or a newer one
  unchanged,  ///< equal to the frame before; nothing is encoded or sent
  closed,     ///< the display has been closed; nothing happened
};

/// Per-frame facts.
struct PublishOptions {
  double pixel_ratio = 1;  ///< device pixels per logical pixel of this frame, 0 < ratio ≤ 64
};

/// A picture that any number of browsers watch and act on. Made by `serve`; closing or destroying it ends the
/// server.
///
/// Thread safety: every member may be called from any thread at any time, except that moving and destroying
/// need the usual exclusive access. In a child process after `fork` every call throws `Error(closed)` and the
/// destructor does nothing.
class Display {
 public:
  Display(Display&&) noexcept;
  Display& operator=(Display&&) noexcept;
  ~Display();  ///< `close()`

  /// Copies the pixels and returns; never waits for a viewer, an encoder or the network. A frame of another
  /// size resizes the stream. Throws `Error(invalid_frame)` for null pixels, a short stride or a size over
  /// the limits.
  PublishResult publish(const FrameView& frame, const PublishOptions& options = {});
  /// Takes the frame over without a copy and without comparing it with the one before (so never `unchanged`).
  PublishResult publish(Frame&& frame, const PublishOptions& options = {});
  /// Recycled writable memory of the given shape. Never waits; when the pool is in use, new memory is
  /// allocated. Throws `Error(invalid_frame)` for sizes over the limits.
  Frame acquire_frame(int width, int height, PixelFormat format = PixelFormat::rgba8);

  /// Everything that viewers did since the last call, oldest first. Never waits.
  std::vector<InputEvent> poll_events();
  /// As `poll_events`, but waits up to `timeout` for the first event, or until the display is closed.
  std::vector<InputEvent> wait_events(std::chrono::duration<double> timeout);
  /// The raw JSON of the events received so far, newest 10,000; empty unless `ServeOptions::record_events`.
  std::vector<std::string> recorded_events() const;

  int client_count() const;    ///< viewers whose `hello` was accepted
  int width() const;           ///< pixels, of the newest frame
  int height() const;          ///< pixels
  double pixel_ratio() const;  ///< of the newest frame
  int port() const;            ///< the one really listened on
  std::string url() const;     ///< of the page, for a browser on this machine
  std::string ws_url() const;  ///< of the WebSocket
  /// Zero of frame timestamps and of `InputEvent::received`.
  std::chrono::steady_clock::time_point epoch() const;
  DisplayMetrics metrics() const;
  std::vector<SessionMetrics> session_metrics() const;  ///< one per viewer

  bool is_closed() const noexcept;
  /// Says goodbye to every viewer (close code 1001), joins the library's threads. Takes at most about 2 s;
  /// may be called twice and from any thread. From inside one of the library's own callbacks it only asks for
  /// the end.
  void close() noexcept;

 private:
  friend Display serve(const ServeOptions& options);
  class Impl;
  explicit Display(std::shared_ptr<Impl> impl) noexcept;
  std::shared_ptr<Impl> impl_;
};

/// Starts listening in the background. Throws `Error` naming the option that is wrong or the port that is
/// taken.
Display serve(const ServeOptions& options = {});
/// The same with default options, on port 8765.
Display serve(int width, int height);

}  // namespace pdum::rfb
