#pragma once

#include <any>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace pdum::rfb {

/// Pointer buttons, numbered as on the wire.
enum class Button : std::uint8_t { none = 0, left = 1, right = 2, middle = 3, back = 4, forward = 5 };

/// The modifier keys held while an event happened.
struct Modifiers {
  bool shift = false;
  bool control = false;
  bool alt = false;
  bool meta = false;
  friend bool operator==(const Modifiers&, const Modifiers&) = default;
};

/// A set of pressed pointer buttons.
struct Buttons {
  std::uint8_t bits = 0;  ///< bit n set: `Button` n is pressed
  bool contains(Button button) const noexcept { return ((bits >> static_cast<unsigned>(button)) & 1U) != 0; }
  void insert(Button button) noexcept {
    bits = static_cast<std::uint8_t>(bits | (1U << static_cast<unsigned>(button)));
  }
  bool empty() const noexcept { return bits == 0; }
  friend bool operator==(const Buttons&, const Buttons&) = default;
};

/// One finger or pen on the surface, in published pixels.
struct Touch {
  std::string id = {};  ///< pointer id of the browser
  double x = 0;         ///< published pixels from the left
  double y = 0;         ///< published pixels from the top
  double pressure = 0;  ///< 0 to 1
  friend bool operator==(const Touch&, const Touch&) = default;
};

/// What every pointer and wheel event carries. `x` and `y` are pixels of the frame as it was published,
/// origin top left, whatever size the viewer is shown (`ServeOptions::adaptive`); they may lie outside it
/// while a button is held.
struct PointerState {
  double x = 0;              ///< published pixels from the left
  double y = 0;              ///< published pixels from the top
  Buttons buttons = {};      ///< pressed now
  Modifiers modifiers = {};  ///< keys held now
  bool inside = true;        ///< false in the letterbox or outside a cropped view
  double pixel_ratio = 1;    ///< of the frame as it was published
  double timestamp = 0;      ///< seconds at the client; only differences mean anything
  friend bool operator==(const PointerState&, const PointerState&) = default;
};

/// A button was pressed, or a finger put down. The pointer is captured until the release.
struct PointerDown : PointerState {
  Button button = Button::none;     ///< the one pressed
  std::vector<Touch> touches = {};  ///< all on the surface now; empty for a mouse
  friend bool operator==(const PointerDown&, const PointerDown&) = default;
};
/// A button was let go, or a finger lifted; also when the page lost the focus meanwhile.
struct PointerUp : PointerState {
  Button button = Button::none;     ///< the one let go
  std::vector<Touch> touches = {};  ///< all on the surface now; empty for a mouse
  friend bool operator==(const PointerUp&, const PointerUp&) = default;
};
/// The pointer moved; at most one for each frame that the browser draws.
struct PointerMove : PointerState {
  Button button = Button::none;     ///< as the browser says; see `buttons` for what is pressed
  std::vector<Touch> touches = {};  ///< all on the surface now; empty for a mouse
  friend bool operator==(const PointerMove&, const PointerMove&) = default;
};
/// The second press of two in quick succession; comes besides its `PointerDown`.
struct DoubleClick : PointerState {
  Button button = Button::none;     ///< the one pressed
  std::vector<Touch> touches = {};  ///< all on the surface now; empty for a mouse
  friend bool operator==(const DoubleClick&, const DoubleClick&) = default;
};
/// The pointer came over the viewer's element.
struct PointerEnter : PointerState {
  Button button = Button::none;  ///< as the browser says
  friend bool operator==(const PointerEnter&, const PointerEnter&) = default;
};
/// The pointer left the viewer's element, or the page lost the focus.
struct PointerLeave : PointerState {
  Button button = Button::none;  ///< as the browser says
  friend bool operator==(const PointerLeave&, const PointerLeave&) = default;
};

/// Scrolling; one notch of a wheel is about 100.
struct Wheel : PointerState {
  double dx = 0;  ///< pixels, positive right
  double dy = 0;  ///< pixels, positive down
  friend bool operator==(const Wheel&, const Wheel&) = default;
};

/// A key was pressed. Held keys do not repeat.
struct KeyDown {
  std::string key = {};      ///< DOM `KeyboardEvent.key`: "a", "ArrowLeft", "Enter"
  std::string code = {};     ///< DOM `KeyboardEvent.code`: "KeyA"; empty when not known
  Modifiers modifiers = {};  ///< keys held now
  double timestamp = 0;      ///< seconds at the client
  friend bool operator==(const KeyDown&, const KeyDown&) = default;
};
/// A key was let go; also when the page lost the focus meanwhile.
struct KeyUp {
  std::string key = {};      ///< as in `KeyDown`
  std::string code = {};     ///< as in `KeyDown`
  Modifiers modifiers = {};  ///< keys held now
  double timestamp = 0;      ///< seconds at the client
  friend bool operator==(const KeyUp&, const KeyUp&) = default;
};

