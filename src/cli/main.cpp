#include <array>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
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

/// What is wrong with the words of the command line, and where to read about it.
std::string sentence_of(const CLI::ParseError& error, const CLI::App& program) {
  const auto verbs = program.get_subcommands();
  const std::string help =
      verbs.empty() ? "pdum-rfb --help" : "pdum-rfb " + verbs.front()->get_name() + " --help";
  const std::string hint = "; `" + help + "` lists what there is.";
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && verbs.empty()) {
    const std::vector<std::string> words = program.remaining();
    if (words.empty()) return "What to do is missing" + hint;
    const std::string kind = words.front().starts_with('-') ? "option" : "verb";
    return "There is no " + kind + " \"" + words.front() + "\"" + hint;
  }
  return error.what() + hint;
}

int run(const cli::Run& verb) {
  try {
    return verb();
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
  CLI::App program("Frames of a C++ program in any browser.", "pdum-rfb");
  program.set_version_flag("--version", "pdum-rfb " PDUM_VERSION);
  program.require_subcommand(1);
  const std::array<cli::Run, 4> verbs = {cli::add_demo(program), cli::add_pipe(program),
                                         cli::add_doctor(program), cli::add_benchmark(program)};
  try {
    program.parse(count, words);
  } catch (const CLI::Success& help) {
    return program.exit(help);
  } catch (const CLI::ParseError& error) {
    return complain(sentence_of(error, program), kBadArguments);
  }
  const auto all = program.get_subcommands([](CLI::App*) { return true; });
  for (std::size_t i = 0; i < verbs.size(); ++i) {
    if (program.got_subcommand(all[i])) return run(verbs[i]);
  }
  return kBadArguments;
}
