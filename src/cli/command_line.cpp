#include "cli/command_line.hpp"

#include <locale>
#include <optional>
#include <sstream>
#include <type_traits>

#include <CLI/CLI.hpp>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

/// The number that `text` is as a whole, written as C++ writes it, in every locale.
template <class Number>
std::optional<Number> number_of(const std::string& text) {
  if (std::is_unsigned_v<Number> && text.starts_with('-'))
    return std::nullopt;  // a stream would wrap it around
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  Number value{};
  if (!(in >> value) || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  return value;
}

/// Says what the option takes where CLI11 would speak of a conversion.
template <class Number>
CLI::Validator number_in(Number least, Number most) {
  return {[least, most](const std::string& text) -> std::string {
            const std::optional<Number> value = number_of<Number>(text);
            if (value && *value >= least && *value <= most) return {};
            std::ostringstream sentence;
            sentence.imbue(std::locale::classic());
            sentence << (std::is_integral_v<Number> ? "a whole number from " : "a number from ") << least
                     << " to " << most << ", not \"" << text << '"';
            return sentence.str();
          },
          ""};
}

template <class Number>
void add_number(CLI::App& app, const std::string& option, Number& value, Number least, Number most,
                const std::string& help) {
  app.add_option(option, value, help)->check(number_in(least, most))->capture_default_str();
}

}  // namespace

void Verb::text(const std::string& option, std::string& value, const std::string& help) {
  CLI::Option* added = app_->add_option(option, value, help);
  if (!value.empty()) added->capture_default_str();
}

void Verb::texts(const std::string& option, std::vector<std::string>& values, const std::string& help) {
  app_->add_option(option, values, help)->take_all();
}

void Verb::number(const std::string& option, int& value, int least, int most, const std::string& help) {
  add_number(*app_, option, value, least, most, help);
}

void Verb::number(const std::string& option, double& value, double least, double most,
                  const std::string& help) {
  add_number(*app_, option, value, least, most, help);
}

void Verb::number(const std::string& option, std::uint64_t& value, std::uint64_t least, std::uint64_t most,
                  const std::string& help) {
  add_number(*app_, option, value, least, most, help);
}

void Verb::flag(const std::string& option, bool& value, const std::string& help) {
  app_->add_flag(option, value, help);
}

CommandLine::CommandLine(const std::string& name, const std::string& help, const std::string& version)
    : name_(name), app_(std::make_unique<CLI::App>(help, name)) {
  app_->set_version_flag("--version", version);
  app_->require_subcommand(1);
}

CommandLine::~CommandLine() = default;

Verb CommandLine::add_verb(const std::string& name, const std::string& help) {
  return Verb(*app_->add_subcommand(name, help));
}

std::string CommandLine::parse(int count, const char* const* words) {
  try {
    app_->parse(count, words);
  } catch (const CLI::Success& help) {
    app_->exit(help);
    return {};
  } catch (const CLI::ParseError& error) {
    throw ArgumentError(sentence_of(error));
  }
  return app_->get_subcommands().front()->get_name();
}

/// What is wrong with the words, and where to read about it.
std::string CommandLine::sentence_of(const std::exception& error) const {
  const auto verbs = app_->get_subcommands();
  const std::string verb = verbs.empty() ? "" : " " + verbs.front()->get_name();
  const std::string hint = "; `" + name_ + verb + " --help` lists what there is.";
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && verbs.empty()) {
    const std::vector<std::string> rest = app_->remaining();
    if (rest.empty()) return "What to do is missing" + hint;
    const std::string kind = rest.front().starts_with('-') ? "option" : "verb";
    return "There is no " + kind + " \"" + rest.front() + "\"" + hint;
  }
  return error.what() + hint;
}

}  // namespace pdum::rfb::cli
