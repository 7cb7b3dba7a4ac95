#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <pdum/rfb/testing/viewer.hpp>

#include "core/executor.hpp"
#include "core/mutex.hpp"
#include "core/viewer_channel.hpp"

namespace pdum::rfb::testing {

/// What lies between a viewer in the process and the channel of its session: messages one way in queues, the
/// other way as tasks of the strand.
///
/// Bounded as a socket is: while `kMaxFrames` wait to be taken the session sends no more, and more than
/// `kMaxTextBytes` of control messages end the connection.
///
/// Thread safety: any thread, except the members marked "strand".
class ViewerPipe : public std::enable_shared_from_this<ViewerPipe> {
 public:
  static constexpr std::size_t kMaxFrames = 32;
  static constexpr std::size_t kMaxTextBytes = 256 * 1024;
  using Timeout = std::chrono::duration<double>;

  explicit ViewerPipe(std::weak_ptr<Executor> strand) : strand_(std::move(strand)) {}

  // The viewer's side.
  std::optional<ViewerFrame> take_frame(Timeout timeout);
  std::optional<std::string> take_text(std::string_view type, Timeout timeout);
  std::optional<int> wait_close(Timeout timeout);
  void send(std::string text);
  /// The viewer goes.
  void leave();

  // The session's side. Strand.
  void start(std::weak_ptr<ChannelHandler> handler) { handler_ = std::move(handler); }
  void put_text(std::string text);
  bool has_room() const;
  void put_frame(const std::string& prefix, SharedPayload payload);
  void close(CloseCode code);
  /// The channel is gone. Any thread.
  void cut() noexcept;

 private:
  struct Waiting {
    FrameHeader header;
    SharedPayload payload;
  };
  void post(std::function<void(ChannelHandler&)> task);
  bool end(CloseCode code) PDUM_REQUIRES(mutex_);
  std::optional<std::string> next_of(std::string_view type) PDUM_REQUIRES(mutex_);

  // Constant after construction.
  const std::weak_ptr<Executor> strand_;
  // Strand only.
  std::weak_ptr<ChannelHandler> handler_;
  // Guarded by mutex_.
  mutable Mutex mutex_;
  CondVar changed_;
  std::deque<Waiting> frames_ PDUM_GUARDED_BY(mutex_);
  std::deque<std::string> texts_ PDUM_GUARDED_BY(mutex_);
  std::size_t text_bytes_ PDUM_GUARDED_BY(mutex_) = 0;
  std::optional<CloseCode> closed_ PDUM_GUARDED_BY(mutex_);
};

/// The channel that the session owns.
std::unique_ptr<ViewerChannel> make_pipe_channel(std::shared_ptr<ViewerPipe> pipe);

}  // namespace pdum::rfb::testing
