#include "session/encode_job.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/callback_guard.hpp"

namespace pdum::rfb {

namespace {

/// Takes the line that names what an encoder threw.
class CapturingSink final : public LogSink {
 public:
  void write(LogLevel, std::string_view line) override { line_ = line; }
  void write_limited(LogLevel, std::string_view, std::string_view line) override { line_ = line; }
  const std::string& line() const { return line_; }

 private:
  std::string line_;
};

EncodeResult skipped(Duration retry_after = {}) {
  EncodeResult result;
  result.skipped = true;
  result.retry_after = retry_after;
  return result;
}

EncodeResult fault(EncodeFault what, std::string reason) {
  EncodeResult result;
  result.fault = what;
  result.reason = std::move(reason);
  return result;
}

std::optional<EncodeResult> open_encoder(EncodeBench& bench, const PublishedFrame& frame, PixelSize size) {
  bench.settings.width = size.width;
  bench.settings.height = size.height;
  bench.settings.color = frame.color;
  bench.settings.pixel_ratio = frame.pixel_ratio;
  Result<std::unique_ptr<Encoder>> opened = bench.entry.open(bench.settings);
  if (!opened) return fault(EncodeFault::failed, opened.error());
  if (*opened == nullptr) return fault(EncodeFault::failed, "It could not be opened.");
  bench.encoder = std::move(*opened);
  bench.opened_at = bench.link->now();
  return std::nullopt;
}

/// Why `encoded` cannot be sent; empty: it can.
std::string complaint(const EncodedFrame& encoded, bool keyframe_due) {
  if (encoded.payload == nullptr || encoded.payload->empty()) return "It returned an empty frame.";
  if (encoded.payload->size() > kMaxEncodedBytes) return "It returned a frame of more than 64 MiB.";
  if (keyframe_due && !encoded.keyframe) return "It returned no keyframe where one was due.";
  return {};
}

bool may_keep_more(const EncodeBench& bench) {
  return bench.inside.size() <= static_cast<std::size_t>(bench.settings.pipeline_depth);
}

/// Gives `frame` to the encoder. Of what comes out, `result` gets frame and access unit; where nothing does,
/// it says so.
std::optional<EncodeResult> feed(EncodeBench& bench, const FrameView& view, const SharedFrame& frame,
                                 const EncodeRequest& request, EncodeResult& result) {
  Result<EncodedFrame> encoded = bench.encoder->encode(view, request);
  if (!encoded) return fault(EncodeFault::failed, encoded.error());
  bench.inside.push_back(frame);
  result.held = encoded->payload == nullptr && may_keep_more(bench);
  if (result.held) return std::nullopt;
  result.frame = bench.inside.front();
  result.encoded = std::move(*encoded);
  bench.inside.pop_front();
  return std::nullopt;
}

/// A keyframe comes out at once; deltas that were inside before it are of use to nobody.
std::optional<EncodeResult> feed_until_keyframe(EncodeBench& bench, const FrameView& view,
                                                const SharedFrame& frame, EncodeRequest request,
                                                EncodeResult& result) {
  const std::size_t before = bench.inside.size();
  for (std::size_t came_out = 0; came_out <= before;) {
    if (std::optional<EncodeResult> failed = feed(bench, view, frame, request, result)) return failed;
    request.keyframe = false;
    if (!result.held) ++came_out;
  }
  return std::nullopt;
}

EncodeRequest request_of(const EncodeOrder& order, const PublishedFrame& frame, bool keyframe) {
  return {.keyframe = keyframe,
          .timestamp_us = frame.timestamp.count(),
          .fps = order.fps,
          .bitrate = order.bitrate,
          .quality = order.quality};
}

EncodeResult encode_frame(EncodeBench& bench, const EncodeOrder& order, const SharedFrame& frame) {
  const PixelSize full{frame->view.width, frame->view.height};
  const PixelSize size = scaled_size(full, order.scale);
  const int side = std::max(size.width, size.height);
  if (bench.entry.max_side > 0 && side > bench.entry.max_side) {
    return fault(EncodeFault::too_large, "A side of " + std::to_string(side) +
                                             " pixels is over its limit of " +
                                             std::to_string(bench.entry.max_side) + ".");
  }
  const bool changed =
      size != PixelSize{bench.settings.width, bench.settings.height} || frame->color != bench.settings.color;
  if (bench.encoder && changed && bench.entry.video) {
    const Duration age = bench.link->now() - bench.opened_at;
    if (age < kReopenEvery) return skipped(kReopenEvery - age);
  }
  if (order.reopen || changed) bench.encoder.reset();
  const bool fresh = bench.encoder == nullptr;
  if (fresh) {
    bench.inside.clear();
    if (std::optional<EncodeResult> failed = open_encoder(bench, *frame, size)) return *std::move(failed);
  }
  const TimePoint begin = bench.link->now();
  const bool keyframe = order.keyframe || fresh;
  const FrameView view = bench.scaler.scale(frame->view, size);
  const EncodeRequest request = request_of(order, *frame, keyframe);
  EncodeResult result;
  std::optional<EncodeResult> failed = keyframe ? feed_until_keyframe(bench, view, frame, request, result)
                                                : feed(bench, view, frame, request, result);
  if (failed) return *std::move(failed);
  if (std::string why = result.held ? std::string() : complaint(result.encoded, keyframe); !why.empty()) {
    return fault(EncodeFault::bad_output, std::move(why));
  }
  result.size = size;
  result.fed = frame->version;
  result.elapsed = bench.link->now() - begin;
  return result;
}

/// Whether there is anything to do for `order` with `frame`.
bool has_work(const EncodeBench& bench, const EncodeOrder& order, const SharedFrame& frame) {
  if (frame == nullptr) return false;
  if (order.keyframe || (order.repeat && !bench.inside.empty())) return true;
  return frame->version > order.after_version;
}

}  // namespace

EncodeResult run_encode_job(EncodeBench& bench, const EncodeOrder& order) {
  const SharedFrame frame = bench.link->newest();
  if (!has_work(bench, order, frame)) return skipped();
  EncodeResult result;
  CapturingSink thrown;
  const bool returned =
      run_guarded(thrown, bench.entry.name.c_str(), [&] { result = encode_frame(bench, order, frame); });
  if (!returned) result = fault(EncodeFault::failed, thrown.line() + ".");
  if (result.fault != EncodeFault::none) {
    bench.encoder.reset();
    bench.inside.clear();
  }
  return result;
}

}  // namespace pdum::rfb
