#pragma once

namespace pdum::rfb {

/// A TCP socket that never blocks and that no child process inherits; -1 with errno as socket(2) has it.
int make_stream_socket(int family) noexcept;
/// The next connection of the listening socket `fd`, the same way; -1 with errno as accept(2) has it.
int accept_stream_socket(int fd) noexcept;

}  // namespace pdum::rfb
