#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "core/auth_runner.hpp"
#include "core/executor.hpp"

namespace pdum::rfb {

/// Another runner until `revoke`: who asked through it and has no verdict then, or asks later, is told that
/// it is gone, at once, however long its hook takes.
///
/// Thread safety: strand only.
class RevocableAuth final : public AuthRunner {
 public:
  /// `inner` lives until `revoke` has been called, the executor longer than this.
  RevocableAuth(AuthRunner& inner, Executor& executor);

  bool required() const override { return inner_.required(); }
  void run(AuthContext context, Done done) override;
  void revoke();

 private:
  struct Asked {
    std::map<std::uint64_t, Done> waiting;
    std::uint64_t last_id = 0;
    bool revoked = false;
  };
  AuthRunner& inner_;
  Executor& executor_;
  const std::shared_ptr<Asked> asked_ = std::make_shared<Asked>();
};

}  // namespace pdum::rfb
