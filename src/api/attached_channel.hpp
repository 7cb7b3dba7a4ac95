#pragma once

#include <memory>
#include <string>

#include <pdum/rfb/message_channel.hpp>

#include "core/executor.hpp"
#include "core/log.hpp"
#include "core/viewer_channel.hpp"

namespace pdum::rfb {

/// The application's transport as a session sees it. `strand` is the I/O thread's.
std::unique_ptr<ViewerChannel> make_attached_channel(std::unique_ptr<MessageChannel> channel,
                                                     std::string remote, std::size_t max_message_bytes,
                                                     std::weak_ptr<Executor> strand,
                                                     std::shared_ptr<LogSink> log);

}  // namespace pdum::rfb
