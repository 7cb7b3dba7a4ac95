#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/mutex.hpp"
#include "core/result.hpp"

namespace pdum::rfb {

/// What an application sets on the pages of its viewers.
enum class UiItem : std::uint8_t { cursor, title, text_input, clipboard };
inline constexpr std::size_t kUiItems = 4;

/// A message to be shown, and the number it was given when it was set.
struct UiValue {
  std::uint64_t revision = 0;  ///< grows with everything that is set
  bool named = false;          ///< set for one viewer alone
  std::string text = {};       ///< the whole message
  std::string plain = {};      ///< for viewers that show no pictures of pointers; empty: the same
};
using SharedUiValue = std::shared_ptr<const UiValue>;

/// The newest value of each item, for all viewers and for single ones: of both the newer one counts.
///
/// Thread safety: any thread. Memory is bounded: one value an item for all and for each viewer that is there.
class UiState {
 public:
  /// `client_id` empty: for all. Of a viewer that is not there: nothing happens.
  void set(UiItem item, std::string_view client_id, std::string text, std::string plain = {});
  /// From now on values may be set for this viewer. Returns the newest revision.
  std::uint64_t add_client(const std::string& client_id);
  void remove_client(const std::string& client_id);
  /// What this viewer is to see, if that is newer than `seen`; else null.
  SharedUiValue newer(UiItem item, std::string_view client_id, std::uint64_t seen) const;
  /// The same for the clipboard: a newer message has the larger number. Fails for text that cannot be sent.
  Result<std::uint64_t> set_clipboard(std::string_view client_id, std::string_view text);

 private:
  using Values = std::array<SharedUiValue, kUiItems>;  ///< null: nothing yet

  /// Where values for this viewer, or for all, lie; null: it is not there.
  Values* values_of(std::string_view client_id) PDUM_REQUIRES(mutex_);

  mutable Mutex mutex_;
  Values common_ PDUM_GUARDED_BY(mutex_);
  std::map<std::string, Values, std::less<>> own_ PDUM_GUARDED_BY(mutex_);
  std::uint64_t revision_ PDUM_GUARDED_BY(mutex_) = 0;
};

}  // namespace pdum::rfb
