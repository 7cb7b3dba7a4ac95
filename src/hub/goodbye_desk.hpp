#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/executor.hpp"
#include "core/viewer_channel.hpp"

namespace pdum::rfb {

/// Takes channels in only to close them, and keeps each until its peer has heard why.
///
/// Thread safety: strand only.
class GoodbyeDesk {
 public:
  /// `on_empty` runs on the strand whenever the last channel is gone.
  GoodbyeDesk(Executor& executor, std::function<void()> on_empty);
  ~GoodbyeDesk();
  GoodbyeDesk(const GoodbyeDesk&) = delete;
  GoodbyeDesk& operator=(const GoodbyeDesk&) = delete;

  void refuse(std::unique_ptr<ViewerChannel> channel, CloseCode code, std::string reason);
  bool empty() const;

 private:
  class Farewell;
  struct Shared {
    Executor& executor;
    std::function<void()> on_empty;
    std::uint64_t last_id = 0;
    std::map<std::uint64_t, std::shared_ptr<Farewell>> farewells;
  };
  const std::shared_ptr<Shared> shared_;
};

}  // namespace pdum::rfb
