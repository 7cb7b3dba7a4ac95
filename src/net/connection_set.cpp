#include "net/connection_set.hpp"

#include <utility>
#include <vector>

namespace pdum::rfb {

ConnectionSet::Id ConnectionSet::add(std::shared_ptr<Connection> connection) {
  const Id id = next_id_++;
  pending_.emplace(id, std::move(connection));
  make_room();
  return id;
}

void ConnectionSet::make_room() {
  if (pending_.size() <= kMaxPending) return;
  // Out of the way first: some kinds stay in the set for a turn after they were aborted.
  const auto oldest = settled_.insert(pending_.extract(pending_.begin())).position->second;
  oldest->abort();
}

ConnectionSet::Id ConnectionSet::renew(Id id) {
  auto node = pending_.extract(id);
  if (node.empty()) return id;
  node.key() = next_id_++;
  const Id renewed = node.key();
  pending_.insert(std::move(node));
  return renewed;
}

void ConnectionSet::replace(Id id, std::shared_ptr<Connection> connection) {
  const auto found = pending_.find(id);
  // The caller may be a member of the one that goes, and holds it.
  if (found != pending_.end()) found->second = std::move(connection);
}

void ConnectionSet::settle(Id id) {
  auto node = pending_.extract(id);
  if (!node.empty()) settled_.insert(std::move(node));
}

void ConnectionSet::unsettle(Id id) {
  auto node = settled_.extract(id);
  if (node.empty()) return;
  pending_.insert(std::move(node));
  make_room();
}

void ConnectionSet::remove(Id id) {
  // The owner's handle goes last: the connection may be in the middle of a call.
  const auto from_pending = pending_.extract(id);
  const auto from_settled = settled_.extract(id);
  const bool removed = !from_pending.empty() || !from_settled.empty();
  if (removed && size() == 0 && on_empty_) on_empty_();
}

template <class Function>
void ConnectionSet::for_each(Function function) {
  std::vector<std::shared_ptr<Connection>> all;
  for (const auto& [id, connection] : pending_) all.push_back(connection);
  for (const auto& [id, connection] : settled_) all.push_back(connection);
  for (const auto& connection : all) function(*connection);
}

void ConnectionSet::shut_down_all() {
  for_each([](Connection& connection) { connection.shut_down(); });
}

void ConnectionSet::abort_all() {
  for_each([](Connection& connection) { connection.abort(); });
}

}  // namespace pdum::rfb
