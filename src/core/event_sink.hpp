#pragma once

#include <string_view>

#include <pdum/rfb/event.hpp>

namespace pdum::rfb {

/// Takes the input of all viewers. Strand only; never blocks for longer than a queue operation.
class EventSink {
 public:
  virtual ~EventSink() = default;
  /// `json`: the event object as received ("" for events the server makes).
  virtual void push(InputEvent event, std::string_view json) = 0;
};

}  // namespace pdum::rfb
