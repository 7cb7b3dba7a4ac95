#include "api/attached_channel.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <utility>

#include "core/callback_guard.hpp"
#include "core/mutex.hpp"
#include "net/read_budget.hpp"

namespace pdum::rfb {
namespace {

constexpr std::size_t kWritableBytes = 16 * 1024;
constexpr std::size_t kMaxUnsentBytes = 256 * 1024;
constexpr std::size_t kMaxWaitingBytes = 1024 * 1024;
/// So much more than its text does a message cost that waits.
constexpr std::size_t kMessageCost = 128;
constexpr int kMessagesATurn = 64;
/// A transport that does not say that it has ended is taken to have.
constexpr Duration kGoodbye = std::chrono::seconds(1);

/// From the application's threads to the strand.
class Inbox final : public MessageReceiver, public std::enable_shared_from_this<Inbox> {
 public:
  Inbox(std::weak_ptr<Executor> strand, std::size_t max_message_bytes)
      : strand_(std::move(strand)), max_message_bytes_(max_message_bytes) {}

  void text(std::string_view message) override {
    if (message.size() > max_message_bytes_) return refuse(CloseCode::too_big, "A message is too long.");
    if (!reserve(message.size()))
      return refuse(CloseCode::policy, "Messages come faster than they are taken.");
    queue(std::string(message));
  }
  void binary() override {
    if (!reserve(0)) return refuse(CloseCode::policy, "Messages come faster than they are taken.");
    queue(std::nullopt);
  }
  void writable() override {
    post([](ChannelHandler& handler) { handler.on_writable(); });
  }
  void closed() override { end(CloseCode::abnormal); }

  // Strand.
  void start(std::weak_ptr<ChannelHandler> handler, std::function<void(CloseCode, std::string)> refusal) {
    handler_ = std::move(handler);
    refusal_ = std::move(refusal);
  }
  /// The session is told, once, whoever ends it.
  void end(CloseCode code) {
    {
      const MutexLock lock(mutex_);
      if (std::exchange(ended_, true)) return;
    }
    post_always([code](Inbox& self) {
      if (const auto handler = self.handler_.lock()) handler->on_closed(code);
      self.refusal_ = nullptr;
      self.pause_.reset();
      self.take();  // what waited goes
    });
  }
  /// The channel goes; the application may keep this.
  void forget() {
    refusal_ = nullptr;
    handler_.reset();
    pause_.reset();
    const MutexLock lock(mutex_);
    ended_ = true;
    messages_.clear();
  }

 private:
  /// One task takes what waits, some at a time, so that a flood of one viewer delays nobody else for long,
  /// and no faster than a socket would be read.
  void queue(std::optional<std::string> message) {
    {
      const MutexLock lock(mutex_);
      if (ended_) return;
      messages_.push_back(std::move(message));
      if (std::exchange(taking_, true)) return;
    }
    post_always([](Inbox& self) { self.take(); });
  }
  void take() {
    for (int i = 0; i < kMessagesATurn; ++i) {
      if (pause_when_spent()) return;
      std::optional<std::string> message;
      {
        const MutexLock lock(mutex_);
        if (ended_ || messages_.empty()) {
          messages_.clear();
          taking_ = false;
          return;
        }
        message = std::move(messages_.front());
        messages_.pop_front();
        waiting_ -= (message ? message->size() : 0) + kMessageCost;
      }
      const auto handler = handler_.lock();
      const auto strand = strand_.lock();
      if (!handler || !strand) continue;
      budget_.received_message(message ? message->size() : 0, strand->clock().now());
      message ? handler->on_text(*message) : handler->on_binary(1);
    }
    post_always([](Inbox& self) { self.take(); });
  }
  bool pause_when_spent() {
    const std::shared_ptr<Executor> strand = strand_.lock();
    if (!strand || handler_.expired() || has_ended()) return false;
    const Duration wait = budget_.wait(strand->clock().now());
    if (wait <= Duration::zero()) return false;
    pause_ = strand->post_after(wait, [weak = weak_from_this()] {
      if (const std::shared_ptr<Inbox> self = weak.lock()) self->take();
    });
    return true;
  }
  bool reserve(std::size_t bytes) {
    const MutexLock lock(mutex_);
    if (ended_) return true;  // nobody takes it
    if (waiting_ + bytes + kMessageCost > kMaxWaitingBytes) return false;
    waiting_ += bytes + kMessageCost;
    return true;
  }
  bool has_ended() const {
    const MutexLock lock(mutex_);
    return ended_;
  }
  void refuse(CloseCode code, std::string reason) {
    {
      const MutexLock lock(mutex_);
      if (std::exchange(refused_, true)) return;
    }
    post_always([code, reason = std::move(reason)](Inbox& self) {
      if (self.refusal_) self.refusal_(code, reason);
    });
  }
  void post(std::function<void(ChannelHandler&)> task) {
    post_always([task = std::move(task)](Inbox& self) {
      if (self.has_ended()) return;
      if (const auto handler = self.handler_.lock()) task(*handler);
    });
  }
  void post_always(std::function<void(Inbox&)> task) {
    const std::shared_ptr<Executor> strand = strand_.lock();
    if (strand) strand->post([self = shared_from_this(), task = std::move(task)] { task(*self); });
  }

