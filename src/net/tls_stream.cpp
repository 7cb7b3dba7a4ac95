#include "net/tls_stream.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <exception>
#include <iterator>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "core/live_count.hpp"
#include "net/http_response.hpp"
#include "net/tls_bio.hpp"

namespace pdum::rfb {

namespace {

constexpr std::size_t kReadBytes = 4096;
constexpr std::size_t kRecordBytes = 16 * 1024;
constexpr std::size_t kMaxEncrypted = 2 * kRecordBytes;  ///< plain bytes of one write
constexpr std::size_t kMaxAnswers = 64 * 1024;
constexpr std::size_t kMaxHandshake = 32 * 1024;
constexpr std::size_t kMaxDiscarded = 256 * 1024;
constexpr std::size_t kMaxParts = 8;

constexpr std::string_view kWantsTls = "This port speaks https: put https:// in front of the address.";

std::string answer_to_plain_http() {
  HttpResponse response = text_response(400, kWantsTls);
  const ResponseRules rules{content_security_policy({}), {}, false};
  return format_head(response, rules) + response.body;
}

std::string_view openssl_reason() {
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  return reason != nullptr ? reason : "the connection broke";
}

/// Outlives its handle for as long as the stream below has operations.
class TlsPipe final : public std::enable_shared_from_this<TlsPipe>, LiveCount<TlsPipe> {
 public:
  using LiveCount<TlsPipe>::count;

  TlsPipe(Executor& executor, SharedSslContext context, std::unique_ptr<ByteStream> below,
          std::function<void(std::string_view)> on_failure)
      : executor_(executor),
        context_(std::move(context)),
        below_(std::move(below)),
        on_failure_(std::move(on_failure)),
        ssl_(SSL_new(context_.get())) {
    BioPtr bio = make_tls_bio(buffers_);
    if (!ssl_ || !bio) throw std::bad_alloc();
    BIO* const shared = bio.release();
    SSL_set_bio(ssl_.get(), shared, shared);
    SSL_set_accept_state(ssl_.get());
  }

  void read_some(MutableBytes into, IoHandler done);
  void write_some(std::span<const ConstBytes> from, IoHandler done);
  void shutdown_send() noexcept;
  void end(bool reset) noexcept;
  ByteStream& below() noexcept { return *below_; }
  std::size_t waiting_bytes() const noexcept { return buffers_.outgoing.size() + sending_.size() - sent_; }

 private:
  enum class Outcome : std::uint8_t { done, hungry, ended, broken };
  Outcome outcome_of(int result);

  void advance();
  bool decrypt();
  bool encrypt();
  Outcome encrypt_some();
  void fill();
  void on_filled(IoStatus status, std::size_t bytes);
  void flush();
  void send_rest();
  void on_sent(IoStatus status, std::size_t bytes);
  void on_flushed();

  void fail(std::string_view why);
  void discard(std::size_t bytes);
  void give_up(IoStatus status);
  void finish(IoHandler& handler, IoStatus status, std::size_t bytes);

  // Constant after construction.
  Executor& executor_;
  const SharedSslContext context_;
  const std::unique_ptr<ByteStream> below_;

  // I/O strand only.
  std::function<void(std::string_view)> on_failure_;
  TlsBuffers buffers_;
  SslPtr ssl_;
  std::vector<std::byte> arriving_;  ///< where the stream below writes, while it does
  bool filling_ = false;
  bool established_ = false;  ///< the handshake is through
  std::size_t handshake_bytes_ = 0;
  std::vector<std::byte> sending_;
  std::size_t sent_ = 0;  ///< of `sending_`
  bool flushing_ = false;

  MutableBytes read_into_;
  IoHandler read_;
  std::array<ConstBytes, kMaxParts> write_from_;
  IoHandler write_;
  std::size_t encrypted_ = 0;  ///< plain bytes of the write; 0: not yet

