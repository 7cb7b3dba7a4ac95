#include "cli/benchmark/report.hpp"

#include <array>
#include <cstdio>
#include <iostream>

#include <nlohmann/json.hpp>

namespace pdum::rfb::cli {
namespace {

std::string shown(const Figure& figure) {
  if (!figure.value) return "not measured";
  std::array<char, 64> text{};
  const int digits = *figure.value >= 100 ? 0 : *figure.value >= 10 ? 1 : 2;
  static_cast<void>(
      std::snprintf(text.data(), text.size(), "%.*f %s", digits, *figure.value, figure.unit.c_str()));
  return text.data();
}

std::string goal(const Figure& figure) {
  if (!figure.goal) return "";
  std::array<char, 96> text{};
  static_cast<void>(std::snprintf(text.data(), text.size(), "goal %s %g%s",
                                  figure.less_is_better ? "<=" : ">=", *figure.goal,
                                  !figure.value  ? ""
                                  : figure.met() ? ", met"
                                                 : ", MISSED"));
  return text.data();
}

}  // namespace

void Report::heading(const std::string& text) const {
  if (!json_) std::cout << '\n' << text << '\n' << std::flush;
}

void Report::add(Figure figure) {
  if (!json_) {
    static_cast<void>(std::printf("  %-68s %14s  %-24s %s\n", figure.name.c_str(), shown(figure).c_str(),
                                  goal(figure).c_str(), figure.note.c_str()));
    static_cast<void>(std::fflush(stdout));
  }
  figures_.push_back(std::move(figure));
}

void Report::finish() const {
  if (!json_) return;
  auto all = nlohmann::json::array();
  for (const Figure& figure : figures_) {
    nlohmann::json entry = {{"name", figure.name}, {"unit", figure.unit}, {"value", nullptr}};
    if (figure.value) entry["value"] = *figure.value;
    if (figure.goal) entry["goal"] = *figure.goal;
    if (figure.goal && figure.value) entry["met"] = figure.met();
    if (!figure.note.empty()) entry["note"] = figure.note;
    all.push_back(std::move(entry));
  }
  std::cout << all.dump(2) << '\n';
}

}  // namespace pdum::rfb::cli
