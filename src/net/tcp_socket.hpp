#pragma once

#include <cstddef>
#include <optional>

#include "core/clock.hpp"

namespace pdum::rfb {

/// Socket options of a viewer's connection: no delay, at most 16 KiB unsent in the kernel, dead peers found
/// after 20 s of unacknowledged data or 30 s of unanswered keep-alive probes.
void set_up_tcp_socket(int fd) noexcept;
/// The next close of `fd` resets the connection.
void abort_on_close(int fd) noexcept;

std::size_t tcp_unsent_bytes(int fd) noexcept;   ///< SIOCOUTQNSD
std::size_t tcp_unacked_bytes(int fd) noexcept;  ///< SIOCOUTQ
std::optional<Duration> tcp_min_rtt(int fd) noexcept;

}  // namespace pdum::rfb
