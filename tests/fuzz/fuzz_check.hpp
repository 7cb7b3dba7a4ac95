#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace pdum::rfb::fuzz {

/// An oracle: ends the process, so that libFuzzer keeps the input.
inline void check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "oracle violated: %s\n", what);
  std::abort();
}

/// The most bytes of operator new that were alive at once on this thread since this began.
class HeapPeak {
 public:
  HeapPeak() noexcept;
  std::size_t bytes() const noexcept;  ///< above what was alive at the beginning

 private:
  std::size_t before_;
};

}  // namespace pdum::rfb::fuzz
