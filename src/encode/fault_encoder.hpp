#pragma once

#include <climits>
#include <memory>

#include "core/mutex.hpp"
#include "encode/encoder_registry.hpp"

namespace pdum::rfb {

enum class EncoderFault : std::uint8_t {
  none,
  open_fail,  ///< opening fails
  slow_open,  ///< opening takes 50 ms
  fail,       ///< encode returns a failure
  throws,     ///< encode throws std::runtime_error
  hang,       ///< encode returns only after `release()`
  empty,      ///< encode returns no bytes
  oversize,   ///< encode returns more bytes than may be sent
  no_idr,     ///< encode ignores the wish for a keyframe
};

/// The test's grip on the encoders of one `test-fault` entry.
///
/// Thread safety: any thread.
class FaultControl {
 public:
  /// The encodes numbered `first` to `first + count - 1`, counted from this call and from 1, have the fault;
  /// opens have theirs until the next call.
  void set(EncoderFault fault, int first = 1, int count = INT_MAX);
  void release();  ///< lets hanging encodes return (as failures), now and later

  int opens() const;    ///< tried, failed ones too
  int encodes() const;  ///< begun
  int hanging() const;  ///< inside a hang now

 private:
  friend class FaultEncoder;
  EncoderFault begin_open();
  EncoderFault begin_encode();
  void hang();

  mutable Mutex mutex_;
  CondVar released_condition_;
  // Guarded by mutex_.
  EncoderFault fault_ PDUM_GUARDED_BY(mutex_) = EncoderFault::none;
  int first_ PDUM_GUARDED_BY(mutex_) = 1;
  int count_ PDUM_GUARDED_BY(mutex_) = INT_MAX;
  int since_set_ PDUM_GUARDED_BY(mutex_) = 0;
  int opens_ PDUM_GUARDED_BY(mutex_) = 0;
  int encodes_ PDUM_GUARDED_BY(mutex_) = 0;
  int hanging_ PDUM_GUARDED_BY(mutex_) = 0;
  bool released_ PDUM_GUARDED_BY(mutex_) = false;
};

/// An entry named "test-fault" that does what `wrapped` does, with faults.
EncoderEntry fault_encoder_entry(std::shared_ptr<FaultControl> control, EncoderEntry wrapped);
/// The same without a codec: short payloads that say which frame they are. With `video`, the first frame, one
/// of a new size and one that was asked for as a keyframe are keyframes.
EncoderEntry fault_encoder_entry(std::shared_ptr<FaultControl> control, bool video);

}  // namespace pdum::rfb
