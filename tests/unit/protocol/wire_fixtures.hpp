#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

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