  // Constant after construction.
  const std::weak_ptr<Executor> strand_;
  const std::size_t max_message_bytes_;
  // Strand only.
  std::weak_ptr<ChannelHandler> handler_;
  std::function<void(CloseCode, std::string)> refusal_;
  ReadBudget budget_;
  std::unique_ptr<Timer> pause_;  ///< set while the budget is spent and messages wait
  // Guarded by mutex_.
  mutable Mutex mutex_;
  std::deque<std::optional<std::string>> messages_ PDUM_GUARDED_BY(mutex_);  ///< nothing: a binary one
  bool taking_ PDUM_GUARDED_BY(mutex_) = false;  ///< a task that takes them is on its way
  std::size_t waiting_ PDUM_GUARDED_BY(mutex_) = 0;
  bool ended_ PDUM_GUARDED_BY(mutex_) = false;
  bool refused_ PDUM_GUARDED_BY(mutex_) = false;
};

class AttachedChannel final : public ViewerChannel {
 public:
  AttachedChannel(std::unique_ptr<MessageChannel> channel, std::string remote, std::size_t max_message_bytes,
                  std::weak_ptr<Executor> strand, std::shared_ptr<LogSink> log)
      : channel_(std::move(channel)),
        remote_(std::move(remote)),
        strand_(std::move(strand)),
        log_(std::move(log)),
        inbox_(std::make_shared<Inbox>(strand_, max_message_bytes)) {}
  ~AttachedChannel() override {
    inbox_->forget();
    run_guarded(log_.get(), "MessageChannel::~MessageChannel", [this] { channel_.reset(); });
  }

  void start(std::weak_ptr<ChannelHandler> handler) override {
    inbox_->start(std::move(handler),
                  [this](CloseCode code, std::string reason) { close(code, std::move(reason)); });
    call([this] { channel_->start(inbox_); });
  }
  void send_text(std::string text, SendOrder) override {
    if (closing_) return;
    if (unsent_bytes() > kMaxUnsentBytes) return close(CloseCode::policy, "What is sent is not taken.");
    call([&] { channel_->send_text(text); });
  }
  bool takes_frame() const override { return unsent_bytes() < kWritableBytes; }
  void send_frame(std::string prefix, SharedPayload payload) override {
    if (closing_) return;
    call([&] { channel_->send_binary({prefix, {payload->data(), payload->size()}, payload}); });
  }
  std::size_t unsent_bytes() const override {
    std::size_t bytes = 0;
    run_guarded(log_.get(), "MessageChannel::unsent_bytes", [&] { bytes = channel_->unsent_bytes(); });
    return bytes;
  }
  std::size_t unacked_bytes() const override { return unsent_bytes(); }
  std::optional<Duration> min_rtt() const override { return std::nullopt; }
  std::string remote() const override { return remote_; }
  void close(CloseCode code, std::string reason) override {
    if (std::exchange(closing_, true)) return;
    run_guarded(log_.get(), "MessageChannel::close",
                [&] { channel_->close(static_cast<int>(code), reason); });
    wait_for_goodbye();
  }

 private:
  template <class Act>
  void call(Act act) {
    if (!run_guarded(log_.get(), "MessageChannel", std::move(act))) end_now();
  }
  void end_now() {
    closing_ = true;
    inbox_->end(CloseCode::abnormal);
  }
  void wait_for_goodbye() {
    const std::shared_ptr<Executor> strand = strand_.lock();
    if (!strand) return;
    goodbye_ = strand->post_after(kGoodbye, [inbox = inbox_] { inbox->end(CloseCode::abnormal); });
  }

  std::unique_ptr<MessageChannel> channel_;
  const std::string remote_;
  const std::weak_ptr<Executor> strand_;
  const std::shared_ptr<LogSink> log_;
  const std::shared_ptr<Inbox> inbox_;
  std::unique_ptr<Timer> goodbye_;
  bool closing_ = false;
};

}  // namespace

std::unique_ptr<ViewerChannel> make_attached_channel(std::unique_ptr<MessageChannel> channel,
                                                     std::string remote, std::size_t max_message_bytes,
                                                     std::weak_ptr<Executor> strand,
                                                     std::shared_ptr<LogSink> log) {
  return std::make_unique<AttachedChannel>(std::move(channel), std::move(remote), max_message_bytes,
                                           std::move(strand), std::move(log));
}

}  // namespace pdum::rfb
