#include "session/negotiation.hpp"

#include <algorithm>
#include <vector>

#include "protocol/capabilities.hpp"

namespace pdum::rfb {

namespace {

bool listed(std::span<const std::string> supported, std::string_view capability) {
  return std::find(supported.begin(), supported.end(), capability) != supported.end();
}

bool can_encode(const EncoderEntry& entry, const NegotiationPolicy& policy) {
  if (entry.max_side > 0 && std::max(policy.width, policy.height) > entry.max_side) return false;
  return !policy.usable || policy.usable(entry);
}

const EncoderEntry* find_image(std::span<const std::string> supported, const EncoderRegistry& registry,
                               const NegotiationPolicy& policy) {
  std::vector<ImageFormat> order{policy.image_format};
  order.insert(order.end(), kImageFallbackOrder.begin(), kImageFallbackOrder.end());
  for (const ImageFormat format : order) {
    const std::string_view mime = mime_type(format);
    if (!listed(supported, mime)) continue;
    for (const EncoderEntry& entry : registry.entries()) {
      if (!entry.video && entry.available && entry.capability == mime && can_encode(entry, policy)) {
        return &entry;
      }
    }
  }
  return nullptr;
}

}  // namespace

std::optional<Negotiated> select_transport(std::span<const std::string> supported,
                                           const EncoderRegistry& registry, const NegotiationPolicy& policy) {
  const EncoderEntry* image = find_image(supported, registry, policy);
  bool knows_video = false;
  for (const EncoderEntry& entry : registry.entries()) {
    if (policy.transport == Transport::image || !entry.video || !entry.available) continue;
    if (!policy.video_encoder.empty() && entry.name != policy.video_encoder) continue;
    if (!listed(supported, entry.capability)) continue;
    knows_video = true;
    if (!can_encode(entry, policy)) continue;
    const bool stills = image != nullptr && policy.transport != Transport::video;
    return Negotiated{&entry, stills ? image_format(image->capability) : std::nullopt};
  }
  if (image == nullptr || (policy.transport == Transport::video && !knows_video)) return std::nullopt;
  return Negotiated{image, std::nullopt};
}

std::string announced_codec(const EncoderEntry& encoder) {
  if (!encoder.video) return {};
  if (encoder.capability == kCapabilityH264) return std::string(kBaseH264Codec);
  return encoder.nominal_codec;
}

}  // namespace pdum::rfb
