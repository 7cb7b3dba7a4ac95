#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

namespace pdum::rfb::cli {

/// Runs a verb whose arguments have been read; returns the exit code.
using Run = std::function<int()>;

/// What one verb can be told. Values are written where they are meant to lie, which is also where their
/// defaults are read; numbers out of range are answered with the range.
class Verb {
 public:
  explicit Verb(CLI::App& app) : app_(&app) {}

  void text(const std::string& option, std::string& value, const std::string& help);
  /// May be given several times.
  void texts(const std::string& option, std::vector<std::string>& values, const std::string& help);
  void number(const std::string& option, int& value, int least, int most, const std::string& help);
  void number(const std::string& option, double& value, double least, double most, const std::string& help);
  void number(const std::string& option, std::uint64_t& value, std::uint64_t least, std::uint64_t most,
              const std::string& help);
  void flag(const std::string& option, bool& value, const std::string& help);

 private:
  CLI::App* app_;
};

/// The words of the command line: verbs and their options, read by CLI11, whose headers stay in one file
/// since they take g++ many seconds.
class CommandLine {
 public:
  CommandLine(const std::string& name, const std::string& help, const std::string& version);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Verb add_verb(const std::string& name, const std::string& help);
  /// The name of the verb that was given, or empty after help or version was printed. Throws `ArgumentError`
  /// for words that mean nothing.
  std::string parse(int count, const char* const* words);

 private:
  std::string sentence_of(const std::exception& error) const;
  std::string name_;
  std::unique_ptr<CLI::App> app_;
};

}  // namespace pdum::rfb::cli
