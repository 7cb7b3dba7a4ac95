// What RfbSession tells its viewer of the quality that it is held to.
#include <new>

#include "session/rfb_session.hpp"

namespace pdum::rfb {

/// What it is held to now.
SetQuality RfbSession::quality() const {
  SetQuality quality{deps_.options.bitrate, deps_.options.fps};
  if (rendition_ == nullptr) return quality;
  const QualityTargets& targets = rendition_->targets();
  quality.bitrate = targets.bitrate;
  if (targets.fps > 0) quality.fps = targets.fps;
  return quality;
}

/// One that has only ever had what the options say is told nothing.
void RfbSession::on_targets() {
  const SetQuality now = quality();
  const SetQuality known = told_.bitrate ? told_ : SetQuality{deps_.options.bitrate, deps_.options.fps};
  if (state_ == State::closed || (now.bitrate == known.bitrate && now.fps == known.fps)) return;
  const bool as_options = now.bitrate == deps_.options.bitrate && now.fps == deps_.options.fps;
  told_ = as_options ? SetQuality{} : now;
  try {
    send_control(serialise_set_quality(now));
  } catch (const std::bad_alloc&) {
    close_without_memory();
  }
}

}  // namespace pdum::rfb
