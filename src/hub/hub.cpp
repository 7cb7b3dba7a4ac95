#include "hub/hub.hpp"

#include <algorithm>
#include <utility>

#include "hub/stream.hpp"
#include "protocol/capabilities.hpp"

namespace pdum::rfb {

namespace {

/// Lets nobody in.
class Nobody final : public AuthRunner {
 public:
  explicit Nobody(Executor& executor) : executor_(executor) {}
  bool required() const override { return true; }
  void run(AuthContext, std::function<void(AuthVerdict, std::shared_ptr<const Principal>)> done) override {
    executor_.post([done = std::move(done)] { done(AuthVerdict::refused, nullptr); });
  }

 private:
  Executor& executor_;
};

}  // namespace

Hub::Hub(const HubDeps& deps)
    : deps_(deps),
      nobody_(std::make_unique<Nobody>(deps.executor)),
      goodbyes_(deps.executor, [this] { report_idle(); }) {}

Hub::~Hub() = default;

bool Hub::add(const std::string& name, StreamParts parts) {
  if (shut_down_ || find(name) != nullptr) return false;
  streams_.emplace(name, Stream::make(deps_, name, std::move(parts)));
  return true;
}

void Hub::remove(std::string_view name) {
  const auto found = streams_.find(name);
  if (found == streams_.end()) return;
  const std::shared_ptr<Stream> stream = std::move(found->second);
  streams_.erase(found);
  retire(stream);
}

/// It lives until its last viewer has heard the goodbye.
void Hub::retire(const std::shared_ptr<Stream>& stream) {
  retired_.push_back(stream);
  stream->shutdown([this, alive = std::weak_ptr<bool>(alive_), gone = stream.get()] {
    if (alive.expired()) return;
    std::erase_if(retired_, [&](const std::shared_ptr<Stream>& each) { return each.get() == gone; });
    report_idle();
  });
}

void Hub::shutdown(std::function<void()> done) {
  shut_down_ = true;
  on_idle_ = std::move(done);
  const auto streams = std::exchange(streams_, {});
  for (const auto& [name, stream] : streams) retire(stream);
  if (!idle()) return;
  deps_.executor.post([this, alive = std::weak_ptr<bool>(alive_)] {
    if (!alive.expired()) report_idle();
  });
}

void Hub::report_idle() {
  if (shut_down_ && idle() && on_idle_) std::exchange(on_idle_, {})();
}

bool Hub::idle() const {
  const auto is_idle = [](const auto& entry) { return entry.second->idle(); };
  return retired_.empty() && goodbyes_.empty() && std::all_of(streams_.begin(), streams_.end(), is_idle);
}

void Hub::on_published() {
  for (const auto& [name, stream] : streams_) stream->on_published();
}

void Hub::on_ui_changed() {
  for (const auto& [name, stream] : streams_) stream->on_ui_changed();
}

void Hub::accept(std::unique_ptr<ViewerChannel> channel, AuthContext context) {
  if (shut_down_) {
    return goodbyes_.refuse(std::move(channel), CloseCode::going_away, "The display is closed.");
  }
  const auto stream = find(context.stream);
  if (!stream) {
    return goodbyes_.refuse(std::move(channel), CloseCode::unknown_stream, "There is no such stream.");
  }
  if (!stream->has_room()) {
    return goodbyes_.refuse(std::move(channel), CloseCode::try_again_later,
                            "The viewer limit is reached; try again later.");
  }
  stream->accept(std::move(channel), std::move(context));
}

std::vector<StreamInfo> Hub::streams() const {
  std::vector<StreamInfo> infos;
  for (const auto& [name, stream] : streams_) infos.push_back(stream->info());
  return infos;
}

AuthRunner* Hub::auth(std::string_view stream) const {
  if (!stream.empty()) {
    const auto found = find(stream);
    return found ? found->own_auth() : nullptr;
  }
  AuthRunner* only = nullptr;
  for (const auto& [name, each] : streams_) {
    AuthRunner* const own = each->own_auth();
    if (own != nullptr && only != nullptr) return nobody_.get();
    if (own != nullptr) only = own;
  }
  return only;
}

std::optional<std::vector<SessionMetrics>> Hub::session_metrics(std::string_view stream) const {
  const auto found = find(stream);
  if (!found) return std::nullopt;
  return found->session_metrics();
}

DisplayMetrics Hub::display_metrics(std::string_view stream) const {
  const auto found = find(stream);
  return found ? found->display_metrics() : DisplayMetrics{};
}

const void* Hub::recorder() const {
  const auto found = find(kDefaultStream);
  return found ? &found->recorder() : nullptr;
}

bool Hub::recording() const {
  const auto found = find(kDefaultStream);
  return found && found->recording();
}

std::vector<std::string> Hub::recorded_events() const {
  const auto found = find(kDefaultStream);
  return found ? found->recorder().snapshot() : std::vector<std::string>{};
}

void Hub::reset_recorded_events() {
  if (const auto found = find(kDefaultStream)) found->recorder().clear();
}

const void* Hub::owner(std::string_view name) const {
  const auto found = find(name);
  return found ? found->owner() : nullptr;
}

std::shared_ptr<Stream> Hub::find(std::string_view name) const {
  const auto found = streams_.find(name);
  return found == streams_.end() ? nullptr : found->second;
}

}  // namespace pdum::rfb
