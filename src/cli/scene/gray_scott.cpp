#include "cli/scene/gray_scott.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "cli/scene/reaction.hpp"
#include "cli/scene/simd.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr int kStepsPerFrame = 14;  // at 60 frames a second
constexpr int kMostCells = 240'000;
constexpr int kShades = 1024;
constexpr int kTilts = 64;

PDUM_INLINE Pixel average(Pixel a, Pixel b) noexcept {
  return (a | b) - (((a ^ b) & 0xFEFEFEFEU) >> 1U);
}

/// A row of twice the width: pixels between two are their mean.
PDUM_MULTIVERSION
void widen(const Pixel* __restrict from, int width, Pixel* __restrict to) {
  for (int x = 0; x < width; ++x) {
    to[2 * x] = from[x];
    to[2 * x + 1] = average(from[x], from[x + 1]);
  }
}

PDUM_MULTIVERSION
void average_rows(const Pixel* __restrict a, const Pixel* __restrict b, int width, Pixel* __restrict to) {
  for (int x = 0; x < width; ++x) to[x] = average(a[x], b[x]);
}

/// What each cell looks up: its amount of V, and how it leans towards the light.
PDUM_MULTIVERSION
void look(const float* above, const float* here, const float* below, int width, int* __restrict keys) {
  for (int x = 0; x < width; ++x) {
    const float lean = (here[x + 1] - here[x - 1]) + (below[x] - above[x]);
    const float shade = std::min(std::max(here[x] * (kShades / 0.45F), 0.0F), kShades - 1.0F);
    const float tilt = std::min(std::max(lean * 90 + kTilts / 2.0F, 0.0F), kTilts - 1.0F);
    keys[x] = static_cast<int>(tilt) * kShades + static_cast<int>(shade);
  }
}

struct Colour {
  float red, green, blue;
};

Colour palette(float t) {
  constexpr std::array<Colour, 6> kStops = {
      {{7, 11, 26}, {10, 40, 74}, {18, 112, 125}, {110, 190, 150}, {247, 222, 160}, {255, 140, 84}}};
  const float scaled = std::clamp(t, 0.0F, 0.9999F) * (kStops.size() - 1);
  const auto i = static_cast<std::size_t>(scaled);
  const float f = scaled - static_cast<float>(i);
  const Colour& a = kStops[i];
  const Colour& b = kStops[i + 1];
  return {a.red + (b.red - a.red) * f, a.green + (b.green - a.green) * f, a.blue + (b.blue - a.blue) * f};
}

/// Colour of V under a light from the upper left, for each shade and tilt.
std::vector<Pixel> lit_palette() {
  std::vector<Pixel> table(static_cast<std::size_t>(kShades) * kTilts);
  for (int tilt = 0; tilt < kTilts; ++tilt) {
    const float lean = (static_cast<float>(tilt) - kTilts / 2.0F) / (kTilts / 2.0F);
    const float light = 1 + 0.55F * lean;
    const float gleam = 120 * std::pow(std::max(lean, 0.0F), 3.0F);
    for (int shade = 0; shade < kShades; ++shade) {
      const Colour c = palette(static_cast<float>(shade) / kShades);
      const auto byte = [&](float value) {
        return static_cast<unsigned>(std::clamp(value * light + gleam, 0.0F, 255.0F));
      };
      table[static_cast<std::size_t>(tilt) * kShades + static_cast<std::size_t>(shade)] =
          rgb(byte(c.red), byte(c.green), byte(c.blue));
    }
  }
  return table;
}

int doublings(int width, int height) {
  int times = 1;
  while ((static_cast<long>(width) >> times) * (static_cast<long>(height) >> times) > kMostCells) ++times;
  return times;
}

class GrayScott final : public Scene {
 public:
  GrayScott(int width, int height)
      : width_(width),
        doublings_(doublings(width, height)),
        scale_(1 << doublings_),
        cells_((width + scale_ - 1) / scale_, (height + scale_ - 1) / scale_),
        palette_(lit_palette()) {
    keys_.resize(static_cast<std::size_t>(cells_.width()));
    for (auto& rows : rows_) {
      for (auto& row : rows) row.resize((static_cast<std::size_t>(cells_.width()) << doublings_) + 1);
    }
    cells_.seed(seed_);
    for (int i = 0; i < kWarmUp; ++i) react();
  }

  void handle(const InputEvent& event) override {
    if (event.get_if<Close>() != nullptr || event.get_if<PointerLeave>() != nullptr) {
      last_.erase(event.client_id);
    } else if (const auto* move = event.get_if<PointerMove>()) {
      feed(event.client_id, *move);
    } else if (const auto* down = event.get_if<PointerDown>()) {
      last_.erase(event.client_id);
      feed(event.client_id, *down);
    } else if (const auto* key = event.get_if<KeyDown>()) {
      if (key->key == "c" || key->key == "C") cells_.clear();
      if (key->key == " " || key->key == "r" || key->key == "R") cells_.seed(++seed_);
    }
  }

