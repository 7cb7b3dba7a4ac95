#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "encode/encoder.hpp"

namespace pdum::rfb {

inline constexpr std::size_t kMaxEncodedBytes = std::size_t{64} << 20;

/// Holds `inner` to the contract of `Encoder`: what it throws, an empty or oversized payload, and a frame
/// that is no keyframe though one was asked for become failures, and frames of a side above `max_side` never
/// reach it. `name` stands in the sentences.
std::unique_ptr<Encoder> make_checked_encoder(std::string name, int max_side, std::unique_ptr<Encoder> inner,
                                              bool pipelined = false);
/// Empty, or why a codec limited to `max_side` cannot take this size.
std::string size_fault(int width, int height, int max_side);

}  // namespace pdum::rfb
