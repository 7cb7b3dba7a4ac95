#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "core/viewer_channel.hpp"

namespace pdum::rfb {

/// Frames on their way into a channel, which holds only one that waits: the next one goes in when that one
/// has begun to leave. The rendition's scheduler bounds what queues here; frames are shared, not copied.
///
/// Thread safety: strand only.
class OutgoingQueue {
 public:
  void push_frame(std::string prefix, SharedPayload payload);
  /// A control message that no frame pushed before it may follow, nor one after it precede.
  void push_barrier(std::string text);
  void flush(ViewerChannel& channel);
  std::size_t bytes() const { return bytes_; }

 private:
  struct Item {
    std::string head;       ///< prefix of a frame, or the text of a barrier
    SharedPayload payload;  ///< null: a barrier
  };

  std::deque<Item> items_;
  std::size_t bytes_ = 0;
};

}  // namespace pdum::rfb
