#include "hub/ui_state.hpp"

#include <utility>

#include "protocol/ui_text.hpp"

namespace pdum::rfb {

UiState::Values* UiState::values_of(std::string_view client_id) {
  if (client_id.empty()) return &common_;
  const auto own = own_.find(client_id);
  return own == own_.end() ? nullptr : &own->second;
}

void UiState::set(UiItem item, std::string_view client_id, std::string text, std::string plain) {
  const MutexLock lock(mutex_);
  Values* values = values_of(client_id);
  if (values == nullptr) return;
  (*values)[static_cast<std::size_t>(item)] = std::make_shared<const UiValue>(
      UiValue{revision_ + 1, !client_id.empty(), std::move(text), std::move(plain)});
  ++revision_;
}

Result<std::uint64_t> UiState::set_clipboard(std::string_view client_id, std::string_view text) {
  const MutexLock lock(mutex_);
  const std::uint64_t id = revision_ + 1;
  Result<std::string> message = serialise_clipboard(id, text);
  if (!message) return Failure{message.error()};
  if (Values* values = values_of(client_id)) {
    (*values)[static_cast<std::size_t>(UiItem::clipboard)] =
        std::make_shared<const UiValue>(UiValue{id, !client_id.empty(), std::move(*message)});
    revision_ = id;
  }
  return id;
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

SharedUiValue UiState::newer(UiItem item, std::string_view client_id, std::uint64_t seen) const {
  const auto index = static_cast<std::size_t>(item);
  const auto revision_of = [](const SharedUiValue& value) { return value ? value->revision : 0; };
  const MutexLock lock(mutex_);
  SharedUiValue value = common_[index];
  const auto own = own_.find(client_id);
  if (own != own_.end() && revision_of(own->second[index]) > revision_of(value)) value = own->second[index];
  return revision_of(value) > seen ? value : nullptr;
}

}  // namespace pdum::rfb
