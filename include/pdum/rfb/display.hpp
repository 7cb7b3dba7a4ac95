#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <pdum/rfb/adopt.hpp>
#include <pdum/rfb/color.hpp>
#include <pdum/rfb/control.hpp>
#include <pdum/rfb/error.hpp>
#include <pdum/rfb/event.hpp>
#include <pdum/rfb/frame.hpp>
#include <pdum/rfb/metrics.hpp>
#include <pdum/rfb/options.hpp>
#include <pdum/rfb/page.hpp>

namespace pdum::rfb {

/// What became of a published frame.
enum class PublishResult : std::uint8_t {
  accepted,   ///< it is the newest frame; every viewer will see it or a newer one
  unchanged,  ///< equal to the frame before, pixel ratio and colour space included; nothing is encoded or
              ///< sent
  closed,     ///< the display has been closed; nothing happened
};

/// A size in pixels.
struct Size {
  int width = 0;
  int height = 0;
  friend bool operator==(const Size&, const Size&) = default;
};

/// Per-frame facts.
struct PublishOptions {
  /// Device pixels per logical pixel of this frame, above 0 and at most 64.
  double pixel_ratio = 1;
  ColorSpace color = {};  ///< what the numbers of its pixels mean; sRGB
};

class Server;

/// A picture that any number of browsers watch and act on: one stream of a server. A display from `serve`
/// owns the server that was made for it: closing or destroying it ends both. One from `Server::add_stream`
/// owns its stream alone. One from `Server::stream` is a further handle, whose end changes nothing.
///
/// Thread safety: every member may be called from any thread at any time, callbacks of the library included,
/// except that moving and destroying need the usual exclusive access. A display that was moved from throws
/// `Error(closed)` from every call. So does, in a child process after `fork`, the copy of a display of the
/// parent; there `close` and the destructor do nothing.
///
/// Of a display that has been closed, its stream removed or its server ended, what would set something throws
/// `Error(closed)`: every `set_…`, `switch_backend`, control, callbacks and `run_at`, as said there. All else
/// goes on: `publish` says `closed`, pollers return what is left and then nothing, counters and sizes stay as
/// they were. Where another thread may close the display, end the loop when `publish` says `closed`, and be
/// ready for that `Error` in between.
///
/// Besides what is said below, any member may throw `std::bad_alloc`, and nothing else.
class Display {
 public:
  Display(Display&&) noexcept;
  Display& operator=(Display&&) noexcept;
  /// `close()`. Frees the frame published last, so its release callback runs here at the latest, unless an
  /// encoder hangs.
  ~Display();

  /// Copies the pixels and returns; never waits for a viewer, an encoder or the network, only for other
  /// publishers. A frame of another size resizes the stream. Throws `Error(invalid_frame)` for null pixels, a
  /// stride shorter than a row, a side that is zero or over `ServeOptions::max_side`, more bytes than
  /// `ServeOptions::max_frame_bytes`, or a pixel ratio or colour space out of range; the stream goes on with
  /// the frame before.
  PublishResult publish(const FrameView& frame, const PublishOptions& options = {});
  /// Takes the frame over without a copy and without comparing it with the one before (so never `unchanged`).
  /// Throws as above, and for an empty frame. After `closed`, and when it throws `Error`, the frame is still
  /// the caller's.
  PublishResult publish(Frame&& frame, const PublishOptions& options = {});
  /// Recycled writable memory of the given shape, sides in pixels. Never waits; when the pool is in use, new
  /// memory is allocated. Throws `Error(invalid_frame)` for a side that is zero and for sizes over the
  /// limits.
  Frame acquire_frame(int width, int height, PixelFormat format = PixelFormat::rgba8);

