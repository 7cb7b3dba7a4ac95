#include <atomic>
#include <utility>

#include <pdum/rfb/auth.hpp>

#include "core/callback_guard.hpp"

namespace pdum::rfb {

/// What the copies of a reply share.
class AuthReply::State {
 public:
  explicit State(std::function<void(std::shared_ptr<const Principal>)> answered)
      : answered_(std::move(answered)) {}
  ~State() { answer(nullptr); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void answer(std::shared_ptr<const Principal> principal) noexcept {
    if (is_answered_.exchange(true)) return;
    const auto tell = std::exchange(answered_, nullptr);
    if (tell) run_guarded(nullptr, "AuthReply", [&] { tell(std::move(principal)); });
  }

 private:
  std::atomic<bool> is_answered_{false};
  std::function<void(std::shared_ptr<const Principal>)> answered_;  ///< of whoever sets `is_answered_`
};

AuthReply::AuthReply(std::function<void(std::shared_ptr<const Principal>)> answered)
    : state_(std::make_shared<State>(std::move(answered))) {}

void AuthReply::accept(Principal principal) const {
  accept(std::make_shared<const Principal>(std::move(principal)));
}

void AuthReply::accept(std::shared_ptr<const Principal> principal) const noexcept {
  if (state_) state_->answer(std::move(principal));
}

void AuthReply::refuse() const noexcept {
  if (state_) state_->answer(nullptr);
}

}  // namespace pdum::rfb
