#pragma once

#include <memory>
#include <memory_resource>
#include <utility>

namespace pdum::rfb {

using RecyclingResource = std::shared_ptr<std::pmr::memory_resource>;

inline RecyclingResource make_recycling_resource() {
  return std::make_shared<std::pmr::synchronized_pool_resource>();
}

/// Allocator for the control blocks of shared pointers: takes from a pool and keeps that pool alive.
template <class T>
class RecyclingAllocator {
 public:
  using value_type = T;
  explicit RecyclingAllocator(RecyclingResource resource) noexcept : resource_(std::move(resource)) {}
  template <class U>
  RecyclingAllocator(const RecyclingAllocator<U>& other) noexcept
      : resource_(other.resource()) {}  // NOLINT: rebinding

  T* allocate(std::size_t count) {
    return static_cast<T*>(resource_->allocate(count * sizeof(T), alignof(T)));
  }
  void deallocate(T* pointer, std::size_t count) noexcept {
    resource_->deallocate(pointer, count * sizeof(T), alignof(T));
  }
  const RecyclingResource& resource() const noexcept { return resource_; }
  friend bool operator==(const RecyclingAllocator& a, const RecyclingAllocator& b) noexcept {
    return a.resource_ == b.resource_;
  }

 private:
  RecyclingResource resource_;
};

}  // namespace pdum::rfb
