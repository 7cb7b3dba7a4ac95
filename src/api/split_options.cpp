#include "api/split_options.hpp"

namespace pdum::rfb {

ServerOptions server_part(const ServeOptions& options) {
  return {.host = options.host,
          .port = options.port,
          .authenticate = options.authenticate,
          .authenticate_async = options.authenticate_async,
          .origins = options.origins,
          .frame_ancestors = options.frame_ancestors,
          .tls_certificate = options.tls_certificate,
          .tls_key = options.tls_key,
          .trusted_proxies = options.trusted_proxies,
          .max_message_bytes = options.max_message_bytes,
          .ping_interval = options.ping_interval,
          .log = options.log};
}

StreamOptions stream_part(const ServeOptions& options) {
  return {.width = options.width,
          .height = options.height,
          .fps = options.fps,
          .bitrate = options.bitrate,
          .max_inflight = options.max_inflight,
          .encode_pipeline_depth = options.encode_pipeline_depth,
          .transport = options.transport,
          .image_format = options.image_format,
          .adaptive = options.adaptive,
          .image_quality = options.image_quality,
          .video_encoder = options.video_encoder,
          .chroma = options.chroma,
          .still_after = options.still_after,
          .stats_interval = options.stats_interval,
          .resize_policy = options.resize_policy,
          .max_render_dimension = options.max_render_dimension,
          .resize_debounce = options.resize_debounce,
          .authenticate = {},
          .authenticate_async = {},
          .control = options.control,
          .clipboard = options.clipboard,
          .raw_events = options.raw_events,
          .record_events = options.record_events,
          .event_log = options.event_log,
          .event_queue_size = options.event_queue_size,
          .max_viewers = options.max_viewers,
          .hello_timeout = options.hello_timeout,
          .idle_timeout = options.idle_timeout,
          .max_side = options.max_side,
          .max_frame_bytes = options.max_frame_bytes};
}

}  // namespace pdum::rfb
