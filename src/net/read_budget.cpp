#include "net/read_budget.hpp"

#include <algorithm>
#include <cmath>

namespace pdum::rfb {

void TokenBucket::refill(TimePoint now) {
  const double elapsed = std::chrono::duration<double>(now - filled_).count();
  filled_ = now;
  tokens_ = std::min(2 * rate_, tokens_ + std::max(0.0, elapsed) * rate_);
}

void TokenBucket::spend(double units, TimePoint now) {
  refill(now);
  tokens_ -= units;
}

Duration TokenBucket::wait(TimePoint now) {
  refill(now);
  if (tokens_ >= 0) return Duration(0);
  return Duration(static_cast<Duration::rep>(std::ceil(-tokens_ / rate_ * 1e6)));
}

/// Returns whether the header is complete; else `need_` has grown.
bool FrameCounter::finish_header() noexcept {
  constexpr std::uint8_t kMasked = 0x80;
  const std::size_t length_code = header_[1] & 0x7fU;
  const std::size_t length_bytes = length_code == 126 ? 2 : length_code == 127 ? 8 : 0;
  need_ = 2 + length_bytes + ((header_[1] & kMasked) != 0 ? 4 : 0);
  if (have_ < need_) return false;
  payload_left_ = length_bytes == 0 ? length_code : 0;
  for (std::size_t i = 0; i < length_bytes; ++i) payload_left_ = (payload_left_ << 8U) | header_[2 + i];
  have_ = 0;
  need_ = 2;
  return true;
}

std::size_t FrameCounter::count(std::span<const std::byte> bytes) noexcept {
  std::size_t frames = 0;
  while (!bytes.empty()) {
    if (payload_left_ > 0) {
      const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, bytes.size()));
      payload_left_ -= skipped;
      bytes = bytes.subspan(skipped);
      continue;
    }
    header_[have_++] = static_cast<std::uint8_t>(bytes.front());
    bytes = bytes.subspan(1);
    if (have_ >= need_ && finish_header()) ++frames;
  }
  return frames;
}

void ReadBudget::received(std::span<const std::byte> bytes, TimePoint now) {
  bytes_.spend(static_cast<double>(bytes.size()), now);
  frames_.spend(static_cast<double>(counter_.count(bytes)), now);
}

void ReadBudget::received_message(std::size_t bytes, TimePoint now) {
  bytes_.spend(static_cast<double>(bytes), now);
  frames_.spend(1, now);
}

Duration ReadBudget::wait(TimePoint now) {
  return std::max(bytes_.wait(now), frames_.wait(now));
}

}  // namespace pdum::rfb
