#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pdum::rfb::testing {

/// One line `name{label="value",…} number`.
struct PrometheusSample {
  std::string name;
  std::map<std::string, std::string> labels;
  double value = 0;
};

/// Reads Prometheus text (exposition format 0.0.4) as strictly as the format is written: every family has
/// HELP and TYPE before its samples and stands in one piece; names, labels and escapes are well formed; no
/// series comes twice; counters end in _total; buckets of a histogram grow and end with +Inf, equal to its
/// _count.
class PrometheusText {
 public:
  explicit PrometheusText(std::string_view text) { read(text); }

  /// What is wrong; empty: nothing.
  const std::string& fault() const { return fault_; }
  const std::vector<PrometheusSample>& samples() const { return samples_; }
  std::optional<double> value(const std::string& name,
                              const std::map<std::string, std::string>& labels) const {
    for (const PrometheusSample& each : samples_) {
      if (each.name == name && each.labels == labels) return each.value;
    }
    return std::nullopt;
  }

 private:
  using Labels = std::map<std::string, std::string>;
  struct Buckets {
    std::vector<std::pair<double, double>> counts;  ///< le, cumulative
    std::optional<double> sum;
    std::optional<double> count;
  };

  void fail(const std::string& what) {
    if (fault_.empty()) fault_ = what;
  }

  void read(std::string_view text) {
    if (text.empty() || text.back() != '\n') return fail("the last line has no end");
    for (int number = 1; !text.empty() && fault_.empty(); ++number) {
      const std::size_t end = text.find('\n');
      read_line(text.substr(0, end));
      if (!fault_.empty())
        fault_ += " in line " + std::to_string(number) + ": " + std::string(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    finish_family();
  }

  void read_line(std::string_view line) {
    if (line.empty()) return fail("an empty line");
    if (line.starts_with("# HELP ")) return begin_family(line.substr(7));
    if (line.starts_with("# TYPE ")) return read_type(line.substr(7));
    if (line.front() == '#') return fail("a comment");
    read_sample(line);
  }

  void begin_family(std::string_view rest) {
    finish_family();
    const std::size_t space = rest.find(' ');
    family_ = rest.substr(0, space);
    if (!is_name(family_, true)) fail("a bad name");
    if (space == std::string_view::npos || space + 1 == rest.size()) fail("no help");
    if (!families_.insert(family_).second) fail("a family in two pieces");
    type_.clear();
  }

  void read_type(std::string_view rest) {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, space) != family_ || !type_.empty()) fail("a type without its family");
    type_ = rest.substr(std::min(space + 1, rest.size()));
    if (type_ != "counter" && type_ != "gauge" && type_ != "histogram") fail("an unexpected type");
    if (type_ == "counter" && !family_.ends_with("_total")) fail("a counter that is not called _total");
  }

  void read_sample(std::string_view line) {
    PrometheusSample sample;
    const std::size_t name_end = std::min(line.find_first_of("{ "), line.size());
    sample.name = line.substr(0, name_end);
    if (type_.empty() || !is_name(sample.name, true)) return fail("a sample without family, or a bad name");
    line.remove_prefix(name_end);
    if (line.starts_with("{") && !read_labels(line, sample.labels)) return fail("bad labels");
    if (!line.starts_with(" ")) return fail("no value");
    const std::optional<double> value = number(line.substr(1));
    if (!value || (type_ != "gauge" && !(*value >= 0))) return fail("a bad value");
    sample.value = *value;
    if (!series_.insert({sample.name, sample.labels}).second) return fail("a series twice");
    check_member(sample);
    samples_.push_back(std::move(sample));
  }

  void check_member(const PrometheusSample& sample) {
    if (type_ != "histogram") {
      if (sample.name != family_) fail("a sample of another family");
      return;
    }
    Labels rest = sample.labels;
    const auto le = rest.find("le");
    if (sample.name == family_ + "_bucket") {
      const std::optional<double> bound = le == rest.end() ? std::nullopt : number(le->second);
      if (!bound) return fail("a bucket without a bound");
      rest.erase("le");
      histograms_[rest].counts.emplace_back(*bound, sample.value);
    } else if (sample.name == family_ + "_sum") {
      histograms_[rest].sum = sample.value;
    } else if (sample.name == family_ + "_count") {
      histograms_[rest].count = sample.value;
    } else {
      fail("a sample of another family");
    }
  }

  void finish_family() {
    for (const auto& [labels, histogram] : histograms_) {
      const auto& counts = histogram.counts;
      if (!histogram.sum || !histogram.count || counts.empty()) return fail(family_ + " is not whole");
      if (!std::isinf(counts.back().first)) fail(family_ + " does not end with +Inf");
      if (counts.back().second != *histogram.count) fail(family_ + ": +Inf and _count differ");
      for (std::size_t i = 1; i < counts.size(); ++i) {
        if (counts[i].first <= counts[i - 1].first) fail(family_ + ": bounds do not grow");
        if (counts[i].second < counts[i - 1].second) fail(family_ + ": buckets are not cumulative");
      }
    }
    histograms_.clear();
  }

  static bool is_name(std::string_view name, bool colon) {
    const auto fits = [&](char c, bool first) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colon && c == ':') ||
             (!first && c >= '0' && c <= '9');
    };
    if (name.empty()) return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (!fits(name[i], i == 0)) return false;
    }
    return true;
  }

  static std::optional<double> number(std::string_view text) {
    if (text == "+Inf") return std::numeric_limits<double>::infinity();
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
  }

  /// From the brace on; takes what it has read off `line`.
  static bool read_labels(std::string_view& line, Labels& labels) {
    line.remove_prefix(1);
    while (!line.starts_with("}")) {
      if (!labels.empty()) {
        if (!line.starts_with(",")) return false;
        line.remove_prefix(1);
      }
      const std::size_t equals = line.find("=\"");
      if (equals == std::string_view::npos) return false;
      const std::string name(line.substr(0, equals));
      line.remove_prefix(equals + 2);
      std::string value;
      if (!is_name(name, false) || !read_quoted(line, value) || !labels.emplace(name, value).second)
        return false;
    }
    line.remove_prefix(1);
    return true;
  }

  static bool read_quoted(std::string_view& line, std::string& value) {
    for (; !line.empty(); line.remove_prefix(1)) {
      if (line.front() == '"') {
        line.remove_prefix(1);
        return true;
      }
      if (line.front() == '\\') {
        line.remove_prefix(1);
        if (line.empty() || std::string_view("\\\"n").find(line.front()) == std::string_view::npos)
          return false;
        value += line.front() == 'n' ? '\n' : line.front();
      } else {
        value += line.front();
      }
    }
    return false;
  }

  std::string fault_;
  std::string family_;
  std::string type_;
  std::set<std::string> families_;
  std::set<std::pair<std::string, Labels>> series_;
  std::map<Labels, Buckets> histograms_;
  std::vector<PrometheusSample> samples_;
};

}  // namespace pdum::rfb::testing