  /// Everything that viewers did since the last call, oldest first. Never waits. Each event goes to one
  /// caller.
  std::vector<InputEvent> poll_events();
  /// As `poll_events`, but waits up to `timeout` (seconds; NaN and negative: not at all) for the first event,
  /// or until the display is closed.
  std::vector<InputEvent> wait_events(std::chrono::duration<double> timeout);
  /// Calls `callback()` on this thread, `fps` [0.001, 1000] times a second, until the display is closed or,
  /// where it returns a bool, until it returns false. The first call comes at once; the others lie on a fixed
  /// grid from there, so they do not drift. One that could not be made in time comes late by less than a
  /// period, or not at all: never a burst. Events wake nothing: take them with `poll_events` in the callback.
  /// What the callback throws ends the loop and reaches the caller. Throws `Error(invalid_argument)` for
  /// another `fps`, `Error(closed)` when the display has been closed before it begins. The display must not
  /// be moved or destroyed meanwhile; `close` is fine, in the callback too: then it returns.
  template <class Callback>
  void run_at(double fps, Callback&& callback) {
    run_loop(fps, [&callback] {
      if constexpr (std::is_same_v<std::invoke_result_t<Callback&>, bool>) {
        return callback();
      } else {
        callback();
        return true;
      }
    });
  }
  /// The raw JSON of the events received so far, newest 10,000; empty unless `ServeOptions::record_events`.
  std::vector<std::string> recorded_events() const;

  /// How the pointer looks over the picture; for all viewers, those to come included, or for the one called
  /// `client_id`
  /// (`InputEvent::client_id`). Of what changes faster than 30 times a second the last counts. Like the next
  /// three: any thread, never waits; reaches viewers whose page speaks the extension `ui`, as `<rfb-view>`
  /// and the page at `url()` do. Throws `Error(invalid_argument)` for what page.hpp does not allow,
  /// `Error(closed)` once the display is closed.
  void set_cursor(const Cursor& cursor, std::string_view client_id = {});
  /// Title of the viewers' pages: UTF-8, one line, cut to 256 characters.
  void set_title(std::string_view title, std::string_view client_id = {});
  /// Where text is typed, so that phones show their keyboard.
  void set_text_input(const TextInput& area, std::string_view client_id = {});
  /// Offers text (UTF-8, at most 48 KiB) to the clipboards of the viewers that are there now; each takes it
  /// with a copy key or a button. Needs `ServeOptions::clipboard`, `out` or `both`: otherwise nobody gets it.
  void set_clipboard(std::string_view text, std::string_view client_id = {});

  /// Gives control to a viewer: under `ControlPolicy::first` and `nobody` in place of the one who has it.
  /// What that one holds down is let go first. Nothing happens for a viewer that has gone, or is a
  /// `Role::viewer`. Like the next one: any thread, never waits, takes effect a moment later; throws
  /// `Error(closed)` once the display is closed.
  void grant_control(std::string_view client_id);
  /// Takes control from a viewer; from all for an empty name. Requests that wait are refused. Under
  /// `ControlPolicy::first` it is then free for the next who asks or comes.
  void revoke_control(std::string_view client_id = {});
  /// Called for every viewer that is let in from now on, and when it is gone; see `ClientFunction` for the
  /// thread. Empty: nobody is called any more. These three throw `Error(closed)` once the display is closed,
  /// except for an empty one.
  void on_client_joined(ClientFunction callback);
  void on_client_left(ClientFunction callback);
  /// Called when a viewer asks for control under `ControlPolicy::nobody`; answer with `grant_control`, or by
  /// `revoke_control(client_id)` to refuse. After 30 s the request is over. While there is none, viewers
  /// cannot ask.
  void on_control_requested(ControlRequestFunction callback);

  /// Shows viewers something else while they watch: a new `config` and a keyframe, on the same connection,
  /// without a lost event. Viewers that the choice leaves where they are notice nothing; those that cannot
  /// show what is forced are closed (1003). Any thread; takes effect a moment later. Throws `Error` as
  /// `serve` does for the options of these names, `Error(closed)` once the display is closed.
  void switch_backend(const Backend& backend);
  /// Likewise for how good it is, stills included; empty members stay as they are. Throws as above.
  void set_quality(const Quality& quality);
  /// Takes over a connection whose WebSocket handshake an HTTP server of the application's own has read, so
  /// that viewers come in through that server: its TLS, its cookies, its port. `request` is the head as it
  /// was received, request line to empty line. It passes the same guard (Host, Origin), limits and
  /// `authenticate` as one that came to this display's port, and is answered, or refused with an HTTP answer,
  /// on `socket`: a connected TCP socket, which is the library's from here on, closed in every case, also
  /// when the display is closed. Any thread, never waits.
  void adopt(int socket, std::string_view request, AdoptOptions options = {});

