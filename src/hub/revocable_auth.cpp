#include "hub/revocable_auth.hpp"

#include <utility>

namespace pdum::rfb {

RevocableAuth::RevocableAuth(AuthRunner& inner, Executor& executor) : inner_(inner), executor_(executor) {}

void RevocableAuth::run(AuthContext context, Done done) {
  if (asked_->revoked) {
    return executor_.post([done = std::move(done)] { done(AuthVerdict::gone, nullptr); });
  }
  const std::uint64_t id = ++asked_->last_id;
  asked_->waiting.emplace(id, std::move(done));
  inner_.run(std::move(context), [weak = std::weak_ptr(asked_), id](
                                     AuthVerdict verdict, std::shared_ptr<const Principal> principal) {
    const std::shared_ptr<Asked> asked = weak.lock();
    if (!asked) return;
    if (auto found = asked->waiting.extract(id)) found.mapped()(verdict, std::move(principal));
  });
}

void RevocableAuth::revoke() {
  asked_->revoked = true;
  for (auto& [id, done] : std::exchange(asked_->waiting, {}))
    executor_.post([done = std::move(done)] { done(AuthVerdict::gone, nullptr); });
}

}  // namespace pdum::rfb
