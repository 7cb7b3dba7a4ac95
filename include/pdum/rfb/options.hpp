#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/auth.hpp>

namespace pdum::rfb {

/// Which of the two ways to the screen a display may use.
enum class Transport : std::uint8_t { automatic, image, video };

/// Which image type is preferred where images are sent.
enum class ImageFormat : std::uint8_t { jpeg, png, webp };

enum class LogLevel : std::uint8_t { info, warning, error };

/// Receives one line without a newline; bytes of peers are already escaped. Called from any thread, never
/// with a lock held.
using LogFunction = std::function<void(LogLevel, std::string_view)>;

/// Everything `serve` can be told. All defaults are safe for a first try: loopback only, foreign Hosts and
/// Origins refused.
struct ServeOptions {
  int width = 1280;                   ///< pixels of the stream until the first frame is published
  int height = 720;                   ///< pixels
  std::string host = "127.0.0.1";     ///< address or name to listen on; "0.0.0.0" or "::" for every interface
  int port = 8765;                    ///< 0 picks a free one, see `Display::port()`
  double fps = 30;                    ///< advisory, for rate control; your loop owns the cadence
  std::int64_t bitrate = 12'000'000;  ///< cap for video, bit/s
  int max_inflight = 2;               ///< frames sent and not yet acknowledged, to begin with
  Transport transport = Transport::automatic;    ///< force images or video
  ImageFormat image_format = ImageFormat::jpeg;  ///< preferred image type
  int image_quality = 80;                        ///< 1 to 100, JPEG and lossy WebP
  /// Name of an encoder as `pdum-rfb doctor` lists them; empty: the best one.
  std::string video_encoder = {};
  std::chrono::duration<double> stats_interval{0};  ///< period of the `stats` message, seconds; 0: off

  Authenticator authenticate = {};  ///< who may watch; empty: everyone who reaches the port
  /// Further allowed origins, "https://host[:port]", the port may be "*"; "*" alone: all.
  std::vector<std::string> origins = {};
  /// Who may put the page into an iframe (CSP source list).
  std::vector<std::string> frame_ancestors = {"'self'"};

  bool raw_events = false;              ///< keep the JSON text in `InputEvent::json`
  bool record_events = false;           ///< keep raw events for `GET /recorded-events` (they hold keystrokes)
  std::size_t event_queue_size = 4096;  ///< events waiting for `poll_events`; beyond it the oldest is dropped

  int max_viewers = 256;                            ///< further ones are told to come back later (1013)
  std::size_t max_message_bytes = 65536;            ///< of one message from a viewer (1009 beyond)
  std::chrono::duration<double> hello_timeout{10};  ///< seconds from connecting to `hello` (4408)
  std::chrono::duration<double> ping_interval{15};  ///< seconds; a viewer silent for twice as long is closed
  int max_side = 16384;                             ///< pixels, of a frame's width and height
  std::size_t max_frame_bytes = 256U << 20;         ///< bytes of one frame

  LogFunction log = {};  ///< empty: warnings and errors go to standard error
};

}  // namespace pdum::rfb
