#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/auth.hpp>
#include <pdum/rfb/control.hpp>
#include <pdum/rfb/page.hpp>

namespace pdum::rfb {

/// Which of the two ways to the screen a display may use. `automatic`: video for viewers that can decode it.
enum class Transport : std::uint8_t { automatic, image, video };

/// Which image type is preferred where images are sent.
enum class ImageFormat : std::uint8_t { jpeg, png, webp };

/// Colour resolution of video. 4:2:0 halves it both ways, which blurs coloured text and thin lines; 4:4:4
/// keeps it, for about 1.3 times the encoding time, where the viewer's browser has proven that it decodes it.
/// `automatic`: as the viewer prefers (the page: 4:2:0 first). `yuv444`: 4:4:4 for every viewer that can show
/// it, 4:2:0 for the others. `yuv420`: 4:2:0 for all.
enum class Chroma : std::uint8_t { automatic, yuv420, yuv444 };

/// Who decides how large frames are.
enum class ResizePolicy : std::uint8_t {
  publisher,     ///< the application; pages scale what they get
  match_client,  ///< the view of a viewer: see `Display::target_size`
};

/// What viewers are shown: see the options of the same names.
struct Backend {
  Transport transport = Transport::automatic;
  ImageFormat image_format = ImageFormat::jpeg;
  std::string video_encoder = {};
  Chroma chroma = Chroma::automatic;
};

/// How good what they are shown is: see the options of the same names. Empty: as before.
struct Quality {
  std::optional<int> image_quality = std::nullopt;     ///< [1, 100]
  std::optional<std::int64_t> bitrate = std::nullopt;  ///< bit/s [10,000, 10^10]
  std::optional<double> fps = std::nullopt;            ///< [0.001, 1000]
};

/// How much a log line matters.
enum class LogLevel : std::uint8_t { info, warning, error };

/// Receives one line without a newline; bytes of peers are already escaped.
///
/// Threads: called on one thread of the library's own that does nothing else, one line at a time, in order,
/// no lock held. It may block: 1,024 lines wait for it, further ones are lost and counted in a later line.
/// The last lines come during `Display::close`, which waits for them within its 2 s; none begins afterwards.
/// What it throws is written to standard error together with the line.
using LogFunction = std::function<void(LogLevel, std::string_view)>;

/// What one stream of a server can be told; each has its own. `Error(invalid_argument)` for a value outside
/// the range in brackets.
struct StreamOptions {
  int width = 1280;                   ///< pixels [1, max_side] until the first frame is published
  int height = 720;                   ///< pixels [1, max_side]
  double fps = 30;                    ///< [0.001, 1000] advisory, for rate control; you own the cadence
  std::int64_t bitrate = 12'000'000;  ///< bit/s [10,000, 10^10], cap for video
  int max_inflight = 2;               ///< frames [1, 24] sent and not yet acknowledged, to begin with
  /// Frames [0, 8] that stay inside a video encoder that can work on several at once: more frames a second on
  /// several cores, each shown that many frames later. Others ignore it.
  int encode_pipeline_depth = 0;
  Transport transport = Transport::automatic;    ///< force images or video
  ImageFormat image_format = ImageFormat::jpeg;  ///< preferred image type
  /// While one viewer alone is shown an encoding, and cannot carry it, lower the bit rate (JPEG: the
  /// quality), then the frame rate, then the frames in flight, then the resolution, and raise them again. The
  /// options are what it returns to; positions of the pointer are in published pixels throughout.
  bool adaptive = true;
  int image_quality = 80;  ///< [1, 100], JPEG and lossy WebP
  /// Name of a video encoder as `available_encoders` and `pdum-rfb doctor` list them, "x264" for all its
  /// profiles; empty: the best one.
  std::string video_encoder = {};
  Chroma chroma = Chroma::automatic;  ///< colour resolution of video
  /// Seconds [0, 3600] without a new frame after which every viewer that has caught up is sent that frame
  /// once more, lossless (PNG, or WebP for those who know no PNG), as images and over video alike; 0: never.
  std::chrono::duration<double> still_after{0};
  std::chrono::duration<double> stats_interval{0};  ///< seconds [0, 3600] between `stats` messages; 0: none
  ResizePolicy resize_policy = ResizePolicy::publisher;  ///< what `Display::target_size` tells
  int max_render_dimension = 4096;  ///< pixels [16, 65535]: no side of a target is longer
  /// Seconds [0, 10] that a view must keep its size before it becomes the target.
  std::chrono::duration<double> resize_debounce{0.12};

