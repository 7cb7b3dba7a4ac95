#include "cli/benchmark/viewer.hpp"

#include <poll.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

/// A number of a flat JSON object; the measuring client reads nothing else.
std::int64_t number(std::string_view json, std::string_view key) {
  const std::size_t at = json.find(key);
  std::int64_t value = 0;
  if (at != std::string_view::npos) {
    std::from_chars(json.data() + at + key.size(), json.data() + json.size(), value);
  }
  return value;
}

}  // namespace

std::string supported_by(ViewerKind kind) {
  return kind == ViewerKind::video ? R"("webcodecs/h264-annexb","image/jpeg")" : R"("image/jpeg")";
}

Viewer::Viewer(int port, ViewerKind kind, const Connecting& how) : Viewer(port, supported_by(kind), how) {}

Viewer::Viewer(int port, const std::string& supported, const Connecting& how) : socket_(port, how) {
  socket_.send_text(R"({"type":"hello","supported":[)" + supported + R"(],"device_pixel_ratio":1})");
}

void Viewer::take(std::string_view message) {
  std::uint32_t length = 0;
  if (message.size() < sizeof length) return;
  std::memcpy(&length, message.data(), sizeof length);
  const std::string_view header = message.substr(sizeof length, length);
  const std::int64_t timestamp = number(header, R"("timestamp_us":)");
  if (counts.frames == 0) counts.first_timestamp_us = timestamp;
  counts.last_timestamp_us = timestamp;
  ++counts.frames;
  counts.bytes += message.size();
  counts.keyframes += header.find(R"("keyframe":true)") != std::string_view::npos ? 1U : 0U;
  if (on_frame) on_frame({.timestamp_us = timestamp, .bytes = message.size()});
  socket_.send_text(R"({"type":"ack","seq":)" + std::to_string(number(header, R"("seq":)")) +
                    R"(,"decode_queue_size":0})");
}

bool Viewer::pump(std::size_t most) {
  const bool open = socket_.read_available(most);
  WsMessage message;
  while (socket_.next(message)) {
    if (message.binary) take(message.bytes);
  }
  return open;
}

void watch(const std::vector<std::unique_ptr<Viewer>>& viewers,
           std::chrono::steady_clock::time_point deadline) {
  using namespace std::chrono;
  std::vector<pollfd> files;
  files.reserve(viewers.size());
  for (const auto& viewer : viewers) files.push_back({viewer->file(), POLLIN, 0});
  for (auto left = deadline - steady_clock::now(); left > 0ns; left = deadline - steady_clock::now()) {
    const auto wait = duration_cast<milliseconds>(left).count() + 1;
    if (::poll(files.data(), files.size(), static_cast<int>(wait)) <= 0) continue;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (files[i].revents != 0 && !viewers[i]->pump()) {
        throw Failure("The server closed the connection of viewer " + std::to_string(i + 1) + ".");
      }
    }
  }
}

bool await_frame(Viewer& viewer, std::chrono::milliseconds patience) {
  using namespace std::chrono;
  const auto deadline = steady_clock::now() + patience;
  while (viewer.counts.frames == 0) {
    const auto left = duration_cast<milliseconds>(deadline - steady_clock::now()).count();
    pollfd file = {viewer.file(), POLLIN, 0};
    if (left <= 0 || ::poll(&file, 1, static_cast<int>(left)) <= 0 || !viewer.pump()) break;
  }
  return viewer.counts.frames > 0;
}

}  // namespace pdum::rfb::cli
