#include "net/recorded_events.hpp"

#include "net/metrics_json.hpp"

namespace pdum::rfb {

SharedBody RecordedEvents::take(HubService& hub) {
  if (under_way_.use_count() > kMaxAnswers) return nullptr;  // one of them is ours
  const std::uint64_t received = hub.display_metrics("default").events_received;
  if (!body_ || received != events_received_ || hub.recorder() != recorder_) {
    recorder_ = hub.recorder();
    body_.reset();
    body_ = std::make_shared<const std::string>(events_to_json(hub.recorded_events()));
    events_received_ = received;
  }
  const auto answer = std::make_shared<const Answer>(Answer{body_, under_way_});
  return {answer, answer->body.get()};
}

}  // namespace pdum::rfb