  bool shut_ = false;      ///< close_notify is among what goes
  bool refusing_ = false;  ///< only an answer is sent, and what comes is discarded
  std::size_t discarded_ = 0;
  bool over_ = false;  ///< no operation will succeed any more
  IoStatus last_ = IoStatus::failed;
  bool closed_ = false;
};

void TlsPipe::read_some(MutableBytes into, IoHandler done) {
  read_into_ = into;
  read_ = std::move(done);
  if (closed_) return finish(read_, IoStatus::aborted, 0);
  if (over_) return finish(read_, last_, 0);
  advance();
}

void TlsPipe::write_some(std::span<const ConstBytes> from, IoHandler done) {
  write_from_ = {};
  std::copy_n(from.begin(), std::min(from.size(), kMaxParts), write_from_.begin());
  encrypted_ = 0;
  write_ = std::move(done);
  if (closed_) return finish(write_, IoStatus::aborted, 0);
  if (over_ || refusing_ || shut_) return finish(write_, IoStatus::failed, 0);
  advance();
}

void TlsPipe::shutdown_send() noexcept {
  if (closed_ || over_ || refusing_ || std::exchange(shut_, true)) return;
  try {
    ERR_clear_error();
    if (established_) SSL_shutdown(ssl_.get());
    flush();
    if (!flushing_) below_->shutdown_send();
  } catch (const std::bad_alloc&) {
    below_->shutdown_send();
  }
}

void TlsPipe::end(bool reset) noexcept {
  if (std::exchange(closed_, true)) return;
  if (reset) {
    below_->reset();
  } else {
    below_->close();
  }
  on_failure_ = nullptr;
  if (read_) finish(read_, IoStatus::aborted, 0);
  if (write_) finish(write_, IoStatus::aborted, 0);
}

/// One step of everything that can go on. The operations' handlers are posted, so nothing comes back in here.
void TlsPipe::advance() {
  if (closed_ || over_ || refusing_) return;
  ERR_clear_error();
  bool hungry = decrypt();
  if (!over_ && !refusing_ && !shut_) hungry = encrypt() || hungry;
  flush();
  if (hungry && !over_ && !refusing_) fill();
}

TlsPipe::Outcome TlsPipe::outcome_of(int result) {
  const int error = SSL_get_error(ssl_.get(), result);
  // Not asked of a broken one: it says that it is in a handshake.
  if (error != SSL_ERROR_SSL && error != SSL_ERROR_SYSCALL && SSL_is_init_finished(ssl_.get()) == 1)
    established_ = true;
  switch (error) {
    case SSL_ERROR_NONE:
      return Outcome::done;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return Outcome::hungry;
    case SSL_ERROR_ZERO_RETURN:
      return Outcome::ended;
    default:
      return Outcome::broken;
  }
}

/// True when more bytes of the peer are needed. Includes the handshake.
bool TlsPipe::decrypt() {
  if (!read_) return false;
  const std::size_t wanted = std::min(read_into_.size(), kRecordBytes);
  const int count = SSL_read(ssl_.get(), read_into_.data(), static_cast<int>(wanted));
  switch (outcome_of(count)) {
    case Outcome::done:
      finish(read_, IoStatus::ok, static_cast<std::size_t>(count));
      return false;
    case Outcome::hungry:
      return true;
    case Outcome::ended:
      finish(read_, IoStatus::end, 0);
      return false;
    case Outcome::broken:
      fail(openssl_reason());
      return false;
  }
  return false;
}

bool TlsPipe::encrypt() {
  if (!write_ || encrypted_ > 0) return false;
  switch (encrypt_some()) {
    case Outcome::hungry:
      return true;
    case Outcome::broken:
    case Outcome::ended:
      fail(openssl_reason());
      return false;
    case Outcome::done:
      if (encrypted_ == 0) finish(write_, IoStatus::ok, 0);  // nothing was given
      return false;
  }
  return false;
}

/// Small parts share a record.
TlsPipe::Outcome TlsPipe::encrypt_some() {
  // Written before it is read.
  std::array<std::byte, kRecordBytes> record;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  std::size_t part = 0;
  std::size_t offset = 0;
  while (encrypted_ < kMaxEncrypted) {
    std::size_t size = 0;
    while (size < record.size() && part < write_from_.size()) {
      const ConstBytes rest = write_from_[part].subspan(offset);
      const std::size_t count = std::min(rest.size(), record.size() - size);
      std::copy_n(rest.begin(), count, record.begin() + static_cast<std::ptrdiff_t>(size));
      size += count;
      offset += count;
      if (count == rest.size()) {
        ++part;
        offset = 0;
      }
    }
    if (size == 0) break;
    // Whole: the BIO takes everything.
    const int written = SSL_write(ssl_.get(), record.data(), static_cast<int>(size));
    const Outcome outcome = outcome_of(written);
    if (outcome != Outcome::done) return outcome;
    encrypted_ += static_cast<std::size_t>(written);
  }
  return Outcome::done;
}

void TlsPipe::fill() {
  // A peer that takes no answers is not asked for more questions.
  if (filling_ || waiting_bytes() > kMaxAnswers) return;
  filling_ = true;
  arriving_.resize(kReadBytes);
  below_->read_some(arriving_, [self = shared_from_this()](IoStatus status, std::size_t bytes) {
    self->on_filled(status, bytes);
  });
}

void TlsPipe::on_filled(IoStatus status, std::size_t bytes) {
  filling_ = false;
  if (closed_) return;
  if (status != IoStatus::ok) return give_up(status);
  if (refusing_) return discard(bytes);
  if (!established_) {
    const bool first = handshake_bytes_ == 0;
    const auto letter = static_cast<char>(arriving_.front());
    if (first && letter >= 'A' && letter <= 'Z') {
      const std::string answer = answer_to_plain_http();
      std::ranges::transform(answer, std::back_inserter(buffers_.outgoing),
                             [](char each) { return std::byte(each); });
      return fail("it spoke plain HTTP");
    }
    handshake_bytes_ += bytes;
    if (handshake_bytes_ > kMaxHandshake) return fail("its handshake has more than 32 KiB");
  }
  buffers_.incoming = ConstBytes(arriving_).first(bytes);
  advance();
}

void TlsPipe::flush() {
  if (flushing_ || buffers_.outgoing.empty()) return;
  sending_.swap(buffers_.outgoing);
  sent_ = 0;
  flushing_ = true;
  send_rest();
}

void TlsPipe::send_rest() {
  const std::array<ConstBytes, 1> rest{ConstBytes(sending_).subspan(sent_)};
  below_->write_some(rest, [self = shared_from_this()](IoStatus status, std::size_t bytes) {
    self->on_sent(status, bytes);
  });
}

void TlsPipe::on_sent(IoStatus status, std::size_t bytes) {
  if (closed_) return;
  if (status != IoStatus::ok) {
    flushing_ = false;
    return give_up(status);
  }
  sent_ += bytes;
  if (sent_ < sending_.size()) return send_rest();
  sending_ = {};
  sent_ = 0;
  flushing_ = false;
  flush();
  if (!flushing_) on_flushed();
}

void TlsPipe::on_flushed() {
  buffers_.outgoing.shrink_to_fit();
  if (write_ && encrypted_ > 0) finish(write_, IoStatus::ok, encrypted_);
  if (refusing_) {
    below_->shutdown_send();
    return established_ ? give_up(IoStatus::failed) : fill();
  }
  if (shut_) below_->shutdown_send();
  advance();
}

/// What waits to be sent says why: an alert that OpenSSL left, or an answer in plain HTTP.
void TlsPipe::fail(std::string_view why) {
  refusing_ = true;
  if (const auto on_failure = std::exchange(on_failure_, nullptr)) on_failure(why);
  if (write_) finish(write_, IoStatus::failed, 0);
  flush();
  if (!flushing_) on_flushed();
}

/// So that a reset does not overtake the answer; the owner's deadline bounds the time.
void TlsPipe::discard(std::size_t bytes) {
  discarded_ += bytes;
  if (discarded_ >= kMaxDiscarded) return give_up(IoStatus::failed);
  fill();
}

void TlsPipe::give_up(IoStatus status) {
  over_ = true;
  last_ = refusing_ ? IoStatus::failed : status;
  if (read_) finish(read_, last_, 0);
  if (write_) finish(write_, IoStatus::failed, 0);
}

/// Posted, so that no handler runs inside a call into the stream.
void TlsPipe::finish(IoHandler& handler, IoStatus status, std::size_t bytes) {
  executor_.post([shared = std::make_shared<IoHandler>(std::exchange(handler, {})), status, bytes] {
    (*shared)(status, bytes);
  });
}

class TlsStream final : public ByteStream {
 public:
  explicit TlsStream(std::shared_ptr<TlsPipe> pipe) : pipe_(std::move(pipe)) {}
  ~TlsStream() override { pipe_->end(false); }
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  void read_some(MutableBytes into, IoHandler done) override { pipe_->read_some(into, std::move(done)); }
  void write_some(std::span<const ConstBytes> from, IoHandler done) override {
    pipe_->write_some(from, std::move(done));
  }
  void wait_writable(IoHandler done) override { pipe_->below().wait_writable(std::move(done)); }
  void shutdown_send() noexcept override { pipe_->shutdown_send(); }
  void close() noexcept override { pipe_->end(false); }
  void reset() noexcept override { pipe_->end(true); }
  std::size_t unsent_bytes() const noexcept override {
    return pipe_->below().unsent_bytes() + pipe_->waiting_bytes();
  }
  std::size_t unacked_bytes() const noexcept override {
    return pipe_->below().unacked_bytes() + pipe_->waiting_bytes();
  }
  std::optional<Duration> min_rtt() const noexcept override { return pipe_->below().min_rtt(); }
  std::string remote() const override { return pipe_->below().remote(); }

 private:
  const std::shared_ptr<TlsPipe> pipe_;
};

}  // namespace

std::unique_ptr<ByteStream> make_tls_stream(Executor& executor, const SharedSslContext& context,
                                            std::unique_ptr<ByteStream> below,
                                            std::function<void(std::string_view why)> on_failure) {
  return std::make_unique<TlsStream>(
      std::make_shared<TlsPipe>(executor, context, std::move(below), std::move(on_failure)));
}

int live_tls_streams() noexcept {
  return TlsPipe::count();
}

}  // namespace pdum::rfb