  int client_count() const;  ///< viewers whose `hello` was accepted and who are still there
  /// Those of them whose page somebody can see, as far as their pages say: with none there is no need to
  /// render.
  int visible_client_count() const;
  int width() const;           ///< pixels, of the newest frame; before the first, `ServeOptions::width`
  int height() const;          ///< pixels, of the newest frame; before the first, `ServeOptions::height`
  double pixel_ratio() const;  ///< of the newest frame; before the first, 1
  std::string name() const;    ///< of the stream; "default" for a display from `serve`
  Server server() const;       ///< a handle of the server, whose end changes nothing; see server.hpp
  /// What should be rendered, in pixels: with `ResizePolicy::match_client` the view of the viewer who resized
  /// it last, of those who have control, rounded down to even sides and no longer than
  /// `ServeOptions::max_render_dimension`; a new one wakes `wait_events`. Otherwise, and before the first
  /// view is known, `width()` and `height()`.
  Size target_size() const;
  /// Device pixels per CSS pixel of that view, for `PublishOptions::pixel_ratio`; `pixel_ratio()` otherwise.
  double target_ratio() const;
  ColorSpace color() const;  ///< of the newest frame; before the first, sRGB
  int port() const;          ///< the one really listened on
  std::string url()
      const;  ///< of the page, for a browser on this machine: "http://127.0.0.1:8765/", with TLS "https://…"
  std::string ws_url() const;  ///< of the WebSocket: "ws://127.0.0.1:8765/", with TLS "wss://…"
  /// Zero of frame timestamps and of `InputEvent::received`.
  std::chrono::steady_clock::time_point epoch() const;
  DisplayMetrics metrics() const;  ///< counters and histograms since the start; never waits
  /// One per viewer. Waits for the I/O thread, a second at most; empty when that is over, and once closed.
  std::vector<SessionMetrics> session_metrics() const;

  bool is_closed() const noexcept;  ///< whether its end has begun
  /// Ends the stream; by any of its handles. When it is the one that `serve` made, the server ends with it:
  /// `publish` returns `closed`, waiting pollers return, every viewer is told goodbye (close code
  /// 1001), the library's threads are joined, the last log lines are handed over. May be called twice and
  /// from any thread; a second caller waits for the first.
  ///
  /// Takes at most about 2 s, whatever viewers, hooks, encoders and the log function do: the thread of one
  /// that hangs is left behind, it calls nothing more of the application and touches nothing of the
  /// library's. A stream alone takes at most 1 s to say goodbye; its server and the other streams go on. The
  /// exception is a release callback that hangs on the I/O thread (see `Frame::wrap`). From
  /// inside a callback of the library it only asks for the end and returns.
  void close() noexcept;

 private:
  friend class DisplayAccess;
  friend class Server;
  class Impl;
  explicit Display(std::shared_ptr<Impl> impl) noexcept;
  Impl& impl() const;
  Impl& open_impl(const char* member) const;
  void run_loop(double fps, const std::function<bool()>& step);
  void leave() noexcept;
  std::shared_ptr<Impl> impl_;
};

/// Starts listening in the background. Any thread; waits only for the resolver, when `ServeOptions::host` is
/// a name. Throws `Error`: `invalid_argument` naming the option that is out of range or a video encoder that
/// nobody knows, `unavailable` for a video encoder that is not there, `address_in_use` for a port that is
/// taken, `bind_failed` for an address or name that cannot be listened on, `system` when threads or file
/// descriptors are refused.
Display serve(const ServeOptions& options = {});
/// The same with default options, on port 8765; `width` and `height` in pixels.
Display serve(int width, int height);

}  // namespace pdum::rfb
