#include "api/check_options.hpp"

#include <cmath>
#include <sstream>
#include <string>
#include <string_view>

#include <pdum/rfb/encoders.hpp>
#include <pdum/rfb/error.hpp>

#include "net/origin.hpp"
#include "net/trusted_proxies.hpp"
#include "pixels/frame_layout.hpp"

namespace pdum::rfb {
namespace {

template <class Value>
[[noreturn]] void refuse(std::string_view option, const Value& value, std::string_view advice) {
  std::ostringstream sentence;
  sentence << "ServeOptions::" << option << " is " << value << "; " << advice;
  throw Error(ErrorCode::invalid_argument, sentence.str());
}

template <class Value>
void check_range(std::string_view option, Value value, Value low, Value high) {
  if (value >= low && value <= high) return;  // false for NaN
  std::ostringstream advice;
  advice << "give a value from " << low << " to " << high;
  refuse(option, value, advice.str());
}

/// A stream in which not even the leanest frame could be published is a mistake.
void check_bytes(const ServeOptions& options) {
  try {
    (void)FrameLayout::make(PixelFormat::gray8, options.width, options.height, 0,
                            {.max_side = options.max_side, .max_bytes = options.max_frame_bytes});
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_argument, std::string("ServeOptions::width and height: ") + error.what());
  }
}

void check_size(const ServeOptions& options) {
  check_range("max_side", options.max_side, 1, 65535);
  check_range<std::size_t>("max_frame_bytes", options.max_frame_bytes, 1, std::size_t{1} << 32);
  check_range("width", options.width, 1, options.max_side);
  check_range("height", options.height, 1, options.max_side);
  check_bytes(options);
}

void check_quality(const ServeOptions& options) {
  check_range("fps", options.fps, 0.001, 1000.0);
  check_range<std::int64_t>("bitrate", options.bitrate, 10'000, 10'000'000'000);
  check_range("max_inflight", options.max_inflight, 1, 24);
  check_range("image_quality", options.image_quality, 1, 100);
}

void check_limits(const ServeOptions& options) {
  check_range<std::size_t>("event_queue_size", options.event_queue_size, 1, 1'000'000);
  check_range("max_viewers", options.max_viewers, 1, 100'000);
  check_range<std::size_t>("max_message_bytes", options.max_message_bytes, 1024, 16U << 20);
  check_range("still_after", options.still_after.count(), 0.0, 3600.0);
  check_range("stats_interval", options.stats_interval.count(), 0.0, 3600.0);
  check_range("hello_timeout", options.hello_timeout.count(), 0.05, 3600.0);
  check_range("idle_timeout", options.idle_timeout.count(), 0.0, 1e6);
  check_range("ping_interval", options.ping_interval.count(), 0.05, 3600.0);
}

bool is_video(const EncoderDescription& encoder) {
  return encoder.capability.starts_with("webcodecs/");
}

/// Video that is forced and cannot be made would turn every viewer away.
void check_transport(const ServeOptions& options) {
  if (options.transport != Transport::video) return;
  std::string reasons;
  for (const EncoderDescription& encoder : available_encoders()) {
    if (!is_video(encoder)) continue;
    if (encoder.available) return;
    reasons += " " + encoder.name + ": " + encoder.reason + ".";
  }
  throw Error(ErrorCode::unavailable,
              "ServeOptions::transport is video, but this build has no video encoder that works here." +
                  reasons + " Leave the option at Transport::automatic to send images.");
}

void check_encoder(const ServeOptions& options) {
  if (options.video_encoder.empty()) return;
  std::string known;
  for (const EncoderDescription& encoder : available_encoders()) {
    if (!is_video(encoder)) continue;
    if (encoder.name == options.video_encoder) {
      if (encoder.available) return;
      throw Error(ErrorCode::unavailable, "ServeOptions::video_encoder is \"" + encoder.name +
                                              "\", which is not available: " + encoder.reason);
    }
    known += (known.empty() ? "" : ", ") + encoder.name;
  }
  refuse("video_encoder", "\"" + options.video_encoder + "\"",
         "the video encoders of this build are: " + known);
}

void check_network(const ServeOptions& options) {
  check_range("port", options.port, 0, 65535);
  if (options.host.empty()) refuse("host", "empty", "give an address such as 127.0.0.1 or 0.0.0.0");
  if (const auto origins = parse_origins(options.origins); !origins) {
    throw Error(ErrorCode::invalid_argument, origins.error());
  }
  if (const auto proxies = parse_trusted_proxies(options.trusted_proxies); !proxies) {
    throw Error(ErrorCode::invalid_argument, proxies.error());
  }
  if (options.tls_certificate.empty() != options.tls_key.empty()) {
    refuse(options.tls_key.empty() ? "tls_key" : "tls_certificate", "empty",
           "TLS needs a certificate and its key, or neither");
  }
  for (const std::string& source : options.frame_ancestors) {
    const bool plain = !source.empty() && source.find_first_of(";, \t\r\n") == std::string::npos;
    if (!plain)
      refuse("frame_ancestors", "\"" + source + "\"",
             "give one CSP source per entry, such as 'self' or https://host");
  }
}

}  // namespace

void check_options(const ServeOptions& options) {
  check_size(options);
  check_quality(options);
  check_limits(options);
  check_network(options);
  check_transport(options);
  check_encoder(options);
}

}  // namespace pdum::rfb
