#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "encode/encoder_registry.hpp"

namespace pdum::rfb::testing {

enum class FakeFault { none, open_fail, fail, throws, empty, oversize, no_keyframe, runs_long, slow_open };

/// What a test knows of, and tells, the fake encoders of one entry.
struct FakeEncoderControl {
  FakeFault fault = FakeFault::none;
  int faults_left = 1 << 30;            ///< fewer: that many faults, then all is well
  std::size_t delta_bytes = 100;        ///< of the payload
  std::size_t keyframe_bytes = 1000;    ///< of the payload
  std::function<void()> while_running;  ///< called inside `encode` when the fault is `runs_long`
  std::function<void()> while_opening;  ///< called inside `open` when the fault is `slow_open`
  std::vector<bool> encoded;            ///< one entry for each frame, true: keyframe
  int opened = 0;
  EncoderSettings settings;  ///< of the last one that was opened
  EncodeRequest request;     ///< the last one
  int open_now = 0;

  int keyframes() const {
    int count = 0;
    for (const bool keyframe : encoded) count += keyframe ? 1 : 0;
    return count;
  }
  bool take(FakeFault what) {
    if (fault != what || faults_left <= 0) return false;
    --faults_left;
    return true;
  }
};

/// Produces "K" or "d", the first byte of the frame and, in two bytes, how many frames its entry has encoded
/// before; then padding.
class FakeEncoder final : public Encoder {
 public:
  FakeEncoder(std::shared_ptr<FakeEncoderControl> control, bool video, std::string codec, int depth = 0)
      : control_(std::move(control)), video_(video), codec_(std::move(codec)), depth_(depth) {
    ++control_->open_now;
  }
  ~FakeEncoder() override { --control_->open_now; }

  Result<EncodedFrame> encode(const FrameView& view, const EncodeRequest& request) override {
    control_->request = request;
    if (control_->take(FakeFault::fail)) return Failure{"It failed on demand."};
    if (control_->take(FakeFault::throws)) throw std::runtime_error("on demand");
    if (control_->take(FakeFault::runs_long) && control_->while_running) control_->while_running();
    EncodedFrame frame;
    frame.keyframe = !video_ || request.keyframe || first_;
    frame.codec = codec_;
    if (control_->take(FakeFault::no_keyframe)) frame.keyframe = false;
    std::size_t size = frame.keyframe ? control_->keyframe_bytes : control_->delta_bytes;
    if (control_->take(FakeFault::oversize)) size = (64U << 20) + 1;
    if (control_->take(FakeFault::empty)) size = 0;
    auto payload = std::make_shared<Bytes>(size);
    if (size > 1) {
      (*payload)[0] = static_cast<std::byte>(frame.keyframe ? 'K' : 'd');
      (*payload)[1] = *static_cast<const std::byte*>(view.data);
    }
    if (size > 3) {
      const std::size_t number = control_->encoded.size();
      (*payload)[2] = static_cast<std::byte>(number & 0xff);
      (*payload)[3] = static_cast<std::byte>((number >> 8U) & 0xff);
    }
    frame.payload = std::move(payload);
    first_ = false;
    control_->encoded.push_back(frame.keyframe);
    if (depth_ == 0) return frame;
    inside_.push_back(std::move(frame));
    if (inside_.size() <= static_cast<std::size_t>(depth_)) return EncodedFrame{};
    EncodedFrame oldest = std::move(inside_.front());
    inside_.pop_front();
    return oldest;
  }

 private:
  const std::shared_ptr<FakeEncoderControl> control_;
  const bool video_;
  const std::string codec_;
  const int depth_;  ///< frames that stay inside
  std::deque<EncodedFrame> inside_;
  bool first_ = true;
};

inline EncoderEntry fake_entry(std::string name, std::string capability,
                               std::shared_ptr<FakeEncoderControl> control) {
  EncoderEntry entry;
  entry.name = std::move(name);
  entry.capability = capability;
  entry.video = capability.starts_with("webcodecs/");
  entry.nominal_codec = entry.video ? "avc1.640028" : "";
  entry.max_side = 4096;
  entry.available = true;
  entry.pipelines = entry.video;
  entry.open = [control = std::move(control), video = entry.video,
                capability](const EncoderSettings& settings) -> Result<std::unique_ptr<Encoder>> {
    if (control->take(FakeFault::open_fail)) return Failure{"It could not be opened, on demand."};
    if (control->take(FakeFault::slow_open) && control->while_opening) control->while_opening();
    ++control->opened;
    control->settings = settings;
    return std::unique_ptr<Encoder>(std::make_unique<FakeEncoder>(
        control, video, video ? "avc1.64001F" : capability, settings.pipeline_depth));
  };
  return entry;
}

}  // namespace pdum::rfb::testing
