#include <exception>
#include <iostream>
#include <map>
#include <string>

#include <pdum/rfb/error.hpp>

#include "cli/failure.hpp"
#include "cli/verbs.hpp"

namespace {

namespace rfb = pdum::rfb;
namespace cli = pdum::rfb::cli;

constexpr int kFailed = 1;
constexpr int kBadArguments = 2;

int complain(const std::string& sentence, int code) {
  std::cerr << "pdum-rfb: " << sentence << '\n';
  return code;
}

int run(int count, char** words) {
  cli::CommandLine program("pdum-rfb", "Frames of a C++ program in any browser.", "pdum-rfb " PDUM_VERSION);
  const std::map<std::string, cli::Run> verbs = {{"demo", cli::add_demo(program)},
                                                 {"pipe", cli::add_pipe(program)},
                                                 {"doctor", cli::add_doctor(program)},
                                                 {"benchmark", cli::add_benchmark(program)}};
  const std::string verb = program.parse(count, words);
  return verb.empty() ? 0 : verbs.at(verb)();
}

int explained(int count, char** words) {
  try {
    return run(count, words);
  } catch (const cli::ArgumentError& error) {
    return complain(error.what(), kBadArguments);
  } catch (const rfb::Error& error) {
    return complain(error.what(), error.code() == rfb::ErrorCode::invalid_argument ? kBadArguments : kFailed);
  } catch (const std::exception& error) {
    return complain(error.what(), kFailed);
  }
}

}  // namespace

int main(int count, char** words) {
  return explained(count, words);
}
