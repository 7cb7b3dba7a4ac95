#include "core/input_backlog.hpp"

#include <algorithm>
#include <utility>

namespace pdum::rfb {
namespace {

/// Losing one leaves a button, a key or a viewer stuck in the application.
bool ends_something(const InputEvent& event) noexcept {
  return event.get_if<PointerUp>() != nullptr || event.get_if<KeyUp>() != nullptr ||
         event.get_if<PointerLeave>() != nullptr || event.get_if<FocusOut>() != nullptr ||
         event.get_if<Hide>() != nullptr || event.get_if<Close>() != nullptr;
}

bool is_move(const InputEvent& event) noexcept {
  return event.get_if<PointerMove>() != nullptr;
}

std::size_t text_size(const InputEvent& event) noexcept {
  std::size_t bytes = event.json.size() + event.client_id.size();
  if (const auto* text = event.get_if<Char>()) bytes += text->data.size();
  if (const auto* paste = event.get_if<Paste>()) bytes += paste->data.size();
  if (const auto* unknown = event.get_if<UnknownEvent>()) bytes += unknown->json.size();
  return bytes;
}

}  // namespace

void InputBacklog::push(InputEvent event) {
  // Without memory for the second of these, the first stays null and harms nobody.
  Waiting*& newest = newest_of_.try_emplace(event.client_id, nullptr).first->second;
  Waiting waiting{.event = std::move(event), .number = pushed_, .before = newest};
  waiting.rank = rank_of(waiting);
  ByNumber& among = waiting_[waiting.rank];
  Waiting& added = among.emplace_hint(among.end(), pushed_, std::move(waiting))->second;
  ++pushed_;
  text_bytes_ += text_size(added.event);
  newest = &added;
  if (added.before == nullptr) return;
  added.before->after = &added;
  rank_again(added.before);
}

void InputBacklog::drop_one() {
  ByNumber& among = *std::find_if(waiting_.begin(), waiting_.end(), [](const auto& m) { return !m.empty(); });
  const Waiting& lost = among.begin()->second;
  text_bytes_ -= text_size(lost.event);
  unlink(lost);
  among.erase(lost.number);
}

std::size_t InputBacklog::size() const {
  std::size_t size = 0;
  for (const ByNumber& among : waiting_) size += among.size();
  return size;
}

void InputBacklog::move_to(std::vector<InputEvent>& events) && {
  ByNumber& all = waiting_[expendable];
  all.merge(waiting_[last_move]);
  all.merge(waiting_[ending]);
  for (auto& [number, waiting] : all) events.push_back(std::move(waiting.event));
}

InputBacklog::Rank InputBacklog::rank_of(const Waiting& waiting) {
  if (ends_something(waiting.event)) return ending;
  const bool run_ends = waiting.after == nullptr || !is_move(waiting.after->event);
  return is_move(waiting.event) && run_ends ? last_move : expendable;
}

/// After its neighbour has changed.
void InputBacklog::rank_again(Waiting* waiting) {
  const Rank rank = rank_of(*waiting);
  if (rank == waiting->rank) return;
  waiting_[rank].insert(waiting_[waiting->rank].extract(waiting->number));
  waiting->rank = rank;
}

void InputBacklog::unlink(const Waiting& waiting) {
  if (waiting.after != nullptr) waiting.after->before = waiting.before;
  if (waiting.before != nullptr) {
    waiting.before->after = waiting.after;
    rank_again(waiting.before);
  }
  if (waiting.after != nullptr) return;
  const auto newest = newest_of_.find(waiting.event.client_id);
  newest->second = waiting.before;
  if (waiting.before == nullptr) newest_of_.erase(newest);
}

}  // namespace pdum::rfb
