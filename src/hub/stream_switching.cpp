// What viewers are shown changes while they watch: a new `config`, then a keyframe, on the same connection.
#include <new>
#include <tuple>
#include <utility>

#include "hub/stream.hpp"
#include "protocol/control.hpp"

namespace pdum::rfb {

void Stream::switch_backend(const Backend& backend) {
  options_.transport = backend.transport;
  options_.image_format = backend.image_format;
  options_.video_encoder = backend.video_encoder;
  options_.chroma = backend.chroma;
  banned_.clear();  // the application may well mean an encoder that failed a while ago
  place_anew();
}

void Stream::set_quality(const Quality& quality) {
  const auto before = std::tie(options_.image_quality, options_.bitrate, options_.fps);
  const std::tuple<int, std::int64_t, double> wanted{quality.image_quality.value_or(options_.image_quality),
                                                     quality.bitrate.value_or(options_.bitrate),
                                                     quality.fps.value_or(options_.fps)};
  if (before == wanted) return;
  std::tie(options_.image_quality, options_.bitrate, options_.fps) = wanted;
  replace_renditions();
  SetQuality told;
  told.bitrate = quality.bitrate;
  told.fps = quality.fps;
  if (!told.bitrate && !told.fps) return;
  const std::string text = serialise_set_quality(told);
  for (const auto& [id, session] : sessions_) {
    if (session->accepted()) session->send_control(text);
  }
}

/// Each viewer that the choice leaves where it is notices nothing.
void Stream::place_anew() {
  const auto sessions = sessions_;
  for (const auto& [id, session] : sessions) {
    if (!session->accepted()) continue;
    const std::shared_ptr<Rendition> before = session->rendition();
    const auto negotiated = select_transport(session->supported(), deps_.encoders, policy(false));
    if (!negotiated) {
      session->close(CloseCode::no_transport,
                     "Nothing in `supported` is something this server can send now.");
      continue;
    }
    if (before && negotiated->encoder == &before->encoder() && negotiated->stills == session->stills())
      continue;
    try {
      show(*session, *negotiated);
    } catch (const std::bad_alloc&) {
      session->close_without_memory();
      continue;
    }
    if (before && before->empty()) let_linger(before);
  }
}

/// Encoders take their settings when they are made.
void Stream::replace_renditions() {
  const auto replaced = std::exchange(renditions_, {});
  const auto sessions = sessions_;
  for (const auto& [id, session] : sessions) {
    const std::shared_ptr<Rendition> before = session->rendition();
    if (!session->accepted() || !before) continue;
    try {
      auto negotiated = select_transport(session->supported(), deps_.encoders, policy(false));
      if (!negotiated) negotiated = select_transport(session->supported(), deps_.encoders, policy(true));
      if (negotiated) show(*session, *negotiated);
    } catch (const std::bad_alloc&) {
      session->close_without_memory();
    }
  }
  for (const auto& [key, entry] : replaced) entry.rendition->detach_host();
}

}  // namespace pdum::rfb