  Authenticator authenticate = {};  ///< who may watch; empty: whom `ServerOptions::authenticate` lets in
  AsyncAuthenticator authenticate_async = {};  ///< instead of `authenticate`, which is then empty

  ControlPolicy control = ControlPolicy::everyone;  ///< who may act, of those who may watch
  /// Which way text may travel between the application and the viewers' clipboards.
  Clipboard clipboard = Clipboard::off;
  bool raw_events = false;     ///< keep the JSON text in `InputEvent::json`
  bool record_events = false;  ///< keep raw events for `GET /recorded-events` (they hold keystrokes)
  /// File to which events are appended, one JSON object a line (they hold keystrokes); empty: none.
  std::string event_log = {};
  /// Events [1, 1,000,000] waiting for `poll_events`, of 8 MiB text in all. Beyond it the oldest that can be
  /// spared is dropped: the last of a run of moves late, releases of buttons and keys last of all.
  std::size_t event_queue_size = 4096;

  int max_viewers = 256;  ///< [1, 100,000]; further ones are told to come back later (1013)
  std::chrono::duration<double> hello_timeout{10};  ///< seconds [0.05, 3600] up to `hello` (4408)
  /// Seconds [0, 10^6] without input of a viewer (pointer, keys, wheel, paste, resized view) after which it
  /// is closed (1000, with a sentence); 0: never.
  std::chrono::duration<double> idle_timeout{0};
  int max_side = 16384;                      ///< pixels [1, 65535] of a frame's width and height
  std::size_t max_frame_bytes = 256U << 20;  ///< bytes [1, 4 Gi] of one frame
};

/// What a server can be told. All defaults are safe for a first try: loopback only, foreign Hosts and Origins
/// refused. `Error(invalid_argument)` for a value outside the range in brackets.
struct ServerOptions {
  /// Address or name to listen on; "0.0.0.0" or "::" for every interface.
  std::string host = "127.0.0.1";
  int port = 8765;  ///< [0, 65535]; 0 picks a free one, see `Server::port()`

  /// Who may watch streams that have no hook of their own, and who may read what speaks of all streams
  /// (`GET /streams`, Prometheus text of `GET /metrics`). Empty: everyone who reaches the port; while one
  /// stream has a hook of its own, that one decides about what speaks of all, and while several have, nobody
  /// may.
  Authenticator authenticate = {};
  AsyncAuthenticator authenticate_async = {};  ///< instead of `authenticate`, which is then empty
  /// Further allowed origins, "https://host[:port]", the port may be "*"; "*" alone: all. Empty: only the
  /// page's own.
  std::vector<std::string> origins = {};
  /// Who may put the page into an iframe: CSP sources, one an entry; empty: nobody.
  std::vector<std::string> frame_ancestors = {"'self'"};
  /// PEM files: the certificate chain, the server's own first, and its private key, without a passphrase.
  /// Both or none; with them the port speaks TLS only (https, wss; 1.2 and later). Read again when they
  /// change. See `self_signed_certificate` for one to develop with.
  std::string tls_certificate = {};
  std::string tls_key = {};  ///< see `tls_certificate`
  /// Addresses or ranges ("127.0.0.1", "10.0.0.0/8") of reverse proxies whose X-Forwarded-For, -Proto and
  /// -Host are believed; from others these fields are ignored. Whoever can connect from there can pretend to
  /// be anybody's address. Empty: nobody's are.
  std::vector<std::string> trusted_proxies = {};

  std::size_t max_message_bytes = 65536;            ///< bytes [1024, 16 Mi] of one message of a viewer (1009)
  std::chrono::duration<double> ping_interval{15};  ///< seconds [0.05, 3600]; silent twice as long: closed

