#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/auth_runner.hpp"
#include "core/log.hpp"
#include "core/mutex.hpp"
#include "hub/hub_service.hpp"

namespace pdum::rfb::testing {

/// Sends every text back, and keeps what it hears.
class EchoViewer final : public ChannelHandler {
 public:
  EchoViewer(std::unique_ptr<ViewerChannel> channel_in, AuthContext context_in)
      : channel(std::move(channel_in)), context(std::move(context_in)) {}
  void on_text(std::string_view text) override {
    texts.emplace_back(text);
    if (answer_with_close) return channel->close(*answer_with_close, "closed by the test");
    if (echo && channel) channel->send_text(std::string(text));
  }
  void on_binary(std::size_t bytes) override { binary_bytes += bytes; }
  void on_writable() override { ++writable; }
  void on_closed(CloseCode code) override { closes.push_back(code); }

  std::unique_ptr<ViewerChannel> channel;
  AuthContext context;
  bool echo = true;
  std::optional<CloseCode> answer_with_close;
  std::vector<std::string> texts;
  std::size_t binary_bytes = 0;
  int writable = 0;
  std::vector<CloseCode> closes;
};

class FakeHub final : public HubService {
 public:
  void accept(std::unique_ptr<ViewerChannel> channel, AuthContext context) override {
    auto viewer = std::make_shared<EchoViewer>(std::move(channel), std::move(context));
    viewer->channel->start(viewer);
    viewers.push_back(viewer);
    if (on_accept) on_accept(*viewer);
  }
  std::vector<StreamInfo> streams() const override {
    return {{"default", 640, 480, 30, 2}, {"side", 32, 16, 12.5, 0}};
  }
  AuthRunner* auth(std::string_view stream) const override {
    const auto own = own_auth.find(std::string(stream));
    return own == own_auth.end() ? nullptr : own->second;
  }
  std::optional<std::vector<SessionMetrics>> session_metrics(std::string_view stream) const override {
    if (stream != "default" && stream != "side") return {};
    if (stream == "side") return std::vector<SessionMetrics>();
    SessionMetrics one;
    one.frames_sent = 7;
    one.bytes_sent = 1000;
    one.rtt_ms = 2.5;
    return std::vector<SessionMetrics>{one, one};
  }
  DisplayMetrics display_metrics(std::string_view stream) const override {
    DisplayMetrics metrics;
    metrics.frames_published = stream == "default" ? 42 : 1;
    metrics.events_received = events_received;
    return metrics;
  }
  bool recording() const override { return records; }
  std::vector<std::string> recorded_events() const override {
    ++snapshots;
    return events;
  }
  void reset_recorded_events() override { events.clear(); }
  void receive(std::string event) {
    events.push_back(std::move(event));
    ++events_received;
  }

  std::vector<std::shared_ptr<EchoViewer>> viewers;
  std::function<void(EchoViewer&)> on_accept;
  std::map<std::string, AuthRunner*> own_auth;  ///< by stream, "" for what speaks of all
  bool records = false;
  std::uint64_t events_received = 2;
  mutable int snapshots = 0;  ///< times that the recorded events were copied
  std::vector<std::string> events{R"({"type":"key_down","key":"a"})", R"({"type":"wheel"})"};
};

/// Decides at once, by "Bearer secret" or the cookie `session=secret`.
class FakeAuth final : public AuthRunner {
 public:
  bool required() const override { return is_required; }
  void run(AuthContext context,
           std::function<void(AuthVerdict, std::shared_ptr<const Principal>)> done) override {
    ++runs;
    if (busy) return done(AuthVerdict::busy, nullptr);
    const auto header = context.headers.find("authorization");
    const auto cookie = context.cookies.find("session");
    const bool known = (header != context.headers.end() && header->second == "Bearer secret") ||
                       (cookie != context.cookies.end() && cookie->second == "secret");
    done(known ? AuthVerdict::accepted : AuthVerdict::refused, nullptr);
  }
  bool is_required = false;
  bool busy = false;
  int runs = 0;
};

/// Keeps the lines. Any thread.
class CapturedLog final : public LogSink {
 public:
  void write(LogLevel, std::string_view line) override {
    const MutexLock lock(mutex_);
    lines_.emplace_back(line);
  }
  void write_limited(LogLevel level, std::string_view, std::string_view line) override { write(level, line); }
  std::string all() const {
    const MutexLock lock(mutex_);
    std::string text;
    for (const auto& line : lines_) text += line + "\n";
    return text;
  }

 private:
  mutable Mutex mutex_;
  std::vector<std::string> lines_ PDUM_GUARDED_BY(mutex_);
};

}  // namespace pdum::rfb::testing
