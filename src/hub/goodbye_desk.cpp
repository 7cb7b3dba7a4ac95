#include "hub/goodbye_desk.hpp"

#include <utility>

namespace pdum::rfb {

/// Hears nothing but the end.
class GoodbyeDesk::Farewell final : public ChannelHandler,
                                    public std::enable_shared_from_this<GoodbyeDesk::Farewell> {
 public:
  Farewell(std::weak_ptr<Shared> desk, std::uint64_t id, std::unique_ptr<ViewerChannel> channel)
      : desk_(std::move(desk)), id_(id), channel_(std::move(channel)) {}

  void say(CloseCode code, std::string reason) {
    channel_->start(weak_from_this());
    channel_->close(code, std::move(reason));
  }

  void on_text(std::string_view) override {}
  void on_binary(std::size_t) override {}
  void on_writable() override {}
  /// Not let go inside the channel's own call.
  void on_closed(CloseCode) override {
    const std::shared_ptr<Shared> desk = desk_.lock();
    if (!desk) return;
    desk->executor.post([weak = desk_, id = id_] {
      const std::shared_ptr<Shared> shared = weak.lock();
      if (!shared || shared->farewells.erase(id) == 0 || !shared->farewells.empty()) return;
      if (shared->on_empty) shared->on_empty();
    });
  }

 private:
  const std::weak_ptr<Shared> desk_;
  const std::uint64_t id_;
  const std::unique_ptr<ViewerChannel> channel_;
};

GoodbyeDesk::GoodbyeDesk(Executor& executor, std::function<void()> on_empty)
    : shared_(std::make_shared<Shared>(Shared{executor, std::move(on_empty), 0, {}})) {}

GoodbyeDesk::~GoodbyeDesk() {
  shared_->on_empty = nullptr;
}

void GoodbyeDesk::refuse(std::unique_ptr<ViewerChannel> channel, CloseCode code, std::string reason) {
  const std::uint64_t id = ++shared_->last_id;
  const auto farewell = std::make_shared<Farewell>(shared_, id, std::move(channel));
  shared_->farewells.emplace(id, farewell);
  farewell->say(code, std::move(reason));
}

bool GoodbyeDesk::empty() const {
  return shared_->farewells.empty();
}

}  // namespace pdum::rfb
