#include "api/check_options.hpp"

#include <cmath>
#include <ostream>
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

/// An option as the application knows it, such as "ServeOptions::port".
struct Named {
  std::string_view owner;
  std::string_view option;
  friend std::ostream& operator<<(std::ostream& out, const Named& name) {
    return out << name.owner << "::" << name.option;
  }
  std::string text() const { return std::string(owner) + "::" + std::string(option); }
};

template <class Value>
[[noreturn]] void refuse(const Named& name, const Value& value, std::string_view advice) {
  std::ostringstream sentence;
  sentence << name << " is " << value << "; " << advice;
  throw Error(ErrorCode::invalid_argument, sentence.str());
}

template <class Value>
void check_range(const Named& name, Value value, Value low, Value high) {
  if (value >= low && value <= high) return;  // false for NaN
  std::ostringstream advice;
  advice << "give a value from " << low << " to " << high;
  refuse(name, value, advice.str());
}

/// A stream in which not even the leanest frame could be published is a mistake.
void check_bytes(const StreamOptions& options, std::string_view owner) {
  try {
    (void)FrameLayout::make(PixelFormat::gray8, options.width, options.height, 0,
                            {.max_side = options.max_side, .max_bytes = options.max_frame_bytes});
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_argument, Named{owner, "width and height: "}.text() + error.what());
  }
}

void check_size(const StreamOptions& options, std::string_view owner) {
  check_range({owner, "max_side"}, options.max_side, 1, 65535);
  check_range<std::size_t>({owner, "max_frame_bytes"}, options.max_frame_bytes, 1, std::size_t{1} << 32);
  check_range({owner, "width"}, options.width, 1, options.max_side);
  check_range({owner, "height"}, options.height, 1, options.max_side);
  check_bytes(options, owner);
}

void check_quality(const StreamOptions& options, std::string_view owner) {
  check_range({owner, "fps"}, options.fps, 0.001, 1000.0);
  check_range<std::int64_t>({owner, "bitrate"}, options.bitrate, 10'000, 10'000'000'000);
  check_range({owner, "max_inflight"}, options.max_inflight, 1, 24);
  check_range({owner, "encode_pipeline_depth"}, options.encode_pipeline_depth, 0, 8);
  check_range({owner, "image_quality"}, options.image_quality, 1, 100);
}

void check_limits(const StreamOptions& options, std::string_view owner) {
  check_range<std::size_t>({owner, "event_queue_size"}, options.event_queue_size, 1, 1'000'000);
  check_range({owner, "max_viewers"}, options.max_viewers, 1, 100'000);
  check_range({owner, "still_after"}, options.still_after.count(), 0.0, 3600.0);
  check_range({owner, "stats_interval"}, options.stats_interval.count(), 0.0, 3600.0);
  check_range({owner, "idle_timeout"}, options.idle_timeout.count(), 0.0, 1e6);
  check_range({owner, "max_render_dimension"}, options.max_render_dimension, 16, 65535);
  check_range({owner, "resize_debounce"}, options.resize_debounce.count(), 0.0, 10.0);
  check_range({owner, "hello_timeout"}, options.hello_timeout.count(), 0.05, 3600.0);
}

bool is_video(const EncoderDescription& encoder) {
  return encoder.capability.starts_with("webcodecs/");
}

/// Video that is forced and cannot be made would turn every viewer away.
void check_transport(const StreamOptions& options, std::string_view owner) {
  if (options.transport != Transport::video) return;
  std::string reasons;
  for (const EncoderDescription& encoder : available_encoders()) {
    if (!is_video(encoder)) continue;
    if (encoder.by_name_only && encoder.name != options.video_encoder) continue;
    if (encoder.available) return;
    reasons += " " + encoder.name + ": " + encoder.reason + ".";
  }
  throw Error(ErrorCode::unavailable, Named{owner, "transport"}.text() +
                                          " is video, but this build has no video encoder that works here." +
                                          reasons +
                                          " Leave the option at Transport::automatic to send images.");
}

void check_encoder(const StreamOptions& options, std::string_view owner) {
  if (options.video_encoder.empty()) return;
  std::string known;
  for (const EncoderDescription& encoder : available_encoders()) {
    if (!is_video(encoder)) continue;
    if (encoder.name == options.video_encoder) {
      if (encoder.available) return;
      throw Error(ErrorCode::unavailable, Named{owner, "video_encoder"}.text() + " is \"" + encoder.name +
                                              "\", which is not available: " + encoder.reason);
    }
    known += (known.empty() ? "" : ", ") + encoder.name;
  }
  refuse({owner, "video_encoder"}, "\"" + options.video_encoder + "\"",
         "the video encoders of this build are: " + known);
}

template <class Options>
void check_hooks(const Options& options, std::string_view owner) {
  if (!options.authenticate || !options.authenticate_async) return;
  throw Error(ErrorCode::invalid_argument, Named{owner, "authenticate"}.text() + " and " +
                                               Named{owner, "authenticate_async"}.text() +
                                               " are both set; give one of them");
}

}  // namespace

void check_options(const ServerOptions& options, std::string_view owner) {
  check_hooks(options, owner);
  check_range<std::size_t>({owner, "max_message_bytes"}, options.max_message_bytes, 1024, 16U << 20);
  check_range({owner, "ping_interval"}, options.ping_interval.count(), 0.05, 3600.0);
  check_range({owner, "port"}, options.port, 0, 65535);
  if (options.host.empty()) refuse({owner, "host"}, "empty", "give an address such as 127.0.0.1 or 0.0.0.0");
  if (const auto origins = parse_origins(options.origins); !origins) {
    throw Error(ErrorCode::invalid_argument, origins.error());
  }
  if (const auto proxies = parse_trusted_proxies(options.trusted_proxies); !proxies) {
    throw Error(ErrorCode::invalid_argument, proxies.error());
  }
  if (options.tls_certificate.empty() != options.tls_key.empty()) {
    refuse({owner, options.tls_key.empty() ? "tls_key" : "tls_certificate"}, "empty",
           "TLS needs a certificate and its key, or neither");
  }
  for (const std::string& source : options.frame_ancestors) {
    const bool plain = !source.empty() && source.find_first_of(";, \t\r\n") == std::string::npos;
    if (!plain)
      refuse({owner, "frame_ancestors"}, "\"" + source + "\"",
             "give one CSP source per entry, such as 'self' or https://host");
  }
}

void check_options(const StreamOptions& options, std::string_view owner) {
  check_hooks(options, owner);
  check_size(options, owner);
  check_quality(options, owner);
  check_limits(options, owner);
  check_transport(options, owner);
  check_encoder(options, owner);
}

}  // namespace pdum::rfb
