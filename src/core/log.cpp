#include "core/log.hpp"

namespace pdum::rfb {
namespace {

constexpr std::size_t kMaxPeerBytes = 200;

}  // namespace

std::string escape_for_log(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string escaped;
  for (const char c : text.substr(0, kMaxPeerBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte <= 0x7e) {
      escaped += c;
    } else {
      escaped += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  if (text.size() > kMaxPeerBytes) escaped += "…";
  return escaped;
}

}  // namespace pdum::rfb
