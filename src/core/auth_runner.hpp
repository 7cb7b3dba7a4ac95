#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <pdum/rfb/auth.hpp>

namespace pdum::rfb {

enum class AuthVerdict : std::uint8_t {
  accepted,
  refused,
  busy,
  gone,  ///< what the hook decides about has ended meanwhile; of `HubService::auth` only
};

/// Runs the application's authenticate hook away from the strand: 8 at once, 64 waiting (beyond: busy), 10 s
/// each.
class AuthRunner {
 public:
  using Done = std::function<void(AuthVerdict, std::shared_ptr<const Principal>)>;

  virtual ~AuthRunner() = default;
  virtual bool required()
      const = 0;  ///< false: no hook, everyone is let in and `run` accepts with a null principal
  /// Strand only. `done` runs on the strand exactly once, unless the runner ends first; late verdicts are
  /// dropped.
  virtual void run(AuthContext context, Done done) = 0;
};

}  // namespace pdum::rfb
