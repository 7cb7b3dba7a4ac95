#pragma once

#include <string>
#include <utility>
#include <variant>

namespace pdum::rfb {

/// Why something that runs did not work, as a sentence.
struct Failure {
  std::string sentence;
};

/// A value or the sentence that says why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Failure failure)
      : state_(std::in_place_index<1>, std::move(failure)) {}  // NOLINT: implicit by design
  explicit operator bool() const noexcept { return state_.index() == 0; }
  T& operator*() { return std::get<0>(state_); }
  const T& operator*() const { return std::get<0>(state_); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const std::string& error() const { return std::get<1>(state_).sentence; }

 private:
  std::variant<T, Failure> state_;
};

}  // namespace pdum::rfb
