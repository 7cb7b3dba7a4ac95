#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/display.hpp>
#include <pdum/rfb/event.hpp>
#include <pdum/rfb/protocol.hpp>

namespace pdum::rfb::testing {

/// What a viewer without a browser says of itself.
struct ViewerOptions {
  /// What it can show, as browsers list it. The default shows images only: what JPEG decoders read.
  std::vector<std::string> supported = {"image/jpeg", "image/png"};
  std::vector<std::string> extensions = {};  ///< of docs/protocol.md, e.g. "visibility"
  std::string token = {};                    ///< for the authenticate hook
  std::string stream = {};  ///< which stream it asks for; empty: that of the display it is made from
  bool acks = true;         ///< acknowledges each frame as `wait_frame` returns it
};

/// A frame as it was received. Pixels stay encoded.
struct ViewerFrame {
  FrameHeader header;
  std::vector<std::byte> payload;  ///< an image, or one access unit in Annex B
};

/// A viewer inside the process, for tests of applications without a browser. It goes through the same
/// authentication, negotiation, flow control and encoding as those that come over the network; HTTP, the Host
/// and Origin rule and limits of the transport (message sizes, rates, pings) it does not meet.
///
/// Every function that waits returns early when the connection ends. All times are the real clock's.
///
/// Thread safety: one thread at a time. It may outlive its display.
class Viewer {
 public:
  /// Connects and says hello; does not wait. Throws as any member of `Display` does.
  explicit Viewer(Display& display, const ViewerOptions& options = {});
  ~Viewer();  ///< `leave()`
  Viewer(const Viewer&) = delete;
  Viewer& operator=(const Viewer&) = delete;

  /// The next frame, oldest first; nothing when none comes in `timeout` seconds or the connection has ended.
  /// A viewer that takes no frames is sent a few, then none, as one whose browser is busy.
  std::optional<ViewerFrame> wait_frame(std::chrono::duration<double> timeout = std::chrono::seconds(10));
  /// The next control message of this type ("config", "title", "stats" …) as JSON text; those of other types
  /// before it are passed over.
  std::optional<std::string> wait_message(std::string_view type,
                                          std::chrono::duration<double> timeout = std::chrono::seconds(10));
  /// Close code once the server has ended the connection (1000, 1001, 4401 …), or 1006 when it just ended.
  std::optional<int> wait_close(std::chrono::duration<double> timeout = std::chrono::seconds(10));

  /// Says that this frame and all before it are on the screen; for viewers without `ViewerOptions::acks`.
  void ack(std::uint64_t seq);
  /// Says that decoding cannot go on without a keyframe.
  void request_keyframe();

  /// Sends an input event, coordinates in pixels of the frame as it came. A `Resize` goes out as the page
  /// sends it. Throws `Error(invalid_argument)` for `Close` and `Paste`, which the server makes.
  void send(const Event& event);
  void pointer_move(double x, double y);                                ///< with the buttons that are down
  void pointer_down(double x, double y, Button button = Button::left);  ///< the button stays down
  void pointer_up(double x, double y, Button button = Button::left);
  void click(double x, double y, Button button = Button::left);  ///< down and up
  void wheel(double x, double y, double dx, double dy);          ///< one notch is about 100
  void key_down(std::string_view key);                           ///< DOM `KeyboardEvent.key`
  void key_up(std::string_view key);
  void type(std::string_view text);                      ///< as one `Char`
  void resize(int width, int height, double ratio = 1);  ///< CSS pixels; device pixels are `ratio` as many

  /// Any control message as it stands, malformed ones too.
  void send_text(std::string json);
  /// Goes away as a browser that is closed; the application gets its `Close` event. May be called twice.
  void leave() noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pdum::rfb::testing
