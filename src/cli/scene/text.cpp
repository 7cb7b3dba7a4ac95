#include "cli/scene/text.hpp"

#include <algorithm>
#include <array>

namespace pdum::rfb::cli {
namespace {

// Strokes on a grid of 5 columns and 7 rows: two digits are a point (column, row), a blank lifts the pen.
constexpr std::array<std::string_view, 26> kLetters = {
    "062046 1434",                // A
    "06003041423303 3344453606",  // B
    "4130100105163645",           // C
    "00062644422000",             // D
    "40000646 0333",              // E
    "400006 0333",                // F
    "41301001051636454323",       // G
    "0006 4046 0343",             // H
    "0006",                       // I
    "4045361605",                 // J
    "0006 4004 1346",             // K
    "000646",                     // L
    "0600234046",                 // M
    "06004640",                   // N
    "103041453616050110",         // O
    "06003041423303",             // P
    "103041453616050110 2446",    // Q
    "06003041423303 2346",        // R
    "413010010213334445361605",   // S
    "0040 2026",                  // T
    "000516364540",               // U
    "002640",                     // V
    "0016233640",                 // W
    "0046 4006",                  // X
    "002340 2326",                // Y
    "00400646",                   // Z
};
constexpr std::array<std::string_view, 10> kDigits = {
    "103041453616050110",                   // 0
    "011016",                               // 1
    "01103041420646",                       // 2
    "01103041423313 334445361605",          // 3
    "36300444",                             // 4
    "400002324345361605",                   // 5
    "4130100105163645443303",               // 6
    "004016",                               // 7
    "103041423313020110 1304051636454433",  // 8
    "0516364541301001021343",               // 9
};
constexpr double kBlank = 2.4;    // columns
constexpr double kSpacing = 1.9;  // columns between two characters
constexpr double kRows = 6;

std::string_view strokes(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c >= 'A' && c <= 'Z') return kLetters[static_cast<std::size_t>(c - 'A')];
  if (c >= '0' && c <= '9') return kDigits[static_cast<std::size_t>(c - '0')];
  if (c == '-') return "0333";
  if (c == '.') return "0606";
  if (c == ':') return "0101 0505";
  if (c == '/') return "0640";
  return {};
}

double columns(std::string_view glyph) {
  if (glyph.empty()) return kBlank;
  int widest = 0;
  for (std::size_t i = 0; i + 1 < glyph.size(); i += glyph[i] == ' ' ? 1U : 2U) {
    if (glyph[i] != ' ') widest = std::max(widest, glyph[i] - '0');
  }
  return widest;
}

}  // namespace

double text_width(std::string_view text, double height, double weight) {
  const double unit = (height - weight) / kRows;
  double width = 0;
  for (const char c : text) width += (columns(strokes(c)) + kSpacing) * unit;
  return text.empty() ? 0 : width - kSpacing * unit + weight;
}

void draw_text(const Canvas& canvas, Spot at, std::string_view text, double height, double weight,
               Pixel colour, double alpha) {
  const double unit = (height - weight) / kRows;
  Spot origin = {at.x + weight / 2, at.y + weight / 2};
  for (const char c : text) {
    const std::string_view glyph = strokes(c);
    Spot pen;
    bool down = false;
    for (std::size_t i = 0; i + 1 < glyph.size(); i += 2) {
      if (glyph[i] == ' ') {
        down = false;
        ++i;
      }
      const Spot to = {origin.x + (glyph[i] - '0') * unit, origin.y + (glyph[i + 1] - '0') * unit};
      if (down) draw_line(canvas, pen, to, weight / 2, colour, alpha);
      pen = to;
      down = true;
    }
    origin.x += (columns(glyph) + kSpacing) * unit;
  }
}

}  // namespace pdum::rfb::cli
