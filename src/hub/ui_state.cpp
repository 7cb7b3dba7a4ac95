#include "hub/ui_state.hpp"

#include <utility>

namespace pdum::rfb {

void UiState::set(UiItem item, std::string_view client_id, std::string text, std::string plain) {
  const MutexLock lock(mutex_);
  Values* values = &common_;
  if (!client_id.empty()) {
    const auto own = own_.find(client_id);
    if (own == own_.end()) return;
    values = &own->second;
  }
  (*values)[static_cast<std::size_t>(item)] = {++revision_, std::move(text), std::move(plain)};
}

std::uint64_t UiState::add_client(const std::string& client_id) {
  const MutexLock lock(mutex_);
  own_.try_emplace(client_id);
  return revision_;
}

void UiState::remove_client(const std::string& client_id) {
  const MutexLock lock(mutex_);
  own_.erase(client_id);
}

std::optional<UiValue> UiState::newer(UiItem item, std::string_view client_id, std::uint64_t seen) const {
  const MutexLock lock(mutex_);
  const auto index = static_cast<std::size_t>(item);
  const UiValue* value = &common_[index];
  const auto own = own_.find(client_id);
  if (own != own_.end() && own->second[index].revision > value->revision) value = &own->second[index];
  if (value->revision <= seen) return std::nullopt;
  return *value;
}

std::uint64_t UiState::next_clipboard_id() {
  const MutexLock lock(mutex_);
  return ++clipboard_id_;
}

}  // namespace pdum::rfb
