#include "testing/viewer_pipe.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <pdum/rfb/protocol.hpp>

namespace pdum::rfb::testing {
namespace {

ViewerPipe::Timeout bounded(ViewerPipe::Timeout timeout) {
  constexpr double kLongest = 3600.0 * 24;
  return ViewerPipe::Timeout(std::isnan(timeout.count()) ? 0.0 : std::clamp(timeout.count(), 0.0, kLongest));
}

class PipeChannel final : public ViewerChannel {
 public:
  explicit PipeChannel(std::shared_ptr<ViewerPipe> pipe) : pipe_(std::move(pipe)) {}
  ~PipeChannel() override { pipe_->cut(); }

  void start(std::weak_ptr<ChannelHandler> handler) override { pipe_->start(std::move(handler)); }
  void send_text(std::string text, SendOrder) override { pipe_->put_text(std::move(text)); }
  bool takes_frame() const override { return pipe_->has_room(); }
  void send_frame(std::string prefix, SharedPayload payload) override {
    pipe_->put_frame(prefix, std::move(payload));
  }
  std::size_t unsent_bytes() const override { return 0; }
  std::size_t unacked_bytes() const override { return 0; }
  std::optional<Duration> min_rtt() const override { return Duration::zero(); }
  std::string remote() const override { return "in-process"; }
  void close(CloseCode code, std::string) override { pipe_->close(code); }

 private:
  const std::shared_ptr<ViewerPipe> pipe_;
};

}  // namespace

std::optional<ViewerFrame> ViewerPipe::take_frame(Timeout timeout) {
  Waiting taken;
  bool was_full = false;
  {
    const MutexLock lock(mutex_);
    changed_.wait_for(mutex_, bounded(timeout),
                      [this]() PDUM_NO_ANALYSIS { return closed_ || !frames_.empty(); });
    if (frames_.empty()) return std::nullopt;
    was_full = frames_.size() >= kMaxFrames;
    taken = std::move(frames_.front());
    frames_.pop_front();
  }
  if (was_full) post([](ChannelHandler& handler) { handler.on_writable(); });
  return ViewerFrame{std::move(taken.header), *taken.payload};
}

std::optional<std::string> ViewerPipe::take_text(std::string_view type, Timeout timeout) {
  const MutexLock lock(mutex_);
  std::optional<std::string> found;
  changed_.wait_for(mutex_, bounded(timeout), [&]() PDUM_NO_ANALYSIS {
    found = next_of(type);
    return found || closed_;
  });
  return found;
}

/// Our own messages begin with their type.
std::optional<std::string> ViewerPipe::next_of(std::string_view type) {
  const std::string start = R"({"type":")" + std::string(type) + '"';
  while (!texts_.empty()) {
    std::string text = std::move(texts_.front());
    texts_.pop_front();
    text_bytes_ -= text.size();
    if (text.starts_with(start)) return text;
  }
  return std::nullopt;
}

std::optional<int> ViewerPipe::wait_close(Timeout timeout) {
  const MutexLock lock(mutex_);
  changed_.wait_for(mutex_, bounded(timeout), [this]() PDUM_NO_ANALYSIS { return closed_.has_value(); });
  if (!closed_) return std::nullopt;
  return static_cast<int>(*closed_);
}

void ViewerPipe::send(std::string text) {
  post([text = std::move(text)](ChannelHandler& handler) { handler.on_text(text); });
}

void ViewerPipe::leave() {
  {
    const MutexLock lock(mutex_);
    if (!end(CloseCode::normal)) return;
  }
  post([](ChannelHandler& handler) { handler.on_closed(CloseCode::normal); });
}

void ViewerPipe::put_text(std::string text) {
  {
    const MutexLock lock(mutex_);
    if (closed_) return;
    text_bytes_ += text.size();
    if (text_bytes_ <= kMaxTextBytes) {
      texts_.push_back(std::move(text));
      return changed_.notify_all();
    }
    end(CloseCode::abnormal);
  }
  post([](ChannelHandler& handler) { handler.on_closed(CloseCode::abnormal); });
}

bool ViewerPipe::has_room() const {
  const MutexLock lock(mutex_);
  return frames_.size() < kMaxFrames;
}

void ViewerPipe::put_frame(const std::string& prefix, SharedPayload payload) {
  const auto message = unpack_binary_message(std::as_bytes(std::span(prefix)));
  const MutexLock lock(mutex_);
  if (closed_ || !message) return;
  frames_.push_back({message->header, std::move(payload)});
  changed_.notify_all();
}

void ViewerPipe::close(CloseCode code) {
  {
    const MutexLock lock(mutex_);
    if (!end(code)) return;
  }
  post([code](ChannelHandler& handler) { handler.on_closed(code); });
}

void ViewerPipe::cut() noexcept {
  const MutexLock lock(mutex_);
  end(CloseCode::abnormal);
}

/// False: it has ended already. Whoever gets true tells the session.
bool ViewerPipe::end(CloseCode code) {
  if (closed_) return false;
  closed_ = code;
  changed_.notify_all();
  return true;
}

/// Every task but the one that says the end finds out by itself whether the connection still stands.
void ViewerPipe::post(std::function<void(ChannelHandler&)> task) {
  const std::shared_ptr<Executor> strand = strand_.lock();
  if (!strand) return;
  strand->post([self = shared_from_this(), task = std::move(task)] {
    if (const std::shared_ptr<ChannelHandler> handler = self->handler_.lock()) task(*handler);
  });
}

std::unique_ptr<ViewerChannel> make_pipe_channel(std::shared_ptr<ViewerPipe> pipe) {
  return std::make_unique<PipeChannel>(std::move(pipe));
}

}  // namespace pdum::rfb::testing
