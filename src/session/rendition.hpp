#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include <pdum/rfb/options.hpp>

#include "core/live_count.hpp"
#include "session/encode_worker.hpp"
#include "session/rendition_scheduler.hpp"
#include "session/viewer_port.hpp"

namespace pdum::rfb {

class Rendition;

/// What a rendition asks of the stream it belongs to. Strand only.
class RenditionHost {
 public:
  virtual ~RenditionHost() = default;
  virtual void on_frame_encoded(const EncoderEntry& encoder, Duration time) = 0;
  virtual void on_encoder_error() = 0;
  /// The encoder is of no use. The host moves viewers elsewhere and calls `retry` for those that stay.
  virtual void on_rendition_broken(Rendition& rendition, EncodeFault fault, const std::string& reason) = 0;
  /// Calls `Rendition::on_still` later.
  virtual void request_still(StillType type) = 0;
  virtual SharedReadyFrame newest_still(StillType type) const = 0;
};

/// One way of encoding a stream, for all viewers whose negotiation came out the same: performs what its
/// scheduler decides.
///
/// Thread safety: strand only; the encoder lives on a lane of its own.
class Rendition : public std::enable_shared_from_this<Rendition>, private LiveCount<Rendition> {
 public:
  /// A second error within this time breaks the rendition; the first one reopens the encoder.
  static constexpr Duration kErrorPeriod = std::chrono::seconds(10);
  using LiveCount<Rendition>::count;

  /// `host` outlives this or is cleared by `detach_host`. `entry` is one of the registry's.
  /// `yuv`: the conversion, for video.
  static std::shared_ptr<Rendition> make(WorkPlace place, const EncoderEntry& entry, YuvEncoding yuv,
                                         const StreamOptions& options, RenditionHost& host);
  /// Use `make`.
  Rendition(WorkPlace place, const EncoderEntry& entry, YuvEncoding yuv, const StreamOptions& options,
            RenditionHost& host);

  void detach_host() { host_ = nullptr; }
  const EncoderEntry& encoder() const { return entry_; }
  YuvEncoding yuv() const { return settings_.yuv; }
  bool empty() const { return viewers_.empty(); }
  /// Those of the options, but while its only viewer can carry less.
  const QualityTargets& targets() const { return scheduler_.targets(); }
  bool broken() const { return broken_; }  ///< its encoder is of no use now
  std::optional<ViewerState> state_of(ViewerId id) const { return scheduler_.state_of(id); }

  /// `port` stays until `remove`. `seen`: the version that the viewer was sent last; it gets no older one.
  /// `hidden`: nobody sees its page.
  void add(ViewerId id, ViewerPort& port, StillTypes stills, std::uint64_t seen, bool hidden);
  void remove(ViewerId id);
  /// Encodes again, not before `delay` has passed, with a new encoder.
  void retry(Duration delay);

  void on_published(std::uint64_t newest);
  void on_still(StillType type, const SharedReadyFrame& still);
  AckResult on_ack(ViewerId id, std::uint64_t seq, int decode_queue);
  void on_heard(ViewerId id);
  void on_request_keyframe(ViewerId id);
  void on_decoder_reset(ViewerId id);
  void on_writable();
  void set_hidden(ViewerId id, bool hidden);

 private:
  TimePoint now() const { return place_.executor.clock().now(); }
  void perform();
  void perform(const EncodeAction& action);
  void perform(const SendAction& action);
  void perform(const StillAction& action);
  void make_worker();
  void on_result(const EncodeResult& result);
  void take(const EncodeResult& result);
  void on_fault(const EncodeResult& result);
  void report_broken(EncodeFault fault, const std::string& reason);
  void arm_timer();
  void tell_targets();

  // Constant after construction.
  const WorkPlace place_;
  const EncoderEntry& entry_;
  const EncoderSettings settings_;
  // Strand only.
  RenditionHost* host_;
  RenditionScheduler scheduler_;
  std::map<ViewerId, ViewerPort*> viewers_;
  std::shared_ptr<EncodeWorker> worker_;
  QualityTargets told_;    ///< to the viewers
  SharedReadyFrame last_;  ///< encoded last
  std::uint64_t fed_ = 0;  ///< newest version that the encoder was given
  std::optional<TimePoint> last_error_;
  bool broken_ = false;
  bool performing_ = false;
  std::unique_ptr<Timer> timer_;
  std::optional<TimePoint> timer_due_;
};

}  // namespace pdum::rfb
