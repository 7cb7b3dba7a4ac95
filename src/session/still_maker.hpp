#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <pdum/rfb/options.hpp>

#include "encode/encoder_registry.hpp"
#include "session/encode_worker.hpp"
#include "session/viewer_port.hpp"

namespace pdum::rfb {

/// Makes images of the newest frame for viewers of video that wait for a keyframe and for all once a picture
/// rests: one cached image per type, encoded only when somebody asks. A lossless WebP and one of the image
/// quality are two types.
///
/// Thread safety: strand only.
class StillMaker : public std::enable_shared_from_this<StillMaker> {
 public:
  /// After a failure a type is left alone for a while.
  static constexpr Duration kRetryAfter = std::chrono::milliseconds(900);
  /// `still` is null when none could be made.
  using Listener = std::function<void(StillType type, const SharedReadyFrame& still)>;

  /// An encoder of stills failed; `reason` is a sentence.
  using FaultListener = std::function<void(const EncoderEntry& encoder, const std::string& reason)>;

  /// `options` may change: what is made from then on has the new image quality.
  StillMaker(WorkPlace place, const EncoderRegistry& encoders, const StreamOptions& options,
             Listener listener, FaultListener on_fault);

  /// The listener hears of the newest frame's still of this type, later, never inside this call.
  void request(StillType type);
  SharedReadyFrame newest(StillType type) const;

 private:
  struct Lane {
    const EncoderEntry* entry = nullptr;
    std::shared_ptr<EncodeWorker> worker;
    int quality = 0;  ///< at which its encoder was made
    SharedReadyFrame still;
    std::optional<TimePoint> failed_at;
  };
  Lane& lane_of(StillType type);
  int quality_of(StillType type) const;
  void follow_quality(StillType type, Lane& lane);
  void finish(StillType type, const EncodeResult& result);
  void take(Lane& lane, const EncodeResult& result);
  void refuse_later(StillType type);

  // Constant after construction.
  const WorkPlace place_;
  const EncoderRegistry& encoders_;
  const StreamOptions& options_;
  const Listener listener_;
  const FaultListener on_fault_;
  // Strand only.
  std::map<StillType, Lane> lanes_;
};

}  // namespace pdum::rfb
