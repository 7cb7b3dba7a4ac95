#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pdum/rfb/display.hpp>

#include "api/display_state.hpp"
#include "api/server_impl.hpp"
#include "core/result.hpp"

namespace pdum::rfb {

/// A handle of a stream. What it owns it ends.
class Display::Impl {
 public:
  enum class Owns : std::uint8_t { server, stream, nothing };

  Impl(std::shared_ptr<ServerImpl> server, std::shared_ptr<DisplayState> state, Owns owns)
      : server_(std::move(server)), state_(std::move(state)), owns_(owns) {}

  const std::shared_ptr<ServerImpl>& server() const { return server_; }
  DisplayState& state() const { return *state_; }

  template <class Frame>
  PublishResult publish(Frame&& frame, const PublishOptions& options) const {
    const PublishResult result = state_->publish(std::forward<Frame>(frame), options);
    if (result == PublishResult::accepted) server_->ring_published();
    return result;
  }
  /// Throws `Error(invalid_argument)` with what failed.
  void set_ui(UiItem item, std::string_view client_id, Result<std::string> text,
              std::string plain = {}) const;
  /// Throws the same.
  void set_clipboard(std::string_view text, std::string_view client_id) const;
  /// Later, on the strand, if the stream is then still open.
  void on_stream(std::function<void(Stream&)> act) const { server_->on_stream(state_, std::move(act)); }
  /// A viewer that did not come over the network.
  void accept(std::unique_ptr<ViewerChannel> channel, AuthContext context) const;
  DisplayMetrics metrics() const;
  std::vector<SessionMetrics> session_metrics() const;
  std::string url() const;
  /// Ends the stream, and with it the server if that was made for this stream.
  void close() const noexcept {
    if (!server_->in_owner_process()) return;
    owns_ == Owns::server ? server_->close() : server_->remove_stream(state_);
  }
  /// The handle goes.
  void leave() const noexcept {
    if (owns_ != Owns::nothing) close();
  }

 private:
  const std::shared_ptr<ServerImpl> server_;
  const std::shared_ptr<DisplayState> state_;
  const Owns owns_;
};

}  // namespace pdum::rfb
