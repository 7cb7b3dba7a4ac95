#pragma once

#include <cstdint>
#include <memory>

#include "hub/hub_service.hpp"
#include "net/http_response.hpp"

namespace pdum::rfb {

/// Bodies of `GET /recorded-events`, megabytes each: made once for all who ask until an event arrives, and
/// few at a time. Strand only.
class RecordedEvents {
 public:
  static constexpr int kMaxAnswers = 2;

  /// To be held while it is sent. Null: as many as may be are being sent already.
  SharedBody take(HubService& hub);
  /// The events were reset.
  void forget() noexcept { body_.reset(); }

 private:
  struct UnderWay {};
  struct Answer {
    SharedBody body;
    std::shared_ptr<UnderWay> under_way;
  };
  SharedBody body_;
  const void* recorder_ = nullptr;                                            ///< whose events they are
  std::uint64_t events_received_ = 0;                                         ///< when `body_` was made
  const std::shared_ptr<UnderWay> under_way_ = std::make_shared<UnderWay>();  ///< each answer holds it
};

}  // namespace pdum::rfb
