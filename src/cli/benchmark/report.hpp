#pragma once

#include <optional>
#include <string>
#include <vector>

namespace pdum::rfb::cli {

/// One measured figure, or one that was not measured and why.
struct Figure {
  std::string name;
  std::optional<double> value = {};
  std::string unit = {};            ///< "ms", "fps", "×", …
  std::optional<double> goal = {};  ///< in the same unit
  bool less_is_better = true;
  std::string note = {};

  bool met() const { return value && goal && (less_is_better ? *value <= *goal : *value >= *goal); }
};

/// Collects figures; prints each as a line as soon as it is known, or all as JSON at the end.
class Report {
 public:
  explicit Report(bool json) : json_(json) {}

  void heading(const std::string& text) const;
  void add(Figure figure);
  void finish() const;

 private:
  bool json_;
  std::vector<Figure> figures_;
};

}  // namespace pdum::rfb::cli
