#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/executor.hpp"
#include "core/log.hpp"
#include "net/byte_stream.hpp"

namespace pdum::rfb {

/// A connection that another HTTP server began.
struct Adoption {
  bool answered = false;         ///< it has sent the 101: ours is written nowhere
  std::string early;             ///< what the peer sent after the 101
  std::function<void()> on_end;  ///< once, after the stream was closed
};

std::unique_ptr<ByteStream> make_adopted_stream(Executor& executor, std::shared_ptr<LogSink> log,
                                                std::unique_ptr<ByteStream> below, Adoption adoption);

}  // namespace pdum::rfb