/// Text that was typed, composed or dictated.
struct Char {
  std::string data = {};        ///< UTF-8
  std::string input_type = {};  ///< DOM `InputEvent.inputType`; empty when not known
  bool is_composing = false;    ///< an input method has not finished yet
  bool repeat = false;          ///< of a key held down
  double timestamp = 0;         ///< seconds at the client
  friend bool operator==(const Char&, const Char&) = default;
};

/// The viewer's element has a new size or device pixel ratio.
struct Resize {
  double width = 0;      ///< CSS pixels
  double height = 0;     ///< CSS pixels
  int pwidth = 0;        ///< device pixels
  int pheight = 0;       ///< device pixels
  double ratio = 1;      ///< device pixels per CSS pixel
  double timestamp = 0;  ///< seconds at the client
  friend bool operator==(const Resize&, const Resize&) = default;
};

/// The viewer's element got the keyboard.
struct FocusIn {
  double timestamp = 0;  ///< seconds at the client
  friend bool operator==(const FocusIn&, const FocusIn&) = default;
};
/// The viewer's element lost the keyboard.
struct FocusOut {
  double timestamp = 0;  ///< seconds at the client
  friend bool operator==(const FocusOut&, const FocusOut&) = default;
};
/// The viewer's page can be seen again.
struct Show {
  double timestamp = 0;  ///< seconds at the client
  friend bool operator==(const Show&, const Show&) = default;
};
/// The viewer's page cannot be seen: another tab, minimised.
struct Hide {
  double timestamp = 0;  ///< seconds at the client
  friend bool operator==(const Hide&, const Hide&) = default;
};
/// The viewer pasted text, and both the application and the viewer want that (`ServeOptions::clipboard`). Its
/// text is kept out of `InputEvent::json` and of recorded events, which tell its length only.
struct Paste {
  std::string data = {};  ///< UTF-8, at most 48 KiB
  double timestamp = 0;   ///< seconds, of the display's clock
  friend bool operator==(const Paste&, const Paste&) = default;
};
/// The viewer went away. Made by the server, exactly once for each viewer whose `hello` was accepted.
struct Close {
  double timestamp = 0;  ///< seconds
  friend bool operator==(const Close&, const Close&) = default;
};

/// An event of a type this library does not know.
struct UnknownEvent {
  std::string type = {};  ///< as received
  std::string json = {};  ///< the whole event object as received
  double timestamp = 0;   ///< seconds at the client
  friend bool operator==(const UnknownEvent&, const UnknownEvent&) = default;
};

/// Every kind of event; use `std::visit` or `std::get_if`.
using Event =
    std::variant<PointerDown, PointerUp, PointerMove, DoubleClick, PointerEnter, PointerLeave, Wheel, KeyDown,
                 KeyUp, Char, Resize, FocusIn, FocusOut, Show, Hide, Paste, Close, UnknownEvent>;

/// What a principal may do.
enum class Role : std::uint8_t {
  controller,  ///< may have control: see `ControlPolicy`
  viewer,      ///< watches; its input is dropped at the server
};

/// Who a viewer is, as the authenticate hook said.
struct Principal {
  std::string name = {};         ///< shown in `pdum-rfb pipe --json` and in the application's own messages
  std::any value = {};           ///< whatever the application wants to find again in `InputEvent::principal`
  Role role = Role::controller;  ///< fixed for as long as the viewer is there
};

/// One input event of one viewer.
struct InputEvent {
  std::string client_id = {};                  ///< opaque, unique within the display's life
  std::shared_ptr<const Principal> principal;  ///< null without an authenticate hook
  std::chrono::microseconds received{};        ///< on the display's clock, the one of frame timestamps
  Event event;                                 ///< what happened
  /// The event object as it was received; written anew, with published positions, for a pointer over a
  /// smaller picture. Empty unless `ServeOptions::raw_events`, and for most of what the server makes itself.
  std::string json = {};

  /// The event as `T`, or null: `if (auto* key = event.get_if<rfb::KeyDown>()) …`
  template <class T>
  const T* get_if() const noexcept {
    return std::get_if<T>(&event);
  }
};

}  // namespace pdum::rfb
