#include "session/session_meter.hpp"

namespace pdum::rfb {

namespace {

constexpr double kNewestWeight = 0.3;

double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

void average(double& mean, bool& known, double sample) {
  mean = known ? mean + kNewestWeight * (sample - mean) : sample;
  known = true;
}

}  // namespace

void SessionMeter::on_sent(std::uint64_t version, std::size_t bytes, bool keyframe, Duration encode_time) {
  ++totals_.frames_sent;
  totals_.bytes_sent += bytes;
  if (keyframe) ++totals_.keyframes_sent;
  if (last_version_ != 0 && version > last_version_ + 1) {
    totals_.frames_dropped += version - last_version_ - 1;
  }
  last_version_ = version;
  average(totals_.encode_ms, has_encode_, milliseconds(encode_time));
}

void SessionMeter::on_ack(const AckResult& ack, int decode_queue_size) {
  totals_.frames_acked += static_cast<std::uint64_t>(ack.released);
  totals_.decode_queue_size = decode_queue_size;
  if (ack.rtt) average(totals_.rtt_ms, has_rtt_, milliseconds(*ack.rtt));
}

SessionMetrics SessionMeter::snapshot(TimePoint now) const {
  SessionMetrics metrics = totals_;
  metrics.elapsed_s = std::chrono::duration<double>(now - start_).count();
  if (metrics.elapsed_s > 0) {
    metrics.fps_sent = static_cast<double>(metrics.frames_sent) / metrics.elapsed_s;
    metrics.fps_acked = static_cast<double>(metrics.frames_acked) / metrics.elapsed_s;
    metrics.bitrate_bps = static_cast<double>(metrics.bytes_sent) * 8 / metrics.elapsed_s;
  }
  return metrics;
}

}  // namespace pdum::rfb
