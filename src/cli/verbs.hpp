#pragma once

#include "cli/command_line.hpp"

namespace pdum::rfb::cli {

// Each adds a verb of its name to the program and returns what it does. The arguments live as long as the
// result.
Run add_demo(CommandLine& program);
Run add_pipe(CommandLine& program);
Run add_doctor(CommandLine& program);
Run add_benchmark(CommandLine& program);

}  // namespace pdum::rfb::cli
