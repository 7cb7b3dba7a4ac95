#include "encode/fault_encoder.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "encode/checked_encoder.hpp"

namespace pdum::rfb {
namespace {

EncodedFrame with_payload(EncodedFrame frame, std::size_t bytes) {
  frame.payload = std::make_shared<const Bytes>(bytes);
  return frame;
}

/// Says "frame <n> <width>x<height> key|delta".
class SyntheticEncoder final : public Encoder {
 public:
  explicit SyntheticEncoder(const EncoderEntry& entry) : video_(entry.video), codec_(entry.nominal_codec) {
    if (!video_) codec_ = entry.capability;
  }

  Result<EncodedFrame> encode(const FrameView& frame, const EncodeRequest& request) override {
    const bool same_size = frame.width == width_ && frame.height == height_;
    const bool keyframe = !video_ || request.keyframe || !same_size;
    width_ = frame.width;
    height_ = frame.height;
    const std::string text = "frame " + std::to_string(number_++) + " " + std::to_string(width_) + "x" +
                             std::to_string(height_) + (keyframe ? " key" : " delta");
    Bytes bytes;
    for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
    return EncodedFrame{std::make_shared<const Bytes>(std::move(bytes)), keyframe, codec_};
  }

 private:
  const bool video_;
  std::string codec_;
  int width_ = 0;
  int height_ = 0;
  int number_ = 0;
};

}  // namespace

class FaultEncoder final : public Encoder {
 public:
  FaultEncoder(std::shared_ptr<FaultControl> control, std::unique_ptr<Encoder> inner)
      : control_(std::move(control)), inner_(std::move(inner)) {}

  static Result<std::unique_ptr<Encoder>> open(const std::shared_ptr<FaultControl>& control,
                                               const EncoderEntry& wrapped, const EncoderSettings& settings) {
    const EncoderFault fault = control->begin_open();
    if (fault == EncoderFault::open_fail) return Failure{"the test asked opening to fail"};
    if (fault == EncoderFault::slow_open) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    Result<std::unique_ptr<Encoder>> inner = wrapped.open(settings);
    if (!inner) return inner;
    return std::unique_ptr<Encoder>(std::make_unique<FaultEncoder>(control, std::move(*inner)));
  }

  Result<EncodedFrame> encode(const FrameView& frame, const EncodeRequest& request) override {
    const EncoderFault fault = control_->begin_encode();
    if (fault == EncoderFault::fail) return Failure{"the test asked this frame to fail"};
    if (fault == EncoderFault::throws) throw std::runtime_error("the test asked this frame to throw");
    if (fault == EncoderFault::hang) {
      control_->hang();
      return Failure{"the test released a hanging frame"};
    }
    Result<EncodedFrame> result = inner_->encode(frame, request);
    if (!result) return result;
    if (fault == EncoderFault::empty) return with_payload(*result, 0);
    if (fault == EncoderFault::oversize) return with_payload(*result, kMaxEncodedBytes + 1);
    if (fault == EncoderFault::no_idr) result->keyframe = false;
    return result;
  }

 private:
  const std::shared_ptr<FaultControl> control_;
  const std::unique_ptr<Encoder> inner_;
};

void FaultControl::set(EncoderFault fault, int first, int count) {
  const MutexLock lock(mutex_);
  fault_ = fault;
  first_ = first;
  count_ = count;
  since_set_ = 0;
}

void FaultControl::release() {
  const MutexLock lock(mutex_);
  released_ = true;
  released_condition_.notify_all();
}

int FaultControl::opens() const {
  const MutexLock lock(mutex_);
  return opens_;
}

int FaultControl::encodes() const {
  const MutexLock lock(mutex_);
  return encodes_;
}

int FaultControl::hanging() const {
  const MutexLock lock(mutex_);
  return hanging_;
}

EncoderFault FaultControl::begin_open() {
  const MutexLock lock(mutex_);
  ++opens_;
  return fault_;
}

EncoderFault FaultControl::begin_encode() {
  const MutexLock lock(mutex_);
  ++encodes_;
  const int since_first = ++since_set_ - first_;
  return since_first >= 0 && since_first < count_ ? fault_ : EncoderFault::none;
}

void FaultControl::hang() {
  const MutexLock lock(mutex_);
  ++hanging_;
  while (!released_) released_condition_.wait(mutex_);
  --hanging_;
}

EncoderEntry fault_encoder_entry(std::shared_ptr<FaultControl> control, EncoderEntry wrapped) {
  EncoderEntry entry = wrapped;
  entry.name = entry.backend = "test-fault";
  entry.open = [control = std::move(control), wrapped = std::move(wrapped)](const EncoderSettings& settings) {
    return FaultEncoder::open(control, wrapped, settings);
  };
  return entry;
}

EncoderEntry fault_encoder_entry(std::shared_ptr<FaultControl> control, bool video) {
  EncoderEntry synthetic;
  synthetic.capability = video ? "webcodecs/h264-annexb" : "image/jpeg";
  synthetic.video = video;
  synthetic.nominal_codec = video ? "avc1.42E01F" : "";
  synthetic.max_side = 16384;
  synthetic.available = true;
  synthetic.open = [description = synthetic](const EncoderSettings&) {
    return Result<std::unique_ptr<Encoder>>(std::make_unique<SyntheticEncoder>(description));
  };
  return fault_encoder_entry(std::move(control), std::move(synthetic));
}

}  // namespace pdum::rfb
