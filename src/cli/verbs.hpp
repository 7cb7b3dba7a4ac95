#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace pdum::rfb::cli {

/// Runs a verb whose arguments have been read; returns the exit code.
using Run = std::function<int()>;

// Each adds a verb to the program and returns what it does. The arguments live as long as the result.
Run add_demo(CLI::App& program);
Run add_pipe(CLI::App& program);
Run add_doctor(CLI::App& program);
Run add_benchmark(CLI::App& program);

}  // namespace pdum::rfb::cli
