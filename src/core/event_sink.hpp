#pragma once

#include <string>
#include <string_view>

#include <pdum/rfb/control.hpp>
#include <pdum/rfb/event.hpp>

namespace pdum::rfb {

/// Takes the input of all viewers. Strand only; never blocks for longer than a queue operation.
class EventSink {
 public:
  virtual ~EventSink() = default;
  /// `json`: the event object as received ("" for events the server makes).
  virtual void push(InputEvent event, std::string_view json) = 0;
  /// Something that is no event has changed: who waits for events looks.
  virtual void wake() {}
  /// A viewer was let in, or is gone; each once, in order.
  virtual void joined(const Client&) {}
  virtual void left(const Client&) {}
  /// Whether somebody hears `control_requested`.
  virtual bool answers_requests() const { return false; }
  virtual void control_requested(const Client&, const std::string& /*label*/) {}
};

}  // namespace pdum::rfb