  bool advance(double seconds) override {
    due_ = std::min(due_ + seconds * 60 * kStepsPerFrame, 2.0 * kStepsPerFrame);
    const bool moved = due_ >= 1;
    for (; due_ >= 1; due_ -= 1) react();
    return moved;
  }

  void draw(const Canvas& canvas) override {
    for (int y = 0; y < canvas.height; ++y) {
      std::memcpy(canvas.row(y), enlarged(doublings_, y), static_cast<std::size_t>(width_) * sizeof(Pixel));
    }
    forget_rows();
  }

 private:
  static constexpr int kWarmUp = 900;  ///< steps before the first picture

  struct Point {
    double x, y;
  };

  // The parameters wander between spots that divide and worms, so that the dish never comes to rest.
  void react() {
    phase_ += 0.00015;
    const double sway = std::sin(phase_);
    cells_.step(static_cast<float>(0.0345 + 0.0075 * sway),
                static_cast<float>(0.0615 + 0.0012 * std::sin(phase_ * 1.7)));
  }

  // Pours along the way since the last event, so that a fast stroke has no gaps.
  void feed(const std::string& client, const PointerState& pointer) {
    // A captured pointer may be anywhere; far outside is as good as just outside.
    const Point to = {std::clamp(pointer.x / scale_, -50.0, cells_.width() + 50.0),
                      std::clamp(pointer.y / scale_, -50.0, cells_.height() + 50.0)};
    const auto found = last_.find(client);
    const Point from = found != last_.end() ? found->second : to;
    last_[client] = to;
    const double radius = pointer.buttons.empty() ? 2.2 : pointer.buttons.contains(Button::right) ? 14 : 5;
    const double way = std::hypot(to.x - from.x, to.y - from.y);
    const int drops = static_cast<int>(std::clamp(way / 2, 1.0, 400.0));
    for (int i = 1; i <= drops; ++i) {
      const double t = static_cast<double>(i) / drops;
      cells_.pour(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t, radius,
                  pointer.buttons.contains(Button::right));
    }
  }

  void colour(int y, Pixel* out) {
    const int last = cells_.height() - 1;
    look(cells_.v_row(y > 0 ? y - 1 : last), cells_.v_row(y), cells_.v_row(y < last ? y + 1 : 0),
         cells_.width(), keys_.data());
    for (std::size_t x = 0; x < keys_.size(); ++x) out[x] = palette_[static_cast<std::size_t>(keys_[x])];
    out[keys_.size()] = out[keys_.size() - 1];
  }

  // Row `y` of the picture after `level` doublings; each level remembers its last two even rows.
  const Pixel* enlarged(int level, int y) {
    Level& rows = rows_[static_cast<std::size_t>(level)];
    std::vector<Pixel>& out = rows[static_cast<std::size_t>(y & 1)];
    int& known = known_[static_cast<std::size_t>(level)][static_cast<std::size_t>(y & 1)];
    if (known == y) return out.data();
    known = y;
    if (level == 0) {
      colour(y, out.data());
      return out.data();
    }
    const int width = cells_.width() << (level - 1);
    if ((y & 1) == 0) {
      widen(enlarged(level - 1, y / 2), width, out.data());
      out[static_cast<std::size_t>(width) * 2] = out[static_cast<std::size_t>(width) * 2 - 1];
      return out.data();
    }
    const int below = std::min(y / 2 + 1, (cells_.height() << (level - 1)) - 1);
    std::vector<Pixel>& between = between_[static_cast<std::size_t>(level)];
    between.resize(static_cast<std::size_t>(width) + 1);
    const Pixel* upper = enlarged(level - 1, y / 2);
    const Pixel* lower = enlarged(level - 1, below);
    average_rows(upper, lower, width + 1, between.data());
    widen(between.data(), width, out.data());
    out[static_cast<std::size_t>(width) * 2] = out[static_cast<std::size_t>(width) * 2 - 1];
    return out.data();
  }

  void forget_rows() {
    for (auto& pair : known_) pair = {-1, -1};
  }

  static constexpr std::size_t kLevels = 8;
  using Level = std::array<std::vector<Pixel>, 2>;

  int width_;
  int doublings_;
  int scale_;  ///< pixels per cell
  Reaction cells_;
  std::vector<Pixel> palette_;
  std::vector<int> keys_;
  std::array<Level, kLevels> rows_;
  std::array<std::array<int, 2>, kLevels> known_ = {
      {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}}};
  std::array<std::vector<Pixel>, kLevels> between_;
  std::map<std::string, Point> last_;
  unsigned seed_ = 1;
  double due_ = 0;
  double phase_ = 0;
};

}  // namespace

std::unique_ptr<Scene> make_gray_scott(int width, int height) {
  return std::make_unique<GrayScott>(width, height);
}

}  // namespace pdum::rfb::cli
