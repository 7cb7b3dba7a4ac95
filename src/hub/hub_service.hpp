#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/auth.hpp>
#include <pdum/rfb/metrics.hpp>

#include "core/auth_runner.hpp"
#include "core/viewer_channel.hpp"

namespace pdum::rfb {

struct StreamInfo {
  std::string name;
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
  double fps = 0;  ///< advisory
  int clients = 0;
};

/// The streams of one server as the network sees them. Strand only.
class HubService {
 public:
  virtual ~HubService() = default;
  /// A viewer that the request guard let in; `context.stream` names what it asked for. The hub closes the
  /// channel with 1013 when full and 4404 for an unknown stream.
  virtual void accept(std::unique_ptr<ViewerChannel> channel, AuthContext context) = 0;
  virtual std::vector<StreamInfo> streams() const = 0;
  /// Who decides about requests that name this stream ("": about all of them); null: the server's own hook.
  /// Its verdict is `gone` once the stream is removed, whether its hook has answered or not.
  virtual AuthRunner* auth(std::string_view stream) const = 0;
  /// Nothing for an unknown stream.
  virtual std::optional<std::vector<SessionMetrics>> session_metrics(std::string_view stream) const = 0;
  virtual DisplayMetrics display_metrics(std::string_view stream) const = 0;
  /// Whose events are recorded: another one, or null, once `default` is another stream.
  virtual const void* recorder() const { return nullptr; }
  virtual bool recording() const = 0;
  virtual std::vector<std::string> recorded_events() const = 0;  ///< raw JSON objects of `default`
  virtual void reset_recorded_events() = 0;
};

}  // namespace pdum::rfb