  LogFunction log = {};  ///< empty: warnings and errors go to standard error
};

/// Everything `serve` can be told: the `ServerOptions` and the `StreamOptions` of its one stream side by
/// side, so that a call names just what it wants to change. All defaults are safe for a first try.
struct ServeOptions {
  int width = 1280;  ///< pixels [1, max_side] of the stream until the first frame is published
  int height = 720;  ///< pixels [1, max_side]
  /// Address or name to listen on; "0.0.0.0" or "::" for every interface.
  std::string host = "127.0.0.1";
  int port = 8765;                    ///< [0, 65535]; 0 picks a free one, see `Display::port()`
  double fps = 30;                    ///< [0.001, 1000] advisory, for rate control; you own the cadence
  std::int64_t bitrate = 12'000'000;  ///< bit/s [10,000, 10^10], cap for video
  int max_inflight = 2;               ///< frames [1, 24] sent and not yet acknowledged, to begin with
  /// Frames [0, 8] that stay inside a video encoder that can work on several at once: more frames a second on
  /// several cores, each shown that many frames later. Others ignore it.
  int encode_pipeline_depth = 0;
  Transport transport = Transport::automatic;    ///< force images or video
  ImageFormat image_format = ImageFormat::jpeg;  ///< preferred image type
  /// While one viewer alone is shown an encoding, and cannot carry it, lower the bit rate (JPEG: the
  /// quality), then the frame rate, then the frames in flight, then the resolution, and raise them again. The
  /// options are what it returns to; positions of the pointer are in published pixels throughout.
  bool adaptive = true;
  int image_quality = 80;  ///< [1, 100], JPEG and lossy WebP
  /// Name of a video encoder as `available_encoders` and `pdum-rfb doctor` list them, "x264" for all its
  /// profiles; empty: the best one.
  std::string video_encoder = {};
  Chroma chroma = Chroma::automatic;  ///< colour resolution of video
  /// Seconds [0, 3600] without a new frame after which every viewer that has caught up is sent that frame
  /// once more, lossless (PNG, or WebP for those who know no PNG), as images and over video alike; 0: never.
  std::chrono::duration<double> still_after{0};
  std::chrono::duration<double> stats_interval{0};  ///< seconds [0, 3600] between `stats` messages; 0: none
  ResizePolicy resize_policy = ResizePolicy::publisher;  ///< what `Display::target_size` tells
  int max_render_dimension = 4096;  ///< pixels [16, 65535]: no side of a target is longer
  /// Seconds [0, 10] that a view must keep its size before it becomes the target.
  std::chrono::duration<double> resize_debounce{0.12};

  Authenticator authenticate = {};             ///< who may watch; empty: everyone who reaches the port
  AsyncAuthenticator authenticate_async = {};  ///< instead of `authenticate`, which is then empty
  /// Further allowed origins, "https://host[:port]", the port may be "*"; "*" alone: all. Empty: only the
  /// page's own.
  std::vector<std::string> origins = {};
  /// Who may put the page into an iframe: CSP sources, one an entry; empty: nobody.
  std::vector<std::string> frame_ancestors = {"'self'"};

  /// PEM files: the certificate chain, the server's own first, and its private key, without a passphrase.
  /// Both or none; with them the port speaks TLS only (https, wss; 1.2 and later). Read again when they
  /// change. See `self_signed_certificate` for one to develop with.
  std::string tls_certificate = {};
  std::string tls_key = {};  ///< see `tls_certificate`
  /// Addresses or ranges ("127.0.0.1", "10.0.0.0/8") of reverse proxies whose X-Forwarded-For, -Proto and
  /// -Host are believed; from others these fields are ignored. Whoever can connect from there can pretend to
  /// be anybody's address. Empty: nobody's are.
  std::vector<std::string> trusted_proxies = {};

  ControlPolicy control = ControlPolicy::everyone;  ///< who may act, of those who may watch
  /// Which way text may travel between the application and the viewers' clipboards.
  Clipboard clipboard = Clipboard::off;
  bool raw_events = false;     ///< keep the JSON text in `InputEvent::json`
  bool record_events = false;  ///< keep raw events for `GET /recorded-events` (they hold keystrokes)
  /// File to which events are appended, one JSON object a line (they hold keystrokes); empty: none.
  std::string event_log = {};
  /// Events [1, 1,000,000] waiting for `poll_events`, of 8 MiB text in all. Beyond it the oldest that can be
  /// spared is dropped: the last of a run of moves late, releases of buttons and keys last of all.
  std::size_t event_queue_size = 4096;

  int max_viewers = 256;                  ///< [1, 100,000]; further ones are told to come back later (1013)
  std::size_t max_message_bytes = 65536;  ///< bytes [1024, 16 Mi] of one message of a viewer (1009)
  std::chrono::duration<double> hello_timeout{10};  ///< seconds [0.05, 3600] up to `hello` (4408)
  /// Seconds [0, 10^6] without input of a viewer (pointer, keys, wheel, paste, resized view) after which it
  /// is closed (1000, with a sentence); 0: never.
  std::chrono::duration<double> idle_timeout{0};
  std::chrono::duration<double> ping_interval{15};  ///< seconds [0.05, 3600]; silent twice as long: closed
  int max_side = 16384;                             ///< pixels [1, 65535] of a frame's width and height
  std::size_t max_frame_bytes = 256U << 20;         ///< bytes [1, 4 Gi] of one frame

  LogFunction log = {};  ///< empty: warnings and errors go to standard error
};

}  // namespace pdum::rfb
