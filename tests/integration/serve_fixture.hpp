#pragma once

#include <pdum/rfb.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pdum::rfb::testing {

inline constexpr const char* kImageHello =
    R"({"type":"hello","supported":["image/jpeg","image/png"],"device_pixel_ratio":1})";
inline constexpr const char* kVideoHello =
    R"({"type":"hello","supported":["image/jpeg","image/png","webcodecs/h264-annexb"],"device_pixel_ratio":1})";

/// Whether this build, on this machine, has the encoder of that name.
inline bool is_available(std::string_view name) {
  const std::vector<EncoderDescription> all = available_encoders();
  return std::any_of(all.begin(), all.end(), [&](const EncoderDescription& encoder) {
    return encoder.name == name && encoder.available;
  });
}

inline std::string hello_with_token(const std::string& token) {
  return R"({"type":"hello","supported":["image/jpeg","image/png"],"device_pixel_ratio":1,"token":")" +
         token + "\"}";
}

inline ServeOptions test_options() {
  ServeOptions options{.width = 64, .height = 48, .port = 0};
  options.log = [](LogLevel, std::string_view) {};
  return options;
}

inline std::vector<std::uint8_t> flat_pixels(int width, int height, std::uint8_t value) {
  return std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4,
                                   value);
}

inline PublishResult publish_flat(Display& display, std::uint8_t value, int width = 64, int height = 48) {
  return display.publish(frame_view(flat_pixels(width, height, value), width, height));
}

inline std::string ack_of(int seq) {
  return R"({"type":"ack","seq":)" + std::to_string(seq) + R"(,"decode_queue_size":0,"displayed":true})";
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Polls until `count` events are there or ten seconds have passed.
inline std::vector<InputEvent> gather_events(Display& display, std::size_t count) {
  std::vector<InputEvent> all;
  for (int i = 0; i < 100 && all.size() < count; ++i) {
    for (InputEvent& event : display.wait_events(std::chrono::milliseconds(100)))
      all.push_back(std::move(event));
  }
  return all;
}

inline std::chrono::milliseconds time_of_closing(Display& display) {
  const auto before = std::chrono::steady_clock::now();
  display.close();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - before);
}

/// `Display::close` takes 2 s at most; the rest is for a busy machine.
inline constexpr std::chrono::milliseconds kGenerousClose{3000};

}  // namespace pdum::rfb::testing
