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

// What the kernel knows of a connection; 0 and nothing where it does not say.
std::size_t tcp_unsent_bytes(int fd) noexcept;         ///< Linux: SIOCOUTQNSD
std::size_t tcp_unacked_bytes(int fd) noexcept;        ///< Linux: SIOCOUTQ; macOS: SO_NWRITE
std::optional<Duration> tcp_min_rtt(int fd) noexcept;  ///< Linux: tcpi_min_rtt

}  // namespace pdum::rfb
