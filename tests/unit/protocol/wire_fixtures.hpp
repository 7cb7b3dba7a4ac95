#pragma once

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include <pdum/rfb/color.hpp>

namespace pdum::rfb::test {

/// The cases of one file in tests/wire.
inline nlohmann::ordered_json load_cases(const std::string& file) {
  std::ifstream in(std::string(PDUM_SOURCE_DIR) + "/tests/wire/" + file);
  if (!in) throw std::runtime_error("cannot read tests/wire/" + file);
  return nlohmann::ordered_json::parse(in);
}

inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

/// The colour space that `fields` name, sRGB where they name none.
inline ColorSpace color_of(const nlohmann::ordered_json& fields) {
  using Primaries = ColorPrimaries;
  using Transfer = ColorTransfer;
  using Matrix = ColorMatrix;
  static const std::map<std::string, Primaries> primaries = {
      {"bt709", Primaries::bt709}, {"display-p3", Primaries::display_p3}, {"bt2020", Primaries::bt2020}};
  static const std::map<std::string, Transfer> transfers = {{"srgb", Transfer::srgb},
                                                            {"bt709", Transfer::bt709},
                                                            {"pq", Transfer::pq},
                                                            {"hlg", Transfer::hlg},
                                                            {"linear", Transfer::linear}};
  static const std::map<std::string, Matrix> matrices = {
      {"rgb", Matrix::rgb}, {"bt709", Matrix::bt709}, {"bt2020-ncl", Matrix::bt2020_ncl}};
  if (!fields.contains("color")) return {};
  const auto& color = fields["color"];
  return {primaries.at(color["primaries"]), transfers.at(color["transfer"]), matrices.at(color["matrix"]),
          color["full_range"], color["bit_depth"]};
}

/// The input of a case: `key`, `key`_hex or `repeat`.
inline std::string input_of(const nlohmann::ordered_json& item, const std::string& key) {
  if (item.contains(key)) return item[key].get<std::string>();
  if (item.contains(key + "_hex")) return from_hex(item[key + "_hex"].get<std::string>());
  const auto& repeat = item.at("repeat");
  std::string text = repeat["before"];
  for (int i = 0; i < repeat["count"].get<int>(); ++i) text += repeat["unit"].get<std::string>();
  return text + repeat["after"].get<std::string>();
}

}  // namespace pdum::rfb::test
