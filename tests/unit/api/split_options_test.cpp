#include "api/split_options.hpp"

#include <tuple>

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

/// Every option has another value than its default.
ServeOptions unusual() {
  ServeOptions options;
  options.width = 11;
  options.height = 12;
  options.host = "::1";
  options.port = 13;
  options.fps = 14;
  options.bitrate = 15'000;
  options.max_inflight = 16;
  options.encode_pipeline_depth = 3;
  options.adaptive = false;
  options.transport = Transport::video;
  options.image_format = ImageFormat::webp;
  options.image_quality = 17;
  options.video_encoder = "x264";
  options.chroma = Chroma::yuv444;
  options.still_after = std::chrono::seconds(18);
  options.stats_interval = std::chrono::seconds(19);
  options.authenticate = [](const AuthContext&) { return std::make_shared<const Principal>(); };
  options.authenticate_async = [](const AuthContext&, const AuthReply&) {};
  options.control = ControlPolicy::first;
  options.origins = {"https://example.org"};
  options.frame_ancestors = {"https://frame.example.org"};
  options.tls_certificate = "chain.pem";
  options.tls_key = "key.pem";
  options.trusted_proxies = {"10.0.0.0/8"};
  options.idle_timeout = std::chrono::seconds(27);
  options.resize_policy = ResizePolicy::match_client;
  options.max_render_dimension = 2800;
  options.resize_debounce = std::chrono::seconds(2);
  options.event_log = "events.jsonl";
  options.clipboard = Clipboard::both;
  options.raw_events = true;
  options.record_events = true;
  options.event_queue_size = 20;
  options.max_viewers = 21;
  options.max_message_bytes = 2200;
  options.hello_timeout = std::chrono::seconds(23);
  options.ping_interval = std::chrono::seconds(24);
  options.max_side = 2500;
  options.max_frame_bytes = 26;
  options.log = [](LogLevel, std::string_view) {};
  return options;
}

TEST(SplitOptions, TheServerGetsItsPart) {
  const ServerOptions server = server_part(unusual());
  EXPECT_EQ(server.host, "::1");
  EXPECT_EQ(server.port, 13);
  EXPECT_TRUE(server.authenticate);
  EXPECT_TRUE(server.authenticate_async);
  EXPECT_EQ(server.origins, std::vector<std::string>{"https://example.org"});
  EXPECT_EQ(server.frame_ancestors, std::vector<std::string>{"https://frame.example.org"});
  EXPECT_EQ(server.tls_certificate, "chain.pem");
  EXPECT_EQ(server.tls_key, "key.pem");
  EXPECT_EQ(server.trusted_proxies, std::vector<std::string>{"10.0.0.0/8"});
  EXPECT_EQ(server.max_message_bytes, 2200U);
  EXPECT_EQ(server.ping_interval.count(), 24);
  EXPECT_TRUE(server.log);
}

TEST(SplitOptions, TheStreamGetsTheRest) {
  const StreamOptions stream = stream_part(unusual());
  EXPECT_EQ(stream.width, 11);
  EXPECT_EQ(stream.height, 12);
  EXPECT_EQ(stream.fps, 14);
  EXPECT_EQ(stream.bitrate, 15'000);
  EXPECT_EQ(stream.max_inflight, 16);
  EXPECT_EQ(stream.encode_pipeline_depth, 3);
  EXPECT_FALSE(stream.adaptive);
  EXPECT_EQ(stream.transport, Transport::video);
  EXPECT_EQ(stream.image_format, ImageFormat::webp);
  EXPECT_EQ(stream.image_quality, 17);
  EXPECT_EQ(stream.video_encoder, "x264");
  EXPECT_EQ(stream.chroma, Chroma::yuv444);
  EXPECT_EQ(stream.still_after.count(), 18);
  EXPECT_EQ(stream.stats_interval.count(), 19);
  EXPECT_FALSE(stream.authenticate) << "the server's hook guards everything";
  EXPECT_FALSE(stream.authenticate_async);
  EXPECT_EQ(stream.control, ControlPolicy::first);
  EXPECT_EQ(stream.clipboard, Clipboard::both);
  EXPECT_TRUE(stream.raw_events);
  EXPECT_TRUE(stream.record_events);
  EXPECT_EQ(stream.event_queue_size, 20U);
  EXPECT_EQ(stream.max_viewers, 21);
  EXPECT_EQ(stream.hello_timeout.count(), 23);
  EXPECT_EQ(stream.resize_policy, ResizePolicy::match_client);
  EXPECT_EQ(stream.max_render_dimension, 2800);
  EXPECT_EQ(stream.resize_debounce.count(), 2);
  EXPECT_EQ(stream.event_log, "events.jsonl");
  EXPECT_EQ(stream.idle_timeout.count(), 27);
  EXPECT_EQ(stream.max_side, 2500);
  EXPECT_EQ(stream.max_frame_bytes, 26U);
}

TEST(SplitOptions, TheDefaultsAreThoseOfThePartsAlone) {
  const StreamOptions stream = stream_part({});
  const StreamOptions alone;
  EXPECT_EQ(std::tie(stream.width, stream.height, stream.fps, stream.bitrate, stream.max_inflight),
            std::tie(alone.width, alone.height, alone.fps, alone.bitrate, alone.max_inflight));
  EXPECT_EQ(std::tie(stream.image_quality, stream.event_queue_size, stream.max_viewers, stream.max_side),
            std::tie(alone.image_quality, alone.event_queue_size, alone.max_viewers, alone.max_side));
  EXPECT_EQ(std::tie(stream.max_frame_bytes, stream.hello_timeout, stream.still_after, stream.stats_interval),
            std::tie(alone.max_frame_bytes, alone.hello_timeout, alone.still_after, alone.stats_interval));
  const ServerOptions server = server_part({});
  const ServerOptions bare;
  EXPECT_EQ(std::tie(server.host, server.port, server.origins, server.frame_ancestors),
            std::tie(bare.host, bare.port, bare.origins, bare.frame_ancestors));
  EXPECT_EQ(std::tie(server.max_message_bytes, server.ping_interval),
            std::tie(bare.max_message_bytes, bare.ping_interval));
}

}  // namespace
}  // namespace pdum::rfb
