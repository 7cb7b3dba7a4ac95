#include "encode/checked_encoder.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace pdum::rfb {
namespace {

class CheckedEncoder final : public Encoder {
 public:
  CheckedEncoder(std::string name, int max_side, std::unique_ptr<Encoder> inner, bool pipelined)
      : name_(std::move(name)), max_side_(max_side), inner_(std::move(inner)), pipelined_(pipelined) {}

  Result<EncodedFrame> encode(const FrameView& frame, const EncodeRequest& request) override {
    if (const std::string fault = size_fault(frame.width, frame.height, max_side_); !fault.empty())
      return Failure{name_ + ": " + fault};
    try {
      Result<EncodedFrame> result = inner_->encode(frame, request);
      if (!result) return Failure{name_ + ": " + result.error()};
      if (pipelined_ && result->payload == nullptr) return result;
      const std::string fault = fault_of(*result, request.keyframe && !pipelined_);
      return fault.empty() ? std::move(result) : Failure{name_ + ": " + fault};
    } catch (const std::exception& error) {
      return Failure{name_ + " threw: " + error.what()};
    }
  }

 private:
  static std::string fault_of(const EncodedFrame& frame, bool keyframe_due) {
    if (!frame.payload || frame.payload->empty()) return "the encoder returned no bytes";
    if (frame.payload->size() > kMaxEncodedBytes)
      return "the encoder returned " + std::to_string(frame.payload->size()) + " bytes; at most " +
             std::to_string(kMaxEncodedBytes) + " are sent";
    if (keyframe_due && !frame.keyframe) return "the encoder made no keyframe though one was asked for";
    return {};
  }

  const std::string name_;
  const int max_side_;
  const std::unique_ptr<Encoder> inner_;
  const bool pipelined_;  ///< what comes out may be of an earlier frame
};

}  // namespace

std::unique_ptr<Encoder> make_checked_encoder(std::string name, int max_side, std::unique_ptr<Encoder> inner,
                                              bool pipelined) {
  return std::make_unique<CheckedEncoder>(std::move(name), max_side, std::move(inner), pipelined);
}

std::string size_fault(int width, int height, int max_side) {
  if (std::min(width, height) >= 1 && std::max(width, height) <= max_side) return {};
  return "cannot encode " + std::to_string(width) + "x" + std::to_string(height) + "; the limit is " +
         std::to_string(max_side) + " pixels a side";
}

}  // namespace pdum::rfb
