#include "session/session_meter.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(SessionMeter, CountsWhatWasSentAndSkipped) {
  SessionMeter meter(seconds(10));
  meter.on_sent(5, 1000, true, milliseconds(10));
  meter.on_sent(6, 500, false, milliseconds(20));
  meter.on_sent(9, 500, false, milliseconds(20));
  meter.on_sent(9, 500, true, milliseconds(20));  // the same picture again
  const SessionMetrics metrics = meter.snapshot(seconds(12));
  EXPECT_EQ(metrics.frames_sent, 4U);
  EXPECT_EQ(metrics.frames_dropped, 2U);
  EXPECT_EQ(metrics.keyframes_sent, 2U);
  EXPECT_EQ(metrics.bytes_sent, 2500U);
  EXPECT_DOUBLE_EQ(metrics.elapsed_s, 2);
  EXPECT_DOUBLE_EQ(metrics.fps_sent, 2);
  EXPECT_DOUBLE_EQ(metrics.bitrate_bps, 10'000);
}

TEST(SessionMeter, LatenciesAreAveragesWithThreeTenthsForTheNewest) {
  SessionMeter meter(seconds(0));
  meter.on_sent(1, 1, true, milliseconds(10));
  meter.on_sent(2, 1, true, milliseconds(20));
  meter.on_ack({AckVerdict::released, 2, Duration(milliseconds(40))}, 3);
  meter.on_ack({AckVerdict::released, 1, Duration(milliseconds(50))}, 1);
  meter.on_ack({AckVerdict::released, 1, std::nullopt}, 1);
  const SessionMetrics metrics = meter.snapshot(seconds(1));
  EXPECT_DOUBLE_EQ(metrics.encode_ms, 13);
  EXPECT_DOUBLE_EQ(metrics.rtt_ms, 43);
  EXPECT_EQ(metrics.frames_acked, 4U);
  EXPECT_EQ(metrics.decode_queue_size, 1);
}

TEST(SessionMeter, AckedRateCountsWhatWasAckedAndNotWhatWasSent) {
  SessionMeter meter(seconds(10));
  for (std::uint64_t version = 1; version <= 5; ++version) meter.on_sent(version, 1, true, milliseconds(1));
  meter.on_ack({AckVerdict::released, 3, Duration(milliseconds(40))}, 0);
  EXPECT_DOUBLE_EQ(meter.snapshot(seconds(12)).fps_acked, 1.5);
}

TEST(SessionMeter, HasNoRatesAtTheFirstInstant) {
  SessionMeter meter(seconds(5));
  meter.on_sent(1, 100, true, milliseconds(1));
  EXPECT_EQ(meter.snapshot(seconds(5)).fps_sent, 0);
}

}  // namespace
}  // namespace pdum::rfb
