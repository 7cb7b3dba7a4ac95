#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

namespace pdum::rfb {

/// What the server must be able to do to a connection of either kind. Strand only.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void abort() = 0;      ///< at once, by a reset
  virtual void shut_down() = 0;  ///< politely, within 1 s
};

/// Owns the living connections and bounds those that have not become viewers yet. Strand only.
class ConnectionSet {
 public:
  using Id = std::uint64_t;
  static constexpr std::size_t kMaxPending = 128;

  /// A new connection is pending. Beyond the limit the oldest pending one is aborted, so that new ones get
  /// in.
  Id add(std::shared_ptr<Connection> connection);
  /// It is young again: it has just made a whole request.
  Id renew(Id id);
  /// `connection` takes the place of the one known by `id`, and its age.
  void replace(Id id, std::shared_ptr<Connection> connection);
  /// It is a viewer that has spoken.
  void settle(Id id);
  /// Its end has begun: pending again, and by its age among the first to make room.
  void unsettle(Id id);
  void remove(Id id);

  void shut_down_all();
  void abort_all();
  std::size_t size() const noexcept { return pending_.size() + settled_.size(); }
  /// Runs when the last one has gone.
  void on_empty(std::function<void()> callback) { on_empty_ = std::move(callback); }

 private:
  using Map = std::map<Id, std::shared_ptr<Connection>>;
  template <class Function>
  void for_each(Function function);
  void make_room();
  Map pending_;  ///< ordered by age
  Map settled_;  ///< viewers, and what was aborted and has not gone yet
  Id next_id_ = 1;
  std::function<void()> on_empty_;
};

}  // namespace pdum::rfb
