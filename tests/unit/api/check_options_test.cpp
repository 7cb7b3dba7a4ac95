#include "api/check_options.hpp"

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <pdum/rfb/error.hpp>

#include "api/split_options.hpp"

namespace pdum::rfb {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Case {
  std::function<void(ServeOptions&)> spoil;
  std::vector<std::string> says;  ///< the option, its value and what to give instead
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {[](auto& o) { o.width = 0; }, {"ServeOptions::width is 0", "from 1 to 16384"}},
      {[](auto& o) { o.height = -7; }, {"ServeOptions::height is -7", "from 1 to 16384"}},
      {[](auto& o) { o.height = 1 << 30; }, {"ServeOptions::height is 1073741824", "from 1 to 16384"}},
      {[](auto& o) { o.width = 16385; }, {"ServeOptions::width is 16385", "from 1 to 16384"}},
      {[](auto& o) { o.max_side = 0; }, {"ServeOptions::max_side is 0", "from 1 to 65535"}},
      {[](auto& o) { o.max_side = 70'000; }, {"ServeOptions::max_side is 70000", "from 1 to 65535"}},
      {[](auto& o) { o.max_frame_bytes = 0; }, {"ServeOptions::max_frame_bytes is 0", "from 1 to"}},
      {[](auto& o) { o.max_frame_bytes = 1000; },
       {"ServeOptions::width and height", "1280 x 720", "921600 bytes", "1000",
        "raise ServeOptions::max_frame"}},
      {[](auto& o) { o.fps = 0; }, {"ServeOptions::fps is 0", "from 0.001 to 1000"}},
      {[](auto& o) { o.fps = kNan; }, {"ServeOptions::fps is nan", "from 0.001 to 1000"}},
      {[](auto& o) { o.bitrate = -1; }, {"ServeOptions::bitrate is -1", "from 10000 to"}},
      {[](auto& o) { o.encode_pipeline_depth = 9; },
       {"ServeOptions::encode_pipeline_depth is 9", "from 0 to 8"}},
      {[](auto& o) { o.max_inflight = 0; }, {"ServeOptions::max_inflight is 0", "from 1 to 24"}},
      {[](auto& o) { o.image_quality = 101; }, {"ServeOptions::image_quality is 101", "from 1 to 100"}},
      {[](auto& o) { o.still_after = std::chrono::duration<double>(-1); },
       {"ServeOptions::still_after is -1", "from 0 to 3600"}},
      {[](auto& o) { o.stats_interval = std::chrono::duration<double>(kInfinity); },
       {"ServeOptions::stats_interval is inf", "from 0 to 3600"}},
      {[](auto& o) { o.hello_timeout = std::chrono::seconds(-1); },
       {"ServeOptions::hello_timeout is -1", "from 0.05 to 3600"}},
      {[](auto& o) { o.ping_interval = std::chrono::seconds(0); },
       {"ServeOptions::ping_interval is 0", "from 0.05 to 3600"}},
      {[](auto& o) { o.idle_timeout = std::chrono::seconds(-1); },
       {"ServeOptions::idle_timeout is -1", "from 0 to 1e+06"}},
      {[](auto& o) { o.tls_certificate = "cert.pem"; }, {"ServeOptions::tls_key is empty", "and its key"}},
      {[](auto& o) { o.tls_key = "key.pem"; }, {"ServeOptions::tls_certificate is empty", "and its key"}},
      {[](auto& o) {
         o.trusted_proxies = {"127.0.0.1", "proxy"};
       },
       {"trusted_proxies", "\"proxy\"", "10.0.0.0/8"}},
      {[](auto& o) { o.event_queue_size = 0; }, {"ServeOptions::event_queue_size is 0", "from 1 to"}},
      {[](auto& o) { o.max_viewers = 0; }, {"ServeOptions::max_viewers is 0", "from 1 to"}},
      {[](auto& o) { o.max_message_bytes = 10; }, {"ServeOptions::max_message_bytes is 10", "from 1024 to"}},
      {[](auto& o) { o.port = 65536; }, {"ServeOptions::port is 65536", "from 0 to 65535"}},
      {[](auto& o) { o.port = -1; }, {"ServeOptions::port is -1", "from 0 to 65535"}},
      {[](auto& o) { o.host.clear(); }, {"ServeOptions::host is empty", "such as 127.0.0.1"}},
      {[](auto& o) { o.origins = {"not an origin"}; }, {"origins", "not an origin"}},
      {[](auto& o) { o.frame_ancestors = {"'self'; script-src *"}; },
       {"ServeOptions::frame_ancestors", "script-src *", "one CSP source per entry"}},
      {[](auto& o) { o.video_encoder = "mpeg1"; },
       {"ServeOptions::video_encoder is \"mpeg1\"", "the video encoders of this build are", "x264"}},
      {[](auto& o) { o.video_encoder = "jpeg"; },
       {"ServeOptions::video_encoder is \"jpeg\"", "the video encoders of this build are", "x264"}},
  };
  return all;
}

void check(const ServeOptions& options) {
  check_options(stream_part(options), "ServeOptions");
  check_options(server_part(options), "ServeOptions");
}

TEST(CheckOptions, NamesTheOptionItsValueAndWhatToGive) {
  for (const Case& each : cases()) {
    ServeOptions options;
    each.spoil(options);
    try {
      check(options);
      ADD_FAILURE() << "accepted, though it should say: " << each.says.front();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << error.what();
      for (const std::string& part : each.says)
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << part << " in " << error.what();
    }
  }
}

TEST(CheckOptions, NamesTheStructureThatTheApplicationKnows) {
  const auto sentence = [](const auto& options, const char* owner) {
    try {
      check_options(options, owner);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(sentence(StreamOptions{.width = 0}, "StreamOptions").find("StreamOptions::width is 0"), 0U);
  EXPECT_EQ(sentence(ServerOptions{.port = -1}, "ServerOptions").find("ServerOptions::port is -1"), 0U);
  EXPECT_EQ(sentence(StreamOptions{}, "StreamOptions"), "accepted");
  EXPECT_EQ(sentence(ServerOptions{}, "ServerOptions"), "accepted");
}

template <class Options>
std::string sentence_about_both_hooks(const char* owner) {
  Options options;
  options.authenticate_async = [](const AuthContext&, const AuthReply&) {};
  EXPECT_NO_THROW(check_options(options, owner));
  options.authenticate = [](const AuthContext&) { return std::make_shared<const Principal>(); };
  try {
    check_options(options, owner);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    return error.what();
  }
  return "accepted";
}

TEST(CheckOptions, TakesOneFormOfTheHookOnly) {
  EXPECT_EQ(sentence_about_both_hooks<ServerOptions>("ServeOptions"),
            "ServeOptions::authenticate and ServeOptions::authenticate_async are both set; give one of them");
  EXPECT_EQ(
      sentence_about_both_hooks<StreamOptions>("StreamOptions"),
      "StreamOptions::authenticate and StreamOptions::authenticate_async are both set; give one of them");
}

TEST(CheckOptions, AcceptsTheDefaultsAndTheEdges) {
  EXPECT_NO_THROW(check({}));
  ServeOptions options;
  options.width = 1;
  options.height = 16384;
  options.port = 65535;
  options.image_quality = 1;
  options.max_side = 16384;
  options.max_viewers = 1;
  options.event_queue_size = 1;
  options.origins = {"https://example.org", "*"};
  EXPECT_NO_THROW(check(options));
}

}  // namespace
}  // namespace pdum::rfb
