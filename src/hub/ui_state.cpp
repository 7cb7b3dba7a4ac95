#include "hub/ui_state.hpp"

#include <utility>

namespace pdum::rfb {

UiState::Values* UiState::values_of(std::string_view client_id) {
  if (client_id.empty()) return &common_;
  const auto own = own_.find(client_id);
  return own == own_.end() ? nullptr : &own->second;
}

void UiState::set(UiItem item, std::string_view client_id, std::string text, std::string plain) {
  const MutexLock lock(mutex_);
  if (Values* values = values_of(client_id)) {
    (*values)[static_cast<std::size_t>(item)] = {++revision_, std::move(text), std::move(plain)};
  }
}

void UiState::set_clipboard(std::string_view client_id,
                            const std::function<std::string(std::uint64_t id)>& compose) {
  const MutexLock lock(mutex_);
  if (Values* values = values_of(client_id)) {
    const std::uint64_t id = revision_ + 1;
    (*values)[static_cast<std::size_t>(UiItem::clipboard)] = {id, compose(id), {}};
    revision_ = id;
  }
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

}  // namespace pdum::rfb
