#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pdum::rfb::testing {

inline constexpr std::string_view kWsKey = "dGhlIHNhbXBsZSBub25jZQ==";
inline constexpr std::string_view kWsAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

inline std::string ws_request(std::string_view path, std::string_view host, std::string_view extra = {}) {
  std::string request = "GET ";
  request.append(path).append(" HTTP/1.1\r\nHost: ").append(host);
  request.append(
      "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ");
  request.append(kWsKey).append("\r\n").append(extra).append("\r\n");
  return request;
}

inline constexpr int kContinuation = 0;
inline constexpr int kText = 1;
inline constexpr int kBinary = 2;
inline constexpr int kClose = 8;
inline constexpr int kPing = 9;
inline constexpr int kPong = 10;

/// A client's frame, masked.
inline std::string ws_frame(int opcode, std::string_view payload, bool fin = true) {
  std::string frame;
  frame += static_cast<char>((fin ? 0x80 : 0) | opcode);
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80U | payload.size());
  } else if (payload.size() < 65536) {
    frame += static_cast<char>(0x80 | 126);
    for (int shift = 8; shift >= 0; shift -= 8) frame += static_cast<char>((payload.size() >> shift) & 0xffU);
  } else {
    frame += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) {
      frame += static_cast<char>((static_cast<std::uint64_t>(payload.size()) >> shift) & 0xffU);
    }
  }
  constexpr std::string_view kMask = "\x11\x22\x33\x44";
  frame += kMask;
  for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ kMask[i % 4]);
  return frame;
}

inline std::string ws_text(std::string_view text) {
  return ws_frame(kText, text);
}
inline std::string ws_close(int code) {
  return ws_frame(kClose, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)});
}

struct ServerFrame {
  int opcode = 0;
  bool fin = true;
  std::string payload;
  int close_code() const {
    if (opcode != kClose || payload.size() < 2) return 0;
    return (static_cast<unsigned char>(payload[0]) << 8) | static_cast<unsigned char>(payload[1]);
  }
};

/// Takes one whole frame from the front of `bytes`.
inline std::optional<ServerFrame> take_frame(std::string& bytes) {
  if (bytes.size() < 2) return {};
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i]));
  };
  std::uint64_t size = at(1) & 0x7fU;
  std::size_t head = 2;
  const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
  if (bytes.size() < head + extra) return {};
  if (extra > 0) size = 0;
  for (std::size_t i = 0; i < extra; ++i) size = (size << 8U) | at(head + i);
  head += extra;
  if (bytes.size() < head + size) return {};
  ServerFrame frame{static_cast<int>(at(0) & 0x0fU), (at(0) & 0x80U) != 0, bytes.substr(head, size)};
  bytes.erase(0, head + size);
  return frame;
}

}  // namespace pdum::rfb::testing
