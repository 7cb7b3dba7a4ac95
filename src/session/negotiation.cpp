#include "session/negotiation.hpp"

#include <algorithm>
#include <utility>
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

/// A type that keeps every bit: PNG, or else WebP, which can.
std::optional<StillType> find_resting(std::span<const std::string> supported, const EncoderRegistry& registry,
                                      const NegotiationPolicy& policy) {
  if (find_image_of(ImageFormat::png, supported, registry, policy) != nullptr) return ImageFormat::png;
  if (find_image_of(ImageFormat::webp, supported, registry, policy) != nullptr) return kExactWebp;
  return std::nullopt;
}

/// Whether images of this kind keep every bit already.
bool is_exact(const EncoderEntry& image, const NegotiationPolicy& policy) {
  if (image.capability == mime_type(ImageFormat::png)) return true;
  return image.capability == mime_type(ImageFormat::webp) && policy.image_quality == kLosslessQuality;
}

bool is_wanted(const EncoderEntry& entry, const NegotiationPolicy& policy) {
  if (!entry.video || !entry.available || policy.transport == Transport::image) return false;
  const std::string& name = policy.video_encoder;  // "x264" stands for all its profiles
  if (name.empty() && entry.by_name_only) return false;
  if (!name.empty() && entry.name != name && entry.backend != name) return false;
  return policy.chroma != Chroma::yuv420 || !entry.yuv444;
}

/// The video encoders that both sides know, the best for this viewer first.
std::vector<const EncoderEntry*> find_videos(std::span<const std::string> supported,
                                             const EncoderRegistry& registry,
                                             const NegotiationPolicy& policy) {
  std::vector<const EncoderEntry*> videos;
  for (const EncoderEntry& entry : registry.entries()) {
    if (is_wanted(entry, policy) && listed(supported, entry.capability)) videos.push_back(&entry);
  }
  const auto rank = [&](const EncoderEntry* entry) {
    const auto place = std::find(supported.begin(), supported.end(), entry->capability) - supported.begin();
    const bool later = policy.chroma == Chroma::yuv444 && !entry->yuv444;
    return std::pair(later, place);
  };
  std::stable_sort(videos.begin(), videos.end(),
                   [&](const EncoderEntry* a, const EncoderEntry* b) { return rank(a) < rank(b); });
  return videos;
}

}  // namespace

std::optional<Negotiated> select_transport(std::span<const std::string> supported,
                                           const EncoderRegistry& registry, const NegotiationPolicy& policy) {
  const EncoderEntry* image = find_image(supported, registry, policy);
  StillTypes stills;
  if (image != nullptr) {
    // Where video is forced, an image comes only once the picture rests, if that was asked for.
    if (policy.transport != Transport::video) stills.waiting = stills.sharp = image_format(image->capability);
    stills.resting = find_resting(supported, registry, policy);
  }
  const std::vector<const EncoderEntry*> videos = find_videos(supported, registry, policy);
  for (const EncoderEntry* entry : videos) {
    if (can_encode(*entry, policy)) return Negotiated{entry, stills};
  }
  if (image == nullptr || (policy.transport == Transport::video && videos.empty())) return std::nullopt;
  stills.waiting.reset();
  if (is_exact(*image, policy)) stills.resting.reset();
  return Negotiated{image, stills};
}

YuvEncoding choose_yuv(std::span<const YuvOffer> offers, std::span<const YuvEncoding> in_use) {
  constexpr int kAsGoodAsExact = 4;
  constexpr int kTooFarOff = 12;
  const auto shared = std::find_if(offers.begin(), offers.end(), [&](const YuvOffer& offer) {
    return offer.error <= kAsGoodAsExact &&
           std::find(in_use.begin(), in_use.end(), offer.yuv) != in_use.end();
  });
  if (shared != offers.end()) return shared->yuv;
  const auto best = std::min_element(offers.begin(), offers.end(),
                                     [](const YuvOffer& a, const YuvOffer& b) { return a.error < b.error; });
  return best != offers.end() && best->error <= kTooFarOff ? best->yuv : YuvEncoding{};
}

std::string announced_codec(const EncoderEntry& encoder) {
  if (!encoder.video) return {};
  if (encoder.capability == kCapabilityH264) return std::string(kBaseH264Codec);
  return encoder.nominal_codec;
}

}  // namespace pdum::rfb
