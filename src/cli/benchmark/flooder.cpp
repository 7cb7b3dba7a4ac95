#include "cli/benchmark/flooder.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <utility>

#include "cli/benchmark/viewer.hpp"
#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr std::chrono::milliseconds kTick{1};

void reset_on_close(int file) {
  const linger at_once = {1, 0};
  ::setsockopt(file, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

bool takes_bytes(int file) {
  pollfd entry = {file, POLLOUT, 0};
  return ::poll(&entry, 1, 0) > 0 && (entry.revents & POLLOUT) != 0;
}

}  // namespace

Flooder::Flooder(int port, FloodPlan plan)
    : port_(port), plan_(std::move(plan)), thread_([this] { run(); }) {}

Flooder::~Flooder() {
  stop_ = true;
  thread_.join();
}

void Flooder::run() {
  while (!stop_) {
    const auto next = std::chrono::steady_clock::now() + kTick;
    try {
      flood_once();
    } catch (const Failure&) {
      // Cut off while it sent.
    }
    std::this_thread::sleep_until(next);
  }
}

void Flooder::flood_once() {
  Viewer viewer(port_, ViewerKind::video);
  reset_on_close(viewer.file());
  ++connections_;
  double due = 0;
  for (auto next = std::chrono::steady_clock::now(); !stop_; next += kTick) {
    std::this_thread::sleep_until(next);
    for (due += plan_.per_second * 1e-3; due >= 1 && takes_bytes(viewer.file()); due -= 1)
      viewer.send_text(plan_.messages[sent_++ % plan_.messages.size()]);
    if (due >= 1) due = 0;  // what could not be sent is not made up for
    const bool open = viewer.pump();
    if (viewer.close_code() != 0) close_code_ = viewer.close_code();
    if (!open || viewer.close_code() != 0) return;
  }
}

}  // namespace pdum::rfb::cli
