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

const EncoderEntry* find_image_of(ImageFormat format, std::span<const std::string> supported,
                                  const EncoderRegistry& registry, const NegotiationPolicy& policy) {
  const std::string_view mime = mime_type(format);
  if (!listed(supported, mime)) return nullptr;
  for (const EncoderEntry& entry : registry.entries()) {
    if (!entry.video && entry.available && entry.capability == mime && can_encode(entry, policy))
      return &entry;
  }
  return nullptr;
}

const EncoderEntry* find_image(std::span<const std::string> supported, const EncoderRegistry& registry,
                               const NegotiationPolicy& policy) {
  std::vector<ImageFormat> order{policy.image_format};
  order.insert(order.end(), kImageFallbackOrder.begin(), kImageFallbackOrder.end());
  for (const ImageFormat format : order) {
    const EncoderEntry* entry = find_image_of(format, supported, registry, policy);
    if (entry != nullptr) return entry;
  }
  return nullptr;
}

}  // namespace

std::optional<Negotiated> select_transport(std::span<const std::string> supported,
                                           const EncoderRegistry& registry, const NegotiationPolicy& policy) {
  const EncoderEntry* image = find_image(supported, registry, policy);
  StillTypes stills;
  if (image != nullptr && policy.transport != Transport::video) {
    stills.waiting = image_format(image->capability);
    if (find_image_of(ImageFormat::png, supported, registry, policy) != nullptr)
      stills.resting = ImageFormat::png;
  }
  bool knows_video = false;
  for (const EncoderEntry& entry : registry.entries()) {
    if (policy.transport == Transport::image || !entry.video || !entry.available) continue;
    if (!policy.video_encoder.empty() && entry.name != policy.video_encoder) continue;
    if (!listed(supported, entry.capability)) continue;
    knows_video = true;
    if (!can_encode(entry, policy)) continue;
    return Negotiated{&entry, stills};
  }
  if (image == nullptr || (policy.transport == Transport::video && !knows_video)) return std::nullopt;
  stills.waiting.reset();
  if (image->capability == mime_type(ImageFormat::png)) stills.resting.reset();  // it is exact already
  return Negotiated{image, stills};
}

std::string announced_codec(const EncoderEntry& encoder) {
  if (!encoder.video) return {};
  if (encoder.capability == kCapabilityH264) return std::string(kBaseH264Codec);
  return encoder.nominal_codec;
}

}  // namespace pdum::rfb
