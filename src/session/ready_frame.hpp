#pragma once

#include "session/encode_job.hpp"
#include "session/viewer_port.hpp"

namespace pdum::rfb {

/// What viewers get of an encoded frame: the shared payload, and the part of the header they share.
SharedReadyFrame make_ready_frame(const EncodeResult& result, const EncoderEntry& encoder);

}  // namespace pdum::rfb
